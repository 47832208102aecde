"""One check for each question, as other graders have one test cell for each."""

import pytest

from grader.testing import close


@pytest.mark.check(question="median")
def test_median(submission):
    """The median is the number in the middle, or the mean of the two in the middle."""
    close(submission.median([7, 4, 1, 2, 9]), 4, "median([7, 4, 1, 2, 9])")
    close(submission.median([4, 1, 3, 2]), 2.5, "median([4, 1, 3, 2])")


@pytest.mark.check(question="spread")
def test_spread(submission):
    """The spread is the largest number less the smallest."""
    close(submission.spread([7, -4, 1]), 11, "spread([7, -4, 1])")
    close(submission.spread([5]), 0, "spread([5])")


@pytest.mark.check(question="totals")
def test_totals(submission):
    """Running totals begin with the first number and end with the sum of all."""
    close(submission.totals([7, -4, 1]), [7, 3, 4], "totals([7, -4, 1])")
    close(submission.totals([]), [], "totals([])")
