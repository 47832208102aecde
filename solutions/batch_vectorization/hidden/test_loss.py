"""Question `loss`: the sum and the mean over the examples, their gradients, and flat targets.

With flat targets a wrong factor costs nothing: the other checks ask for it.
"""

import net_cases
import numpy as np
import pytest
from fitting import fits
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, equal

LOSS = (
    "The loss of one example is half the sum of its squares. The sum adds up these losses; the "
    "mean divides that by N, the number of examples."
)
GRADIENT = (
    "The 1/2 is there so that the gradient of an example's loss is just o - y. For the sum that is "
    "all; for the mean it is divided by N, the number of examples."
)
FLAT = (
    "If it is wrong with flat targets alone: (N, 1) and (N,) broadcast to (N, N), so bring the "
    "targets to the shape of the outputs. If it is wrong with others too: mend that first."
)
ONE = (
    "With one example N is 1: the sum and the mean are 1/2 sum (o - y)^2, their gradient is o - y."
)
# Four rows, so that neither N nor N K is 2, and N is not K: a lost 1/2 looks like no other mistake.
OUTPUTS = np.array([[2.0, -1.0, 0.5], [0.0, 3.0, 1.0], [1.5, 0.0, 2.0], [-1.0, 2.0, 0.0]])
TARGETS = np.array([[1.0, 1.0, 0.5], [-1.0, 3.0, 3.0], [0.5, 1.0, 2.0], [1.0, 2.0, 2.0]])
COLUMN, FLAT_TARGETS = np.array([[2.0], [-1.0], [4.0], [0.5]]), np.array([1.0, 1.0, 2.0, -1.5])


@pytest.mark.check(question="loss", hint=LOSS)
@pytest.mark.parametrize(
    ("reduction", "want"),
    [pytest.param("sum", 10, id="sum"), pytest.param("mean", 2.5, id="mean")],
)
def test_loss(submission, reduction, want):
    """The {reduction} of the losses of four examples with three outputs each."""
    close(submission.batch_loss(OUTPUTS, TARGETS, reduction), want)


@pytest.mark.check(question="loss", hint=GRADIENT)
@pytest.mark.parametrize(
    ("reduction", "share"),
    [pytest.param("sum", 1, id="sum"), pytest.param("mean", 0.25, id="mean")],
)
def test_gradient(submission, reduction, share):
    """The gradient of the {reduction}, for four examples with three outputs each."""
    want = np.array([[1, -2, 0], [1, 0, -2], [1, -1, 0], [-2, 0, -2]]) * share

    close(submission.loss_gradient(OUTPUTS, TARGETS, reduction), want)


@pytest.mark.check(question="loss", hint=LOSS)
def test_mean_of_one_output(submission):
    """The mean of the losses of four examples with one output each."""
    targets = FLAT_TARGETS.reshape(4, 1)

    close(submission.batch_loss(COLUMN, targets, "mean"), 13 / 8)


@pytest.mark.check(question="loss", hint=FLAT)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_flat_targets(submission, reduction):
    """With targets of shape (N,) the {reduction} is the same as with (N, 1)."""
    got, want = [], []
    for outputs in (COLUMN, 3 - COLUMN**2):
        column = FLAT_TARGETS.reshape(4, 1)
        got.append(submission.batch_loss(outputs, FLAT_TARGETS, reduction))
        close(got[-1], submission.batch_loss(outputs, column, reduction))
        want.append(np.vdot(outputs - column, outputs - column))

    fits(got, want, "the loss")


@pytest.mark.check(question="loss", hint=FLAT)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_gradient_with_flat_targets(submission, reduction):
    """With targets of shape (N,) the gradient of the {reduction} is the same as with (N, 1)."""
    got = submission.loss_gradient(COLUMN, FLAT_TARGETS, reduction)

    equal(np.shape(got), (4, 1), "the shape of the gradient")
    close(got, submission.loss_gradient(COLUMN, FLAT_TARGETS.reshape(4, 1), reduction))
    fits(got, [[1], [-2], [2], [2]], "the gradient")


@pytest.mark.check(question="loss", hint=ONE)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_one_example(submission, reduction):
    """One example with two outputs: the {reduction} is its loss."""
    outputs, targets = np.array([[3.0, 1.0]]), np.array([[1.0, 2.0]])

    close(submission.batch_loss(outputs, targets, reduction), 2.5)
    close(submission.loss_gradient(outputs, targets, reduction), [[2, -1]])


@pytest.mark.check(question="loss", hint=LOSS)
@given(outcome=net_cases.outcomes(), reduction=st.sampled_from(["sum", "mean"]))
@settings(max_examples=40)
def test_any_loss(submission, outcome, reduction):
    """The loss of any batch is what one finds by adding up number by number."""
    outputs, targets = outcome
    pairs = zip(outputs.ravel().tolist(), targets.ravel().tolist(), strict=True)
    want = sum((o - y) ** 2 for o, y in pairs) / 2

    got = submission.batch_loss(outputs, targets, reduction)
    close(got, want / len(outputs) if reduction == "mean" else want)


@pytest.mark.check(question="loss", hint=GRADIENT)
@given(outcome=net_cases.outcomes(), reduction=st.sampled_from(["sum", "mean"]))
@settings(max_examples=40)
def test_any_gradient(submission, outcome, reduction):
    """The gradient for any batch: one entry for each output."""
    outputs, targets = outcome
    scale = len(outputs) if reduction == "mean" else 1
    want = [
        [(o - y) / scale for o, y in zip(*rows, strict=True)]
        for rows in zip(outputs.tolist(), targets.tolist(), strict=True)
    ]

    close(submission.loss_gradient(outputs, targets, reduction), want)
