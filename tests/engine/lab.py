"""A course whose hidden suite tries the engine out: every way in which a check may be written."""

from __future__ import annotations

TOML = """\
title = "A laboratory"
summary = "Every way in which a check may be written."

[limits]
check_cpu_s = 0.5
cell_cpu_s = 0.5

[[questions]]
id = "all"
title = "Everything"
kind = "auto"
points = 1
"""

SOURCE = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %%
import numpy as np

# %% solution="all"
### BEGIN SOLUTION
def double(x):
    return x + x


def total(items):
    return sum(items)


def norm(items):
    return float(np.sqrt(np.sum(items * items)))


def doubled(items):
    return items + items


class Counter:
    def __init__(self, start=0):
        self.count = start

    def add(self, amount):
        self.count = self.count + amount
### END SOLUTION

# %% check="all"
assert double(3) == 6
"""

INTERFACE = """\
class Counter:
    count: Number
    def __init__(self, start: Number = 0): ...
    def add(self, amount: Number) -> None: ...

def double(x: Number) -> Number: ...
def total(items: Sequence[Number]) -> Number: ...
def norm(items: Array(1, "f")) -> Number: ...
def doubled(items: Array(1, "f")) -> Array: ...
"""

CALLS = '''\
"""Counts how often a test's body really runs, in a file that the test of the engine reads."""

import os


def count():
    with open(os.environ["LAB_CALLS"], "ab") as file:
        file.write(b".")
'''

HIDDEN = '''\
import math

import calls
import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, event, example, given, note, settings
from hypothesis.extra import numpy as npst

from grader.testing import close, equal, expect, raises

check = pytest.mark.check(question="all")
SEEN = []


@check
@given(x=st.integers(-1000, 1000))
def test_doubles(submission, x):
    """Doubling any whole number."""
    calls.count()
    close(submission.double(x), 2 * x, "double(x)")


@check
@given(items=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
@settings(max_examples=100)
def test_adds_up(submission, items):
    """Adding up any numbers."""
    calls.count()
    close(submission.total(items), sum(items), "total(items)")


@check
@given(items=st.lists(st.integers(0, 9), min_size=1), array=npst.arrays(float, 3))
@settings(max_examples=20)
def test_eats_its_input(submission, items, array):
    """A test that changes what it drew."""
    expect(len(items) > 0 and array.shape == (3,), "the input was eaten before")
    want = sum(items)
    equal(submission.total(items), want)
    items.clear()
    array.fill(77.0)


@check
@given(x=st.integers(0, 9))
@example(x=123_456)
@settings(max_examples=5)
def test_with_an_example(submission, x):
    """An example of the suite's own."""
    close(submission.double(x), 2 * x)


@check
@given(x=st.integers(0, 99))
@settings(max_examples=10)
def test_speaks_hypothesis(submission, x):
    """Assumptions, notes and events."""
    assume(x % 2 == 0)
    note("a note")
    event("an event")
    close(submission.double(x), 2 * x)


@check
@pytest.mark.parametrize("factor", [1, 3])
@given(x=st.integers(-50, 50))
@settings(max_examples=10)
def test_doubles_multiples(submission, factor, x):
    """Doubling {factor} times a number."""
    close(submission.double(factor * x), 2 * factor * x)


class TestInAClass:
    @check
    @given(x=st.integers(-50, 50))
    @settings(max_examples=10)
    def test_property(self, submission, x):
        """A property in a class."""
        close(submission.double(x), 2 * x)

    @check
    def test_plain(self, submission):
        """A plain test in a class."""
        close(submission.double(2), 4)


@check
@given(data=st.data())
@settings(max_examples=10)
def test_draws_inside(submission, data):
    """Draws that depend on the answers."""
    x = data.draw(st.integers(0, 9))
    close(submission.double(x), 2 * x)


@check
@given(x=st.integers(0, 9))
@settings(max_examples=10)
def test_assumes_an_answer(submission, x):
    """An assumption about what the submission gives."""
    got = submission.double(x)
    assume(got == 2 * x)
    close(got, 2 * x)


@check
def test_swallows(submission):
    """A test that holds on to every exception."""
    close(submission.double(1), 2)
    try:
        submission.double(7)
    except BaseException:
        pass


@check
def test_unread(submission):
    """An operation whose result nobody reads."""
    tally = submission.Counter(1)
    equal(tally.count, 1)
    tally.add(2)


@check
def test_raises(submission):
    """Adding a text to a number raises a TypeError."""
    tally = submission.Counter(1)
    with raises(TypeError):
        tally.add("one")


@pytest.fixture
def pair(submission):
    """A fixture that uses the submission."""
    return submission.double(4), 8


@pytest.fixture(scope="session")
def noted():
    """A list for the whole session."""
    return []


@check
def test_state(submission, pair, noted):
    """State of a module and of a session."""
    SEEN.append(1)
    noted.append(1)
    close(*pair)
    expect(len(SEEN) <= 2, "another submission was here")
    expect(noted == [1], "another submission was here")


@check
def test_divides(submission):
    """The suite's own code stumbles over an answer."""
    equal(1 // submission.double(1), 0)


@check
def test_computes_before_it_looks(submission):
    """The suite computes with an array of any shape."""
    got = submission.doubled(np.ones(500))
    expect(bool(np.abs(got - np.full(500, 2.0)).max() < 1e-9), "doubled(items)")


@check
def test_skips(submission):
    """A test that skips itself on an answer."""
    if submission.double(5) != 10:
        pytest.skip("another day")


@check
@given(x=st.integers(0, 1000))
@settings(max_examples=30)
def test_stumbles_when_small(submission, x):
    """The suite stumbles over small inputs that hypothesis finds while it looks."""
    got = submission.double(x)
    if got != 2 * x and x < 300:
        raise LookupError("a defect of the suite")
    close(got, 2 * x)
'''

FILES = {
    "assignment_toml": TOML,
    "source": SOURCE,
    "interface": INTERFACE,
    "hidden": HIDDEN,
    "misconception": None,
}
HELPERS = {"solutions/toy/hidden/calls.py": CALLS}

RIGHT = """\
import numpy as np

def double(x):
    return x + x

def total(items):
    return sum(items)

def norm(items):
    return float(np.linalg.norm(items))

def doubled(items):
    return 2 * items

class Counter:
    def __init__(self, start=0):
        self.count = start

    def add(self, amount):
        self.count = self.count + amount
"""
