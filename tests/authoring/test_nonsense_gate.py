"""The gate against nonsense, on a made course: each of its checks passes on some nonsense."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from grader.authoring.bench import Bench
from grader.authoring.generate import generate
from grader.course import load_course
from grader.engine.session import JudgeProcess
from tests.courses_helper import SOURCE, make_course

ASSIGNMENT = """\
title = "Two arrays"
summary = "Add and subtract arrays."

[[questions]]
id = "arrays"
title = "Two arrays"
kind = "auto"
points = 1
"""

HEADER, _, _ = SOURCE.partition('# %% solution="double"')
ANSWER = (
    HEADER
    + """# %% solution="arrays"
def helper(w, by):
    ### BEGIN SOLUTION
    return w + by
    ### END SOLUTION


def moved(w, by):
    ### BEGIN SOLUTION
    return helper(w, by)
    ### END SOLUTION


def both(w, by):
    ### BEGIN SOLUTION
    return moved(w, by), moved(w, -by), bool(w[0] > by[0])
    ### END SOLUTION


def total(w, by):
    ### BEGIN SOLUTION
    if w.ndim != 1:
        raise TypeError("one axis alone")
    return np.sum(w, keepdims=True)
    ### END SOLUTION


# %% check="arrays"
assert moved(1, 2) == 3
"""
)

INTERFACE = '''\
"""The names that checks may touch."""


def moved(w: Array, by: Array) -> Array(1, "f"): ...
def both(w: Array, by: Array) -> Sequence[Array(1, "f") | Bool]: ...
def total(w: Array, by: Array) -> Array(1, "f"): ...
'''

HIDDEN = '''\
"""Weak checks; each says in its name on which nonsense it passes."""

import numpy as np
import pytest

from grader.testing import close, equal, expect, raises

W, BY, NOTHING = np.array([1.0, 2.0, 4.0]), np.array([3.0, 0.5, 7.0]), np.zeros(3)
weak = pytest.mark.check(question="arrays")


def three(submission, w, by):
    """The three things that `both` gives back."""
    got = submission.both(w, by)
    expect(len(got) == 3, "too few")
    return got


@weak
def test_sound(submission):
    """Asks for what nonsense does not know."""
    close(submission.moved(W, BY), [4.0, 2.5, 11.0])


@weak
def test_refusing(submission):
    """Asks for an error alone, which has no form."""
    with raises(TypeError):
        submission.total(np.ones((2, 2)), BY)


@weak
def test_form(submission):
    """Asks for the form alone."""
    close([np.size(each) for each in three(submission, W, BY)], [3, 3, 1])


@weak
def test_zeros(submission):
    """Nothing but zeros is right."""
    close(submission.moved(W, -W), NOTHING)


@weak
def test_ones(submission):
    """Nothing but ones is right."""
    close(submission.moved(W, 1 - W), np.ones(3))


@weak
def test_minus_ones(submission):
    """Nothing but minus ones is right."""
    close(submission.moved(W, -1 - W), -np.ones(3))


@weak
def test_large(submission):
    """Whatever is large is right."""
    expect(bool(np.all(submission.moved(W, 5000 + W) > 4000)), "too small")


@weak
def test_true(submission):
    """True is right."""
    equal(three(submission, BY, W)[2], True)


@weak
def test_false(submission):
    """False is right."""
    equal(three(submission, W, BY)[2], False)


@weak
def test_first_argument(submission):
    """The sum of what comes back is that of what was given, in whatever form."""
    close(float(np.sum(submission.total(W, BY))), 7.0)


@weak
def test_nothing_changes(submission):
    """The arguments in their order are right."""
    close(three(submission, W, NOTHING)[0], W)


@weak
def test_last_comes_first(submission):
    """The arguments in the other order are right."""
    close(three(submission, NOTHING, BY)[0], BY)


@weak
def test_negative(submission):
    """The first argument with another sign is right."""
    close(three(submission, W, -2 * W)[0], -W)
'''

FORM = "every answer has the right form, filled with "
FILLED = {
    FORM + what
    for what in (
        "zeros",
        "ones",
        "minus ones",
        "large numbers",
        "its arguments",
        "its arguments from the last",
        "its arguments negated",
    )
}
TRUE = {FORM + "ones", FORM + "minus ones", FORM + "large numbers", FORM + "its arguments"}
PASSES = {
    "test_sound": set[str](),
    "test_refusing": set[str](),
    "test_form": FILLED,
    "test_zeros": {FORM + "zeros"},
    "test_ones": {FORM + "ones"},
    "test_minus_ones": {FORM + "minus ones"},
    "test_large": {
        "everything gives its own argument",
        FORM + "large numbers",
        FORM + "its arguments from the last",
    },
    "test_true": TRUE,
    "test_false": FILLED - TRUE,
    "test_first_argument": {"everything gives its first argument"},
    "test_nothing_changes": {FORM + "its arguments"},
    "test_last_comes_first": {FORM + "its arguments from the last"},
    "test_negative": {FORM + "its arguments negated"},
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """Check to the nonsense that passes it, as the gate's findings name them."""
    root = make_course(
        tmp_path_factory.mktemp("weak"),
        {"solutions/toy/assignment.toml": ASSIGNMENT},
        source=ANSWER,
        interface=INTERFACE,
        hidden=HIDDEN,
        misconception=None,
    )
    course = load_course(root)
    generate(course)
    assignment = course.assignment("toy")
    with JudgeProcess(course, assignment) as judge:
        problems = list(Bench(assignment, judge).nonsense())
    passing: dict[str, set[str]] = {}
    for problem in problems:
        what, said, check = problem.partition(" passes test_toy.py::")
        assert said, problem
        passing.setdefault(check, set()).add(what)
    return passing


@pytest.mark.parametrize("check", PASSES)
def test_a_check_that_nonsense_passes_is_refused(found: Mapping[str, set[str]], check: str) -> None:
    """The gate names each nonsense that passes a check, and no other."""
    assert found.get(check, set()) == PASSES[check]
