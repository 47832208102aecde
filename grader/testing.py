"""What a hidden suite imports: comparison of plain values, and the few words about objects.

    from grader.testing import close, equal, expect, raises, same_object

Every comparison of a number goes through `close`, so that one tolerance holds everywhere, and a
failure carries both values for the feedback. May import NumPy, `grader.boundary` and
`grader.errors`; must never be importable beside student code.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.boundary.channel import Channel
from grader.boundary.proxy import Handle, Submission, same_object
from grader.boundary.written import show
from grader.errors import Mismatch, StudentError, SuiteError

__all__ = ["Count", "close", "counted", "equal", "expect", "raises", "same_object"]

_PLAIN_NUMBERS = (int, float)
RELATIVE, ABSOLUTE = 1e-5, 1e-6
_PARTS = int(1 / (RELATIVE + ABSOLUTE))
"""Wide enough for float32 inside a right solution, narrow enough for every known mistake."""

AT_ZERO = 1e-9
"""What a right cancellation may leave where exactly 0 is wanted: rounding has no scale there."""

current_channel: ContextVar[Channel | None] = ContextVar("current_channel", default=None)
"""The channel of the check that runs; the engine sets it."""


def close(got: Any, want: Any, what: str = "") -> None:
    """Passes when two numbers or arrays are equal up to rounding.

    |got - want| <= 1e-5 |want| + 1e-6 max|want|, element by element, and 1e-9 where nothing but
    zeros is wanted; nan and inf equal only themselves, and shapes must be the same.

    Parameters
    ----------
    got:
        A number, array, or list of numbers read from the submission.
    want:
        The same from the reference.
    what:
        The expression, as a student would write it; by default what was read.

    Raises
    ------
    Mismatch
        With both values.
    """
    if type(got) in _PLAIN_NUMBERS and type(want) in _PLAIN_NUMBERS:
        if _one_close(got, want):
            return
        raise Mismatch(f"expected {show(want)}, got {show(got)}", got=got, want=want, what=what)
    came, wanted = _numbers(got), _numbers(want)
    if came is not None and wanted is not None:
        if came.shape != wanted.shape:
            shapes = f"expected {_shape(wanted)}, got {_shape(came)}"
            raise Mismatch(shapes, got=got, want=want, what=what)
        if _all_close(came, wanted):
            return
    raise Mismatch(f"expected {show(want)}, got {show(got)}", got=got, want=want, what=what)


def _one_close(got: float, want: float) -> bool:
    try:
        if math.isfinite(got) and math.isfinite(want):
            return abs(got - want) <= ((RELATIVE + ABSOLUTE) * abs(want) or AT_ZERO)
    except OverflowError:  # an integer beyond the floats
        whole = type(got) is int and type(want) is int
        return whole and abs(got - want) * _PARTS <= abs(want)
    return got == want or (got != got and want != want)


def _all_close(got: np.ndarray[Any, Any], want: np.ndarray[Any, Any]) -> bool:
    kinds = got.dtype.kind + want.dtype.kind
    if "O" in kinds:  # integers beyond 64 bits
        pairs = zip(got.ravel().tolist(), want.ravel().tolist(), strict=True)
        return "c" not in kinds and all(_one_close(x, y) for x, y in pairs)
    if "b" in kinds:
        return bool(np.array_equal(got, want))
    with np.errstate(all="ignore"):
        # As floats, because differences and sizes of small integers wrap around.
        got, want = (each.astype(np.result_type(each, np.float64)) for each in (got, want))
        return _all_near(got, want)


def _all_near(got: np.ndarray[Any, Any], want: np.ndarray[Any, Any]) -> bool:
    finite = np.isfinite(want)
    if not np.array_equal(finite, np.isfinite(got)):
        return False
    if not np.array_equal(got[~finite], want[~finite], equal_nan=True):
        return False
    wanted = np.abs(want[finite])
    largest = wanted.max() if wanted.size else 0.0
    allowed = RELATIVE * wanted + ABSOLUTE * largest if largest else AT_ZERO
    off = np.abs(got[finite] - want[finite])
    return bool(np.all(np.isfinite(off) & (off <= allowed)))  # the size of a complex may overflow


def _numbers(value: Any) -> np.ndarray[Any, Any] | None:
    """The value as an array of numbers; None when it is something else."""
    if isinstance(value, Handle):
        raise SuiteError("close compares plain values: read one from the object first")
    try:
        array = np.asarray(value)
    except (ValueError, OverflowError):
        return None
    if array.dtype == object and all(type(item) in _PLAIN_NUMBERS for item in array.flat):
        return array
    return array if array.dtype.kind in "biufc" else None


def _shape(array: np.ndarray[Any, Any]) -> str:
    return f"shape {array.shape}" if array.ndim else "one number"


def equal(got: Any, want: Any, what: str = "") -> None:
    """Passes when two plain values are equal exactly; True and 1 are not the same.

    Raises
    ------
    Mismatch
        With both values.
    """
    for value in (got, want):
        if isinstance(value, Handle):
            raise SuiteError("equal compares plain values: read one from the object first")
    if not _same(got, want):
        raise Mismatch(f"expected {show(want)}, got {show(got)}", got=got, want=want, what=what)


def _same(got: Any, want: Any) -> bool:
    if isinstance(got, np.generic) or isinstance(want, np.generic):
        got, want = (x.item() if isinstance(x, np.generic) else x for x in (got, want))
    if isinstance(got, np.ndarray) or isinstance(want, np.ndarray):
        return _same_arrays(got, want)
    if type(got) is type(want) and isinstance(got, list | tuple):
        return len(got) == len(want) and all(map(_same, got, want))
    if isinstance(got, dict) and isinstance(want, dict):
        return got.keys() == want.keys() and all(_same(got[key], want[key]) for key in want)
    return bool(got == want) and isinstance(got, bool) == isinstance(want, bool)


def _same_arrays(got: Any, want: Any) -> bool:
    try:
        x, y = np.asarray(got), np.asarray(want)
    except (ValueError, OverflowError):
        return False
    with np.errstate(all="ignore"):  # a nan may be one that signals
        return (x.dtype.kind == "b") == (y.dtype.kind == "b") and bool(np.array_equal(x, y))


def expect(condition: bool, message: str) -> None:
    """Passes when a plain condition holds; else the student reads the message.

    Raises
    ------
    Mismatch
        With the message alone.
    """
    if type(condition) not in (bool, np.bool_):
        raise SuiteError("expect takes True or False, computed on plain values")
    if not condition:
        raise Mismatch(message)


@contextlib.contextmanager
def raises(*kinds: type[Exception]) -> Iterator[None]:
    """Passes when the operations inside raise one of the kinds in the submission.

    What was queued before runs before, and may not raise here; what is queued inside runs at the
    end of the block.

    Raises
    ------
    Mismatch
        When nothing was raised, or something else.
    """
    channel = current_channel.get()
    if channel is None:
        raise SuiteError("raises needs a submission")
    channel.settle()
    channel.expectations += 1
    names = " or ".join(kind.__name__ for kind in kinds)
    try:
        yield
        channel.settle()
    except StudentError as error:  # what our own side raises, a TypeError too, is none of it
        if isinstance(error, kinds):
            return
        raise Mismatch(f"expected {names} to be raised, but {error} was raised") from error
    raise Mismatch(f"expected {names} to be raised, but nothing was raised")


@dataclass
class Count:
    """How many steps the Python interpreter took in the submission; 0 until the block ends."""

    events: int = 0


@contextlib.contextmanager
def counted(submission: Submission) -> Iterator[Count]:
    """Counts the interpreter's steps for the operations inside, to tell array code from loops.

    Compare two counts, such as those for 8 and for 512 rows: their sizes alone differ between
    versions of Python and NumPy, and their ratio falls with steps that a submission wastes, so look
    at how much larger one of them is. The count is taken beside student code, so a submission that
    works against it can lower it; the values that it gave are as sure as ever.

    Raises
    ------
    Mismatch
        It took 200,000 steps or more, where the count ends.
    StudentError
        The submission used what hides a loop from the count: `np.vectorize`, `np.fromiter`,
        `np.frompyfunc`, `np.apply_along_axis`, arrays of objects.
    """
    channel = submission._channel
    channel.begin_count()
    count = Count()
    try:
        yield count
    except BaseException:
        channel.drop_count()
        raise
    count.events = channel.end_count()
