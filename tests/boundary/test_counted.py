"""Tests of `grader.testing.counted`: a test counts the interpreter's steps in a real worker."""

from __future__ import annotations

import numpy as np
import pytest

from grader.errors import Mismatch, StudentError
from grader.testing import close, counted
from tests.toy import OpenToy

LOOP = "def array(x=None): return np.array([row + 0 for row in x])"
WHOLE = "def array(x=None): return x + 0"
HIDDEN = "def array(x=None): return np.vectorize(abs)(x)"


def steps(open_toy: OpenToy, source: str) -> list[int]:
    """The counts for 8 and for 512 rows."""
    submission, found = open_toy(source).submission, []
    for rows in (8, 512):
        with counted(submission) as count:
            close(submission.array(np.ones((rows, 2))), np.ones((rows, 2)))
        found.append(count.events)
    return found


def test_growth_tells_a_loop_from_array_code(open_toy: OpenToy) -> None:
    """A loop takes many times the steps for 64 times the rows; array code takes no more."""
    small, large = steps(open_toy, WHOLE)
    assert 0 < small == large

    small, large = steps(open_toy, LOOP)
    assert large > 10 * small


WASTED = """
def array(x=None):
    for _ in range(TURNS): pass
    return np.array([row + 0 for row in x])
"""


def test_wasted_steps_do_not_hide_a_loop(open_toy: OpenToy) -> None:
    """Wasted on both counts they make the ratio small, and not the difference."""
    small, large = steps(open_toy, WASTED.replace("TURNS", "30_000"))

    assert large < 2 * small
    assert large > small + 504


def test_a_count_that_ended_is_none(open_toy: OpenToy) -> None:
    """Where so much is wasted that nobody counts on, a loop behind it does not go unseen."""
    with pytest.raises(Mismatch, match="200000 steps or more"):
        steps(open_toy, WASTED.replace("TURNS", "300_000"))


def test_what_hides_a_loop_fails_at_its_read(open_toy: OpenToy) -> None:
    """The refusal comes out as the student's exception, where the value is read."""
    submission = open_toy(HIDDEN).submission

    with pytest.raises(StudentError, match=r"np\.vectorize runs Python"), counted(submission):
        submission.array(np.ones((8, 2)))

    close(submission.number(3), 3)


POOL = """
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
pool.submit(int).result()
def array(x=None): return pool.submit(lambda: np.array([row + 0 for row in x])).result()
"""


def test_a_pool_that_was_there_before_fails_too(open_toy: OpenToy) -> None:
    """A thread that the hand-in started when it was loaded hides no loop."""
    submission = open_toy(POOL).submission

    with pytest.raises(StudentError, match="a thread that was started"), counted(submission):
        submission.array(np.ones((8, 2)))

    close(submission.array(np.ones((8, 2))), np.ones((8, 2)))


def test_nothing_is_counted_outside_the_block(open_toy: OpenToy) -> None:
    """After the block the same hand-in runs what the count refuses."""
    submission = open_toy(HIDDEN).submission
    with counted(submission) as count:
        close(submission.number(1), 1)

    close(submission.array(-np.ones(2)), np.ones(2))
    assert count.events > 0


def test_a_count_is_no_answer_of_the_submission(open_toy: OpenToy) -> None:
    """It is in no fingerprint and in no statement that a student reads."""
    plain, with_count = open_toy(WHOLE), open_toy(WHOLE)
    plain.submission.number(5)
    with counted(with_count.submission):
        with_count.submission.number(5)

    assert plain.channel.transcript.fingerprint() == with_count.channel.transcript.fingerprint()
    assert plain.channel.transcript.program() == with_count.channel.transcript.program()


def test_a_new_example_counts_nothing(open_toy: OpenToy) -> None:
    """A block that an exception left open ends with its example."""
    toy = open_toy(HIDDEN)
    with pytest.raises(StudentError), counted(toy.submission):
        toy.submission.array(np.ones(2))

    toy.channel.begin_example()

    close(toy.submission.array(-np.ones(2)), np.ones(2))
