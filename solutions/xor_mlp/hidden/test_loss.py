"""Question `loss`: cross-entropy from probabilities and from logits, and the slopes of two losses.

Every far logit stands beside a moderate one. A right program may subtract two numbers of the same
size for a row that is sure and right, and nothing but rounding is left of such a row alone. A
prediction is exactly 0 or 1, or a power of 2 away from them, or at least 0.07: float32 has few
digits of any other 1 - yhat nearer to 1.
"""

import math

import numpy as np
import oracle_nets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, equal

ROWS = st.lists(
    st.tuples(
        st.sampled_from([-2.5, -2.0, -1.0, -0.5, 0.5, 1.0, 1.5, 2.5]), st.sampled_from([0.0, 1.0])
    ),
    min_size=1,
    max_size=6,
)
MEAN = "The loss is a mean over the rows, and its slopes are those of the mean."
NEARLY = 2.0**-20  # about 1e-6
STABLE = (
    "If inf or nan came: which exponential is inf here, or which probability is rounded to 0 or 1? "
    "However far out, a logit counts as it is."
)


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
    """One prediction of exactly {wrong} that is wrong makes the mean infinite; one near it, large.

    A prediction near it costs what its logarithm says: nothing is clipped there either.
    """
    y = np.array([0.0, 1 - wrong, 1.0])
    near = abs(wrong - NEARLY)
    for middle, truth in ((0.5, 0.5), (near, NEARLY)):
        want = -(math.log(0.7) + math.log(truth) + math.log(0.6)) / 3
        got = submission.bce(np.array([0.3, middle, 0.6]), y)
        close(got, want, f"bce([0.3, {middle:.8g}, 0.6], y)")
    close(submission.bce(np.array([0.3, wrong, 0.6]), y), math.inf, f"bce([0.3, {wrong}, 0.6], y)")


@pytest.mark.check(question="loss", hint=STABLE)
@pytest.mark.parametrize("z", [1e5, -1e5, 60.0, -60.0])
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
    """At -1000 and 1000 the slope of cross-entropy is -1, 0 or 1 (by N), of the squared error 0."""
    logits = np.array([-1000.0, -1000.0, 1000.0, 1000.0])
    got = submission.d_bce(logits, np.array([1.0, 0.0, 1.0, 0.0]))
    close(got, np.array([-0.25, 0.0, 0.0, 0.25]), "d_bce(z, y)")

    got = submission.d_squared_error(np.array([-1000.0, 1000.0, 0.5]), np.array([1.0, 0.0, 1.0]))
    moderate = oracle_nets.row_slopes("squared_error", [0.5], [1.0])[0] / 3
    close(got, np.array([0.0, 0.0, moderate]), "d_squared_error([-1000, 1000, 0.5], y)")


@pytest.mark.check(
    question="loss",
    hint="If an array that was given has changed: y -= ... and z[...] = ... do that.",
)
def test_arguments_are_left_alone(submission):
    """No loss and no slope changes the arrays that it was given."""
    z, y = np.array([0.5, -1.0, 1.5]), np.array([1.0, 0.0, 1.0])
    cost = oracle_nets.row_costs("bce", z, y).mean()
    for name, first, want in (
        ("bce", oracle_nets.values("sigmoid", z), cost),
        ("bce_from_logits", z, cost),
        ("d_bce", z, oracle_nets.row_slopes("bce", z, y) / 3),
        ("d_squared_error", z, oracle_nets.row_slopes("squared_error", z, y) / 3),
    ):
        held, labels = submission.put(first), submission.put(y)
        close(getattr(submission, name)(held, labels), want, f"{name}(...)")
        equal(held.get().tolist(), first.tolist(), f"the first array after {name}")
        equal(labels.get().tolist(), y.tolist(), f"y after {name}")


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
