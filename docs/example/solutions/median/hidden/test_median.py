"""What a median must do. Each docstring is the title that a student reads."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.testing import close

SMALL = st.integers(-4, 4)


@pytest.mark.check(question="median")
@pytest.mark.parametrize("values", [[9, 5, 8, 1, 3], [7, 4, 1, 2, 9]])
def test_odd_count(submission, values):
    """Of an odd count, the median of {values} is the number in the middle."""
    close(submission.median(values), statistics.median(values), f"median({values})")


@pytest.mark.check(question="median", hint="Try a list of two numbers by hand.")
@given(values=st.lists(SMALL, min_size=1, max_size=6))
def test_any_list(submission, values):
    """The median of any list is right, in whatever order its numbers come."""
    close(submission.median(values), statistics.median(values), f"median({values})")
