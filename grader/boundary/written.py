"""Values and recorded operations as a student would write them: statements to paste.

May import the standard library, NumPy and `.steps`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.boundary.steps import Reference, Step

_INFIX = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "matmul": "@", "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
_PREFIX = {"neg": "-", "pos": "+", "invert": "~"}
_IN_PLACE = {"iadd": "+", "isub": "-", "imul": "*", "itruediv": "/", "imatmul": "@", "ipow": "**"}
_UNSEEN = ("count", "counted")
"""Operations of ours that no student would write."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_USUAL = ("float64", "int64", "bool", "complex128")
"""What NumPy makes of numbers without being told."""
SHOWN_LINES, SHOWN_AT_START = 40, 24
SHOWN = 300
"""Characters of a value."""
_EDGE, _MOST_WRITTEN, _IN_LISTS = 3, 1000, 100
"""Of an array: items at either end of an axis, items that are written, and those of one in a list:
more than so many take more than is shown."""


def show(value: object, limit: int = SHOWN) -> str:
    """A plain value as a student would write it, cut to `limit` characters."""
    value = _plain(value, limit)  # an item takes a character at least
    if isinstance(value, np.ndarray):
        text = np.array2string(
            _few_of(value), precision=6, threshold=40, edgeitems=_EDGE, separator=", "
        )
        text = f"array({text}, shape {value.shape})" if value.ndim else f"array({text})"
    elif isinstance(value, float):
        text = repr(value) if value == 0 or 1e-4 <= abs(value) < 1e16 else f"{value:.10g}"
    else:
        text = _repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _plain(value: object, most: int) -> object:
    """NumPy's scalars as the numbers that they are: `2.0`, not `np.float64(2.0)`.

    Of a longer list or dict come the first `most` items.
    """
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return type(value)(_inside(item, most) for item in value[:most])
    if isinstance(value, dict):
        first = itertools.islice(value.items(), most)
        return {key: _inside(item, most) for key, item in first}
    return value


def _inside(value: object, most: int) -> object:
    return _few_of(value) if isinstance(value, np.ndarray) else _plain(value, most)


def _few_of(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """An array whose text begins like that of `array`, and is not far longer than what is shown.

    Of an axis as short as two edges NumPy leaves nothing out: many of them are written whole.
    """
    for axis in range(array.ndim):
        if math.prod(min(length, 2 * _EDGE) for length in array.shape) <= _MOST_WRITTEN:
            break
        array = array[(slice(None),) * axis + (slice(1),)]
    return array


def _repr(value: object) -> str:
    try:
        with np.printoptions(threshold=_IN_LISTS, edgeitems=_EDGE):
            return repr(value)
    except ValueError:  # Python does not write integers of more than 4300 digits
        if isinstance(value, int):
            return f"an integer of {value.bit_length()} bits"
        return f"a {type(value).__name__} with an integer of more than 4300 digits"


def statements(steps: Sequence[Step], inside: Mapping[int, tuple[int, str]]) -> tuple[str, str]:
    """The steps as lines to paste, the middle of many left out, and the last one's expression.

    Objects are named a, b, ... z, then v27, v28, ... in the order of making. An object that came
    inside an answer is named by that answer, which gets a name where the object is used later.
    """
    letters = _letters({step.name for step in steps if step.op == "global"})
    used = {inside[number][0] for step in steps for number in _mentioned(step) if number in inside}
    names: dict[int, str] = {}
    lines: list[str] = []
    expression = ""
    for at, step in enumerate(steps):
        if step.op in _UNSEEN:
            continue
        expression = _expression(step, names)
        name = next(letters) if step.out is not None or at in used else ""
        if step.op == "operator" and step.name in _IN_PLACE and name:
            left, right = (_operand(value, names) for value in step.args)
            lines += [f"{name} = {left}", f"{name} {_IN_PLACE[step.name]}= {right}"]
        else:
            lines.append(f"{name} = {expression}" if name else expression)
        if step.out is not None:
            names[step.out] = name
        names |= {number: name + path for number, (where, path) in inside.items() if where == at}
    return _shortened(lines), expression


def _letters(taken: set[str]) -> Iterator[str]:
    for at in itertools.count():
        name = _ALPHABET[at] if at < len(_ALPHABET) else f"v{at + 1}"
        if name not in taken:
            yield name


def _mentioned(step: Step) -> Iterator[int]:
    """The numbers of the objects that a step uses."""
    if step.on is not None:
        yield step.on
    waiting: list[object] = [*step.args, *(value for _, value in step.kwargs)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Reference):
            yield value.number
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()


def _expression(step: Step, names: Mapping[int, str]) -> str:
    args = [_argument(value, names) for value in step.args]
    on = names.get(step.on, "object") if step.on is not None else ""
    keywords = [f"{key}={_argument(value, names)}" for key, value in step.kwargs]
    given = ", ".join([*args, *keywords])
    if step.op == "operator":
        return _operator(step, names, keywords)
    if step.op == "get":
        return f"{on}.{step.name}"
    if step.op == "set":
        return f"{on}.{step.name} = {args[0]}"
    if step.op in ("put", "value"):
        return args[0]
    if step.op == "same":
        return f"{args[0]} is {args[1]}"
    return f"{on}.{step.name}({given})" if step.op == "method" else f"{step.name}({given})"


def _operator(step: Step, names: Mapping[int, str], keywords: Sequence[str]) -> str:
    name, args = step.name, [_operand(value, names) for value in step.args]
    if name in _INFIX and len(args) == 2:
        return f"{args[0]} {_INFIX[name]} {args[1]}"
    if name in _PREFIX:
        return f"{_PREFIX[name]}{args[0]}"
    plain = [_argument(value, names) for value in step.args]
    rest = ", ".join([*plain[1:], *keywords])
    whole = {
        "getitem": f"{args[0]}[{rest}]",
        "setitem": f"{args[0]}[{plain[1] if plain[1:] else ''}] = {plain[-1]}",
        "delitem": f"del {args[0]}[{rest}]",
        "contains": f"{rest} in {args[0]}",
        "call": f"{args[0]}({rest})",
        "iter": f"list({plain[0]})",
    }
    if name in whole:
        return whole[name]
    method = f"{args[0]}.__{name}__({rest})"
    return method if name in _IN_PLACE else f"{name}({', '.join([*plain, *keywords])})"


def _operand(value: object, names: Mapping[int, str]) -> str:
    text = _argument(value, names)
    return f"({text})" if text.startswith("-") else text


def _argument(value: object, names: Mapping[int, str]) -> str:
    if isinstance(value, Reference):
        return names.get(value.number, "object")
    if isinstance(value, list | tuple):
        items = ", ".join(_argument(item, names) for item in value)
        return f"[{items}]" if isinstance(value, list) else f"({items}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        pairs = (f"{_argument(k, names)}: {_argument(v, names)}" for k, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, np.ndarray):
        return _array(value)
    value = _plain(value, SHOWN)
    if isinstance(value, float):
        return repr(value) if np.isfinite(value) else f"float('{value}')"
    return show(value)


def _array(value: np.ndarray[Any, Any]) -> str:
    """The call that makes an array: exactly, while it is small."""
    kind = "" if value.dtype.name in _USUAL else f", dtype=np.{value.dtype.name}"
    if value.size == 0:
        return f"np.zeros({value.shape}{kind})"
    with np.printoptions(nanstr="np.nan", infstr="np.inf"):
        few = _few_of(value)
        text = np.array2string(few, threshold=60, separator=", ", floatmode="unique")
    text = text if few is value else "[...]"
    return f"np.array({text}{kind})"


def _shortened(lines: list[str]) -> str:
    if len(lines) > SHOWN_LINES:
        hidden = len(lines) - SHOWN_LINES
        tail = lines[-(SHOWN_LINES - SHOWN_AT_START) :]
        lines = [*lines[:SHOWN_AT_START], f"# ... {hidden} more operations ...", *tail]
    return "\n".join(lines)
