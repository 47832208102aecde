"""What a check asked of a submission and what came back: the counterexample and the fingerprint.

Every operation crosses the wire, so the steps that led to a wrong value can be shown to the student
as statements to paste, and a digest of all answers tells which known mistake answers alike.

May import the standard library, NumPy and its room.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.boundary.steps import Step
from grader.boundary.written import statements
from grader.errors import NOT_GIVEN

_SIGNIFICANT = 9
_ITEMS, _LEAST = 10_000, 16
"""So many items of the arrays of one answer go into its fingerprint, and of each array at least
so many; of a larger array those at either end."""


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
    largest: int = 0
    """How many items the largest answer held."""

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
        self.largest = max(self.largest, items_in(value))
        self._digest.update(canonical(value))

    def failed(self, words: str) -> None:
        """Records that an answer was an exception or a refusal."""
        self.total_reads += 1
        self._digest.update(b"!" + words.encode("utf-8", "replace"))

    def answers(self) -> bytes:
        """A short digest of every answer so far."""
        return bytes(self._digest.digest()[:8])

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
        return statements(self.steps[: at + 1], self.inside)


def _holds(value: object, item: object) -> bool:
    """Whether a list, tuple or dict holds the very object."""
    if isinstance(value, dict):
        return _holds(list(value.values()), item)
    return isinstance(value, list | tuple) and any(x is item or _holds(x, item) for x in value)


def items_in(value: object) -> int:
    """How many numbers, characters, objects and rows an answer holds; a long integer is many."""
    if isinstance(value, np.ndarray):
        return math.prod(max(1, n) for n in value.shape)
    if isinstance(value, dict):
        return sum(items_in(key) + items_in(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return sum(map(items_in, value))
    if isinstance(value, str):
        return len(value)
    return 1 + value.bit_length() // 64 if isinstance(value, int) else 1


def canonical(value: object) -> bytes:
    """Bytes that are equal for answers that differ only by rounding."""
    return _canonical(value, _Left(_ITEMS))


@dataclass
class _Left:
    """How many items of arrays may still be written."""

    items: int


def _canonical(value: object, left: _Left) -> bytes:
    if isinstance(value, float | int) and not isinstance(value, bool):
        try:
            return f"{value + 0.0:.{_SIGNIFICANT}g};".encode()  # and -0.0 becomes 0.0
        except OverflowError:
            return f"{'-' * (value < 0)}{value.bit_length()} bits;".encode()  # type: ignore[union-attr]
    if isinstance(value, np.ndarray):
        flat = value.ravel()
        most = max(left.items, _LEAST)
        end = most // 2
        ends = flat if flat.size <= most else np.concatenate([flat[:end], flat[-end:]])
        left.items -= ends.size
        with np.errstate(all="ignore"):  # a nan may be one that signals
            ends = ends + 0.0
        numbers = ",".join(f"{x:.{_SIGNIFICANT}g}" for x in ends.tolist())
        return f"a{value.shape}{numbers};".encode()
    if isinstance(value, list | tuple):
        return b"[" + b"".join(_canonical(item, left) for item in value) + b"]"
    if isinstance(value, dict):
        pairs = (_canonical(k, left) + _canonical(v, left) for k, v in value.items())
        return b"{" + b"".join(pairs) + b"}"
    if value is None or isinstance(value, str | bool):
        return repr(value).encode("utf-8", "replace") + b";"
    return b"object;"
