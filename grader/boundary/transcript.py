"""What a check asked of a submission and what came back: the counterexample and the fingerprint.

Every operation crosses the wire, so the steps that led to a wrong value can be shown to the student
as statements to paste, and a digest of all answers tells which known mistake answers alike.

May import the standard library, NumPy and the worker's kinds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

_INFIX = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "matmul": "@", "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
_PREFIX = {"neg": "-", "pos": "+", "invert": "~"}
SHOWN_LINES, SHOWN_AT_START = 40, 24
_SIGNIFICANT = 9


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
    _digest: Any = field(default_factory=hashlib.sha256)
    total_reads: int = 0

    def begin_example(self) -> None:
        """Forgets the steps; the digest goes on."""
        self.steps.clear()
        self.reads.clear()

    def read(self, step: int, value: object) -> None:
        """Records the answer to the step at that index."""
        self.reads.append((step, value))
        self.total_reads += 1
        self._digest.update(canonical(value))

    def failed(self, words: str) -> None:
        """Records that an answer was an exception or a refusal."""
        self.total_reads += 1
        self._digest.update(b"!" + words.encode("utf-8", "replace"))

    def fingerprint(self) -> str:
        """A digest of every answer so far, numbers rounded to nine significant digits."""
        return str(self._digest.hexdigest()[:32])

    def program(self, got: object = None) -> tuple[str, str]:
        """Statements that lead to the value that a test compared, and its last expression.

        Parameters
        ----------
        got:
            The compared value; its read is found by identity, else the last step is taken.
        """
        at = next((i for i, value in reversed(self.reads) if value is got), len(self.steps) - 1)
        names = _names(self.steps[: at + 1])
        lines = [_statement(step, names) for step in self.steps[: at + 1]]
        what = lines[-1] if lines else ""
        return _shortened(lines), what


def canonical(value: object) -> bytes:
    """Bytes that are equal for answers that differ only by rounding."""
    if isinstance(value, float) and value != value:
        return b"nan;"
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{float(value):.{_SIGNIFICANT}g};".encode() if abs(value) < 1e300 else b"huge;"
    if isinstance(value, np.ndarray):
        numbers = ",".join(f"{x:.{_SIGNIFICANT}g}" for x in value.ravel().tolist())
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


def _names(steps: Sequence[Step]) -> dict[int, str]:
    """Letters for objects in the order of making: a, b, ... z, then v27, v28, ..."""
    made = [step.out for step in steps if step.out is not None]
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {
        number: letters[i] if i < len(letters) else f"v{i + 1}" for i, number in enumerate(made)
    }


def _statement(step: Step, names: dict[int, str]) -> str:
    expression = _expression(step, names)
    if step.out is not None and step.out in names:
        return f"{names[step.out]} = {expression}"
    return expression


def _expression(step: Step, names: dict[int, str]) -> str:
    args = [_argument(value, names) for value in step.args]
    on = names.get(step.on, "object") if step.on is not None else ""
    if step.op == "operator":
        return _operator(step.name, args)
    if step.op == "get":
        return f"{on}.{step.name}"
    if step.op == "set":
        return f"{on}.{step.name} = {args[0]}"
    if step.op in ("put", "value"):
        return args[0]
    if step.op == "same":
        return f"{args[0]} is {args[1]}"
    keywords = [f"{key}={_argument(value, names)}" for key, value in step.kwargs]
    prefix = f"{on}." if step.op == "method" else ""
    return f"{prefix}{step.name}({', '.join([*args, *keywords])})"


def _operator(name: str, args: list[str]) -> str:
    if name in _INFIX and len(args) == 2:
        return f"{args[0]} {_INFIX[name]} {args[1]}"
    if name in _PREFIX:
        return f"{_PREFIX[name]}{args[0]}"
    if name == "getitem":
        return f"{args[0]}[{args[1]}]"
    if name == "call":
        return f"{args[0]}({', '.join(args[1:])})"
    return f"{name}({', '.join(args)})"


def _argument(value: object, names: dict[int, str]) -> str:
    if isinstance(value, Reference):
        return names.get(value.number, "object")
    if isinstance(value, list | tuple):
        items = ", ".join(_argument(item, names) for item in value)
        return f"[{items}]" if isinstance(value, list) else f"({items}{',' * (len(value) == 1)})"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, threshold=60, separator=", ")
        return f"np.array({text})"
    if isinstance(value, float) and value < 0:
        return f"({value!r})"
    return show(value)


def _shortened(lines: list[str]) -> str:
    if len(lines) > SHOWN_LINES:
        hidden = len(lines) - SHOWN_LINES
        tail = lines[-(SHOWN_LINES - SHOWN_AT_START) :]
        lines = [*lines[:SHOWN_AT_START], f"# ... {hidden} more operations ...", *tail]
    return "\n".join(lines)
