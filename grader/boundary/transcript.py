"""What a check asked of a submission and what came back: the counterexample and the fingerprint.

Every operation crosses the wire, so the steps that led to a wrong value can be shown to the student
as statements to paste, and a digest of all answers tells which known mistake answers alike.

May import the standard library, NumPy and `grader.errors`.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from grader.errors import NOT_GIVEN

_INFIX = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "matmul": "@", "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
_PREFIX = {"neg": "-", "pos": "+", "invert": "~"}
_IN_PLACE = {"iadd": "+", "isub": "-", "imul": "*", "itruediv": "/", "imatmul": "@", "ipow": "**"}
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_USUAL = ("float64", "int64", "bool", "complex128")
"""What NumPy makes of numbers without being told."""
SHOWN_LINES, SHOWN_AT_START = 40, 24
_SIGNIFICANT = 9
_ENDS = 5000
"""Of a larger array, so many items at either end go into its fingerprint."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Stands for an object of the submission in a recorded step."""

    number: int


class Step(NamedTuple):  # made for every operation, so it must be cheap
    """One operation. Arguments are plain values and, once recorded, References."""

    op: str
    name: str = ""
    on: int | None = None
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()
    out: int | None = None


@dataclass
class Transcript:
    """The steps and answers of one example, and the digest over all examples of a check."""

    steps: list[Step] = field(default_factory=list)
    reads: list[tuple[int, object]] = field(default_factory=list)
    """Index of the step whose value was read, and the value: the very object that the test got."""
    inside: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Number of an object inside an answer: the step that was answered, and where in it."""
    _digest: Any = field(default_factory=hashlib.sha256)
    total_reads: int = 0

    def begin_example(self) -> None:
        """Forgets the steps; the digest goes on."""
        self.steps.clear()
        self.reads.clear()
        self.inside.clear()

    def read(self, step: int, value: object, objects: Mapping[int, str] | None = None) -> None:
        """Records the answer to the step at that index, and the objects that came in it.

        Parameters
        ----------
        objects:
            Number of each object to the subscripts that lead to it.
        """
        self.reads.append((step, value))
        if objects:
            self.inside |= {number: (step, path) for number, path in objects.items()}
        self.total_reads += 1
        self._digest.update(canonical(value))

    def failed(self, words: str) -> None:
        """Records that an answer was an exception or a refusal."""
        self.total_reads += 1
        self._digest.update(b"!" + words.encode("utf-8", "replace"))

    def fingerprint(self) -> str:
        """A digest of every answer so far, numbers rounded to nine significant digits."""
        return str(self._digest.hexdigest()[:32])

    def program(self, got: object = NOT_GIVEN) -> tuple[str, str]:
        """Statements that lead to the value that a test compared, and its last expression.

        Parameters
        ----------
        got:
            The compared value; its read is found by identity, or that of a list which holds it;
            else the last step is taken.
        """
        last_first = self.reads[::-1]
        found = [at for at, value in last_first if value is got]
        found = found or [at for at, value in last_first if _holds(value, got)]
        at = found[0] if found else len(self.steps) - 1
        lines, last = _statements(self.steps[: at + 1], self.inside)
        return _shortened(lines), last


def _holds(value: object, item: object) -> bool:
    """Whether a list, tuple or dict holds the very object."""
    if isinstance(value, dict):
        return _holds(list(value.values()), item)
    return isinstance(value, list | tuple) and any(x is item or _holds(x, item) for x in value)


def canonical(value: object) -> bytes:
    """Bytes that are equal for answers that differ only by rounding."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        try:
            return f"{value + 0.0:.{_SIGNIFICANT}g};".encode()  # and -0.0 becomes 0.0
        except OverflowError:
            return f"{'-' * (value < 0)}{value.bit_length()} bits;".encode()  # type: ignore[union-attr]
    if isinstance(value, np.ndarray):
        flat = value.ravel()
        ends = flat if flat.size <= 2 * _ENDS else np.concatenate([flat[:_ENDS], flat[-_ENDS:]])
        with np.errstate(all="ignore"):  # a nan may be one that signals
            ends = ends + 0.0
        numbers = ",".join(f"{x:.{_SIGNIFICANT}g}" for x in ends.tolist())
        return f"a{value.shape}{numbers};".encode()
    if isinstance(value, list | tuple):
        return b"[" + b"".join(canonical(item) for item in value) + b"]"
    if isinstance(value, dict):
        return b"{" + b"".join(canonical(k) + canonical(v) for k, v in value.items()) + b"}"
    if value is None or isinstance(value, str | bool):
        return repr(value).encode("utf-8", "replace") + b";"
    return b"object;"


def show(value: object, limit: int = 300) -> str:
    """A plain value as a student would write it, cut to `limit` characters."""
    value = _plain(value)
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=6, threshold=40, edgeitems=3, separator=", ")
        text = f"array({text}, shape {value.shape})" if value.ndim else f"array({text})"
    elif isinstance(value, float):
        text = repr(value) if value == 0 or 1e-4 <= abs(value) < 1e16 else f"{value:.10g}"
    else:
        text = _repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _plain(value: object) -> object:
    """NumPy's scalars as the numbers that they are: `2.0`, not `np.float64(2.0)`."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return type(value)(map(_plain, value))
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _repr(value: object) -> str:
    try:
        return repr(value)
    except ValueError:  # Python does not write integers of more than 4300 digits
        if isinstance(value, int):
            return f"an integer of {value.bit_length()} bits"
        return f"a {type(value).__name__} with an integer of more than 4300 digits"


def _statements(
    steps: Sequence[Step], inside: Mapping[int, tuple[int, str]]
) -> tuple[list[str], str]:
    """The steps as lines to paste, and the last one's expression.

    Objects are named a, b, ... z, then v27, v28, ... in the order of making. An object that came
    inside an answer is named by that answer, which gets a name where the object is used later.
    """
    letters = _letters({step.name for step in steps if step.op == "global"})
    used = {inside[number][0] for step in steps for number in _mentioned(step) if number in inside}
    names: dict[int, str] = {}
    lines: list[str] = []
    expression = ""
    for at, step in enumerate(steps):
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
    return lines, expression


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
    value = _plain(value)
    if isinstance(value, float):
        return repr(value) if np.isfinite(value) else f"float('{value}')"
    return show(value)


def _array(value: np.ndarray[Any, Any]) -> str:
    """The call that makes an array: exactly, while it is small."""
    kind = "" if value.dtype.name in _USUAL else f", dtype=np.{value.dtype.name}"
    if value.size == 0:
        return f"np.zeros({value.shape}{kind})"
    with np.printoptions(nanstr="np.nan", infstr="np.inf"):
        text = np.array2string(value, threshold=60, separator=", ", floatmode="unique")
    return f"np.array({text}{kind})"


def _shortened(lines: list[str]) -> str:
    if len(lines) > SHOWN_LINES:
        hidden = len(lines) - SHOWN_LINES
        tail = lines[-(SHOWN_LINES - SHOWN_AT_START) :]
        lines = [*lines[:SHOWN_AT_START], f"# ... {hidden} more operations ...", *tail]
    return "\n".join(lines)
