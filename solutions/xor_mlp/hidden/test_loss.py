"""Question `loss`: cross-entropy from probabilities and from logits, and the slopes of two losses.

Every far logit stands beside a moderate one. A right program may subtract two numbers of the same
size for a row that is sure and right, and nothing but rounding is left of such a row alone. A
prediction is exactly 0 or 1 or at least 0.07 away from both: float32 has few digits of 1 - yhat
nearer to 1.
"""

import math

import numpy as np
import oracle_nets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close

ROWS = st.lists(
    st.tuples(
        st.sampled_from([-2.5, -2.0, -1.0, -0.5, 0.5, 1.0, 1.5, 2.5]), st.sampled_from([0.0, 1.0])
    ),
    min_size=1,
    max_size=6,
)
MEAN = "The loss is a mean over the rows, and its slopes are those of the mean."
STABLE = "Which exponential is inf here, and which probability is rounded to 0 or 1?"


@pytest.mark.check(question="loss")
@pytest.mark.parametrize(
    ("label", "cost"),
    [pytest.param(1.0, 0.2563062451, id="one"), pytest.param(0.0, 1.4867996999, id="zero")],
)
def test_one_row(submission, label, cost):
    """The cross-entropy of one prediction, 0.7739049279, with label {label}."""
    close(submission.bce(np.array([0.7739049279]), np.array([label])), cost, "bce(yhat, y)")


@pytest.mark.check(question="loss", hint=MEAN)
def test_mean_over_rows(submission):
    """The cross-entropy of four rows is a mean."""
    yhat, y = np.array([0.2, 0.9, 0.4, 0.7]), np.array([0.0, 1.0, 1.0, 0.0])
    want = -(math.log(0.8) + math.log(0.9) + math.log(0.4) + math.log(0.3)) / 4

    close(submission.bce(yhat, y), want, "bce(yhat, y)")


@pytest.mark.check(question="loss", hint="The switched-off term counts 0, whatever its log is.")
@pytest.mark.parametrize("sure", [0.0, 1.0])
def test_sure_and_right(submission, sure):
    """A prediction of exactly {sure} that is right costs 0 beside other rows."""
    yhat, y = np.array([sure, 0.25, 0.5]), np.array([sure, 1.0, 1.0])

    close(submission.bce(yhat, y), (math.log(4) + math.log(2)) / 3, "bce(yhat, y)")


@pytest.mark.check(question="loss", hint="Minus the log of 0 is inf; nothing is to be clipped.")
@pytest.mark.parametrize("wrong", [0.0, 1.0])
def test_sure_mistake(submission, wrong):
    """One prediction of exactly {wrong} that is wrong makes the mean infinite."""
    y = np.array([0.0, 1 - wrong, 1.0])
    want = -(math.log(0.7) + math.log(0.5) + math.log(0.6)) / 3

    close(submission.bce(np.array([0.3, 0.5, 0.6]), y), want, "bce([0.3, 0.5, 0.6], y)")
    close(submission.bce(np.array([0.3, wrong, 0.6]), y), math.inf, f"bce([0.3, {wrong}, 0.6], y)")


@pytest.mark.check(question="loss", hint=STABLE)
@pytest.mark.parametrize("z", [1000.0, -1000.0, 60.0, -60.0])
@pytest.mark.parametrize("label", [0.0, 1.0])
def test_far_logit(submission, z, label):
    """From logits, with one row at z = {z}, label {label}, and one moderate row."""
    logits, labels = np.array([z, 0.5]), np.array([label, 1.0])
    want = oracle_nets.row_costs("bce", logits, labels).mean()

    close(submission.bce_from_logits(logits, labels), want, "bce_from_logits(z, y)")


@pytest.mark.check(question="loss")
def test_slope_of_a_confident_mistake(submission):
    """The slope of the cross-entropy at z = -7, y = 1 is nearly -1."""
    got = submission.d_bce(np.array([-7.0]), np.array([1.0]))

    close(got, np.array([-0.9990889488]), "d_bce([-7], [1])")


@pytest.mark.check(question="loss", hint="The squared error keeps the factor yhat (1 - yhat).")
def test_slope_of_the_squared_error(submission):
    """The slope of the squared error at z = -7, y = 1 is nearly 0."""
    got = submission.d_squared_error(np.array([-7.0]), np.array([1.0]))

    close(got, np.array([-0.000909391922]), "d_squared_error([-7], [1])")


@pytest.mark.check(question="loss", hint=STABLE)
def test_slopes_far_out(submission):
    """The slope of the cross-entropy is -1, 0 or 1 (by N) at -1000 and 1000."""
    logits = np.array([-1000.0, -1000.0, 1000.0, 1000.0])
    got = submission.d_bce(logits, np.array([1.0, 0.0, 1.0, 0.0]))

    close(got, np.array([-0.25, 0.0, 0.0, 0.25]), "d_bce(z, y)")


@pytest.mark.check(question="loss", hint=MEAN)
@given(rows=ROWS)
@settings(max_examples=40)
def test_any_probabilities(submission, rows):
    """The cross-entropy from probabilities of any rows."""
    logits, labels = map(np.array, zip(*rows, strict=True))
    want = oracle_nets.row_costs("bce", logits, labels).mean()

    close(submission.bce(oracle_nets.values("sigmoid", logits), labels), want, "bce(yhat, y)")


@pytest.mark.check(question="loss", hint=MEAN)
@given(rows=ROWS)
@settings(max_examples=40)
def test_any_logits(submission, rows):
    """The cross-entropy from logits of any rows."""
    logits, labels = map(np.array, zip(*rows, strict=True))
    want = oracle_nets.row_costs("bce", logits, labels).mean()

    close(submission.bce_from_logits(logits, labels), want, "bce_from_logits(z, y)")


@pytest.mark.check(question="loss", hint=MEAN)
@given(rows=ROWS)
@settings(max_examples=40)
def test_any_slopes(submission, rows):
    """The slopes of the cross-entropy are those that one measures."""
    logits, labels = map(np.array, zip(*rows, strict=True))
    want = oracle_nets.row_slopes("bce", logits, labels) / len(rows)

    close(submission.d_bce(logits, labels), want, "d_bce(z, y)")


@pytest.mark.check(question="loss", hint=MEAN)
@given(rows=ROWS)
@settings(max_examples=40)
def test_any_squared_slopes(submission, rows):
    """The slopes of the squared error are those that one measures."""
    logits, labels = map(np.array, zip(*rows, strict=True))
    want = oracle_nets.row_slopes("squared_error", logits, labels) / len(rows)

    close(submission.d_squared_error(logits, labels), want, "d_squared_error(z, y)")
