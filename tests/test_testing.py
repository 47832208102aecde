"""Tests of `grader.testing`: what a hidden suite compares with, at the edges of its tolerance."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.boundary.channel import Channel
from grader.boundary.interface import parse_interface
from grader.boundary.proxy import Submission, handle_classes
from grader.errors import Mismatch, SuiteError
from grader.testing import close, current_channel, equal, expect, raises

INTERFACE = "class Thing: ...\n"


def a_handle() -> Any:
    """A handle; nothing is asked of its line."""
    interface = parse_interface(INTERFACE, Path("interface.py"))
    channel = Channel(None, handle_classes(interface))  # type: ignore[arg-type]
    return Submission(channel, interface).Thing()


def is_close(got: Any, want: Any) -> bool:
    """Whether `close` passes."""
    try:
        close(got, want)
    except Mismatch:
        return False
    return True


def is_equal(got: Any, want: Any) -> bool:
    """Whether `equal` passes."""
    try:
        equal(got, want)
    except Mismatch:
        return False
    return True


# For one number the tolerance is (1e-5 + 1e-6) |want|; the factors stand on both sides of it.
@pytest.mark.parametrize("want", [1.0, -1.0, 3.5e-8, -2e20, 7, 2**80, 10**400], ids=range(7))
def test_a_number_may_be_off_by_eleven_millionths(want: float) -> None:
    """Both sides of the edge, for floats, ints, and ints beyond every float."""
    large = isinstance(want, int) and want > 2**64  # floats cannot hold its last digits
    within = want * 109 // 10**7 if large else want * 1.09e-5
    beyond = want * 111 // 10**7 if large else want * 1.11e-5

    assert is_close(want, want)
    assert is_close(want + within, want)
    assert is_close(want - within, want)
    assert not is_close(want + beyond, want)
    assert not is_close(want - beyond, want)
    assert not is_close(-want, want)


def test_the_scale_of_an_array_counts_for_its_small_items() -> None:
    """An item may be off by a millionth of the largest one, beside its own part."""
    want = [1000.0, 0.0, 1.0]

    assert is_close([1000.0, 0.9e-3, 1.0], want)
    assert not is_close([1000.0, 1.1e-3, 1.0], want)
    assert is_close([1000.0, 0.0, 1.0 + 1.009e-3], want)
    assert not is_close([1000.0, 0.0, 1.0 + 1.02e-3], want)
    assert not is_close([1000.0 + 1.2e-2, 0.0, 1.0], want)


def test_zero_alone_is_close_to_zero_alone() -> None:
    """Where only 0 is wanted, no more may be left than rounding leaves of a cancellation."""
    assert is_close(0.0, 0.0)
    assert is_close(-0.0, 0)
    assert is_close(np.zeros(2), np.zeros(2))
    assert is_close(1e-17, 0.0)
    assert is_close([0.0, -1e-17], [0.0, 0.0])
    assert not is_close(1e-8, 0.0)
    assert not is_close(0.0, 1e-300)


@pytest.mark.parametrize("special", [math.nan, math.inf, -math.inf])
def test_nan_and_inf_equal_only_themselves(special: float) -> None:
    """No number is close to nan or an infinity, and each is close to itself, in arrays too."""
    others = {math.nan, math.inf, -math.inf, 0.0, 1e308} - {special}

    assert is_close(special, special)
    assert is_close([1.0, special], np.array([1.0, special]))
    for other in others:
        if not (math.isnan(other) and math.isnan(special)):
            assert not is_close(other, special)
            assert not is_close(special, other)
            assert not is_close([1.0, other], [1.0, special])
            assert not is_close([1.0, special], [1.0, other])
    assert not is_close(10**400, special)
    assert not is_close(special, 10**400)


def test_numbers_of_other_types_are_compared_by_value() -> None:
    """Ints, floats, NumPy's scalars, 0-d arrays, float32 and complex stand for their values."""
    assert is_close(2, 2.0)
    assert is_close(np.float32(0.1), 0.1)
    assert is_close(np.array(3), 3.0)
    assert is_close(np.array([0.1, 0.2], np.float32), np.array([0.1, 0.2]))
    assert is_close([1, 2.0], (1.0, 2))
    assert is_close(np.array([1 + 1e-9j]), np.array([1.0]))
    assert not is_close(np.array([1 + 1j]), np.array([1.0]))
    assert is_close(np.longdouble(0.1), 0.1)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (10**30, 1e30),
        (1e30, 10**30),
        ([10**30, 1.0], [1e30, 1.0]),
        ([10**30 + 1, 5], [10**30, 5]),
        ([10**400], [10**400 + 1]),
        ([2**64, 2**65], np.array([2.0**64, 2.0**65])),
    ],
)
def test_integers_beyond_64_bits_have_the_same_tolerance(got: Any, want: Any) -> None:
    """A right answer in exact integers is right where the reference gives a float."""
    assert is_close(got, want)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ([10**30, 1], [2 * 10**30, 1]),
        ([10**400], [2 * 10**400]),
        ([10**400, 1.0], [math.inf, 1.0]),
        ([2**64, 1], [math.nan, 1]),
        (np.array([1j, 0]), [2**64, 0]),
    ],
)
def test_large_integers_that_differ_are_told_apart(got: Any, want: Any) -> None:
    """Beyond 64 bits a wrong value is wrong."""
    assert not is_close(got, want)


@pytest.mark.parametrize("kind", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
def test_integer_arrays_do_not_wrap_around(kind: str) -> None:
    """Differences and sizes are taken as numbers, not modulo the width of the type."""
    low, high = np.iinfo(kind).min, np.iinfo(kind).max

    assert is_close(np.array([low, high], kind), np.array([low, high], kind))
    assert not is_close(np.array([high - 1], kind), np.array([low + 1], kind))
    assert not is_close(np.array([low + 5], kind), np.array([high - 2], kind))
    assert not is_close(np.array([1, 0], kind), np.array([0, 1], kind))


def test_small_and_large_floats_neither_overflow_nor_warn() -> None:
    """The comparison itself is silent: a warning would be an error of the suite's."""
    top = np.finfo(np.float64).max

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not is_close(np.array([top]), np.array([-top]))
        assert not is_close(-top, top)
        assert not is_close(np.array([3e38], np.float32), np.array([-3e38], np.float32))
        assert is_close(np.array([6e4, 1e-4], np.float16), np.array([6e4, 1e-4], np.float16))
        assert not is_close(np.array([complex(top, top)]), np.array([complex(-top, top)]))
        assert not is_close(np.array([np.nan, 1]), np.array([1, np.nan]))


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ([1.0], 1.0),
        (1.0, [1.0]),
        ([1.0, 1.0], [1.0]),
        (np.ones((2, 1)), np.ones(2)),
        (np.ones((1, 2)), np.ones((2, 1))),
        (np.zeros((0, 2)), np.zeros((2, 0))),
        ([], [[]]),
    ],
)
def test_shapes_must_be_the_same(got: Any, want: Any) -> None:
    """Nothing is broadcast; the message names both shapes."""
    with pytest.raises(Mismatch, match=r"expected (shape|one number).*, got (shape|one number)"):
        close(got, want)


def test_empty_arrays_of_one_shape_are_close() -> None:
    """No item differs."""
    assert is_close([], np.zeros(0))


@pytest.mark.parametrize(
    "got", [None, "1.0", [1.0, None], [[1.0], [1.0, 2.0]], {"a": 1.0}, [1.0, "x"], [2**70, "x"], {}]
)
def test_what_is_no_number_is_a_mismatch_with_both_values(got: Any) -> None:
    """A value that is no number is told beside the wanted one."""
    with pytest.raises(Mismatch, match=r"expected 1\.5, got ") as caught:
        close(got, 1.5, "f(x)")

    assert caught.value.got is got
    assert caught.value.want == 1.5
    assert caught.value.what == "f(x)"


@pytest.mark.parametrize(
    ("got", "want", "message"),
    [
        (1.0, 2.0, "expected 2.0, got 1.0"),
        (1, np.float64(2), "expected 2.0, got 1"),
        (1e-9, 2e-9, "expected 2e-09, got 1e-09"),
        (math.nan, 1.0, "expected 1.0, got nan"),
        ([1.0, 2.0], [1.0, 3.0], "expected [1.0, 3.0], got [1.0, 2.0]"),
        (np.array([1.0]), np.array([2.0]), "expected array([2.], shape (1,)), got array([1.], "),
        (1 << 60_000, 1.0, "expected 1.0, got an integer of 60001 bits"),
        ([1 << 60_000], [1.0], "expected [1.0], got a list with an integer of more than"),
    ],
    ids=range(8),
)
def test_a_message_carries_both_values(got: Any, want: Any, message: str) -> None:
    """The student reads what was expected and what came; the values stay with the exception."""
    with pytest.raises(Mismatch) as caught:
        close(got, want)

    assert str(caught.value).startswith(message)
    assert caught.value.got is got
    assert caught.value.want is want


def test_equal_is_exact() -> None:
    """Strings, lists, numbers, None and arrays are equal when they are, and by no tolerance."""
    assert is_equal("a", "a")
    assert is_equal([1, "x", None], [1, "x", None])
    assert is_equal({"a": [1]}, {"a": [1]})
    assert is_equal(np.array([1, 2]), [1, 2])
    assert is_equal([np.array([1, 2])], [np.array([1, 2])])
    assert is_equal(2**70, 2**70)
    assert is_equal(None, None)
    assert not is_equal("a", "b")
    assert not is_equal(1.0, 1.0 + 1e-15)
    assert not is_equal([1, 2], (1, 2))
    assert not is_equal([1, 2], [1, 2, 3])
    assert not is_equal({"a": 1}, {"b": 1})
    assert not is_equal(np.array([1, 2]), np.array([1, 3]))
    assert not is_equal(np.array([[1, 2]]), np.array([1, 2]))
    assert not is_equal([[1], [1, 2]], np.array([1, 2]))
    assert not is_equal("x", np.array(1.0))
    assert not is_equal(None, np.array([1.0]))


def test_true_and_one_are_not_the_same() -> None:
    """A bool and an int differ, also inside lists, mappings and arrays; NumPy's bool is a bool."""
    assert is_equal(True, True)
    assert is_equal(True, np.bool_(True))
    assert is_equal([True, 0], [True, 0])
    assert not is_equal(True, 1)
    assert not is_equal(0, False)
    assert not is_equal([1], [True])
    assert not is_equal({"a": 0}, {"a": False})
    assert not is_equal(np.array([True]), np.array([1]))


@pytest.mark.parametrize("value", [math.nan, [math.nan], np.array([math.nan])])
def test_nan_equals_nothing_exactly(value: Any) -> None:
    """`equal` is no comparison for nan, not even of one object with itself."""
    assert not is_equal(value, value)


def test_equal_carries_both_values() -> None:
    """The message of a failure and the values on it."""
    with pytest.raises(Mismatch) as caught:
        equal("got", "want", "a.label")

    assert str(caught.value) == "expected 'want', got 'got'"
    assert (caught.value.got, caught.value.want, caught.value.what) == ("got", "want", "a.label")


def test_expect_shows_its_message() -> None:
    """A condition that holds passes; one that does not is the message and nothing else."""
    expect(True, "never shown")
    numpys: Any = np.bool_(True)
    expect(numpys, "never shown")
    conditions: list[Any] = [False, np.bool_(False)]
    for condition in conditions:
        with pytest.raises(Mismatch) as caught:
            expect(condition, "the loss must fall")
        assert str(caught.value) == "the loss must fall"


@pytest.mark.parametrize("condition", [1, 0, None, "yes", [True], np.array([True]), np.array(True)])
def test_expect_takes_nothing_that_is_only_true_in_spirit(condition: Any) -> None:
    """A condition is True or False, computed on plain values; else the suite is wrong."""
    with pytest.raises(SuiteError, match="True or False"):
        expect(condition, "message")


def test_handles_are_never_compared() -> None:
    """A comparison of an object of the submission is a mistake of the suite, on either side."""
    handle = a_handle()

    for compare in (close, equal):
        for got, want in ((handle, 1.0), (1.0, handle), (handle, handle)):
            with pytest.raises(SuiteError, match="compares plain values"):
                compare(got, want)
    with pytest.raises(SuiteError):
        equal([handle], [1.0])
    with pytest.raises(SuiteError):
        expect(handle, "message")


def test_raises_needs_a_submission() -> None:
    """Outside of a check there is nothing that could raise."""
    assert current_channel.get() is None

    with pytest.raises(SuiteError, match="raises needs a submission"), raises(ValueError):
        pass
