"""Question `rule_01`: augmented inputs, and one update with labels 0 and 1.

A tie is met in one check alone: what it gives is mostly the business of the question `predict`.
"""

import exact_lines
import numpy as np
import pytest
from hypothesis import given, settings

from grader.testing import close, expect

RULE = "The new weights are w' + lr * (y - prediction) * x'."
FRESH = (
    "If an array that was given has changed: `w_aug += ...` and `x_aug *= ...` do that. Make a new "
    "array for what you compute."
)


@pytest.mark.check(
    question="rule_01",
    hint="The 1 stands in front of the features. They stay as they are, so an array of integers "
    "cannot hold them.",
)
@pytest.mark.parametrize(
    ("numbers", "part"),
    [pytest.param("whole numbers", 0.0, id="whole"), pytest.param("fractions", 0.25, id="parts")],
)
def test_augment(submission, numbers, part):
    """A batch of 3 inputs with 2 features, {numbers}, gets a column of ones in front."""
    rows = [[4 + part, -2 - part], [part, 3 + part], [5 - part, 7 + part]]

    close(submission.augment(np.array(rows)), [[1, *row] for row in rows], f"augment({rows})")


@pytest.mark.check(question="rule_01", hint="Each row gets one 1, however many features it has.")
@given(rows=exact_lines.batches(exact_lines.QUARTERS))
@settings(max_examples=30)
def test_augment_any_batch(submission, rows):
    """Any batch is augmented row by row."""
    want = exact_lines.augmented(rows)

    close(submission.augment(exact_lines.floats(rows)), want, f"augment({rows})")


@pytest.mark.check(question="rule_01", hint=RULE)
@pytest.mark.parametrize("lr", [1.0, 0.5, 4.0, 0.1])
def test_fires_too_late(submission, lr):
    """Where 1 is wanted and 0 comes, lr = {lr} times the input is added."""
    got = submission.update_01(np.array([-5.0, 1.0, 2.0]), np.array([1.0, 3.0, -4.0]), 1, lr)

    close(got, [-5 + lr, 1 + 3 * lr, 2 - 4 * lr], "the new weights")


@pytest.mark.check(question="rule_01", hint=RULE)
@pytest.mark.parametrize("lr", [1.0, 0.25, 0.1])
def test_fires_too_early(submission, lr):
    """Where 0 is wanted and 1 comes, lr = {lr} times the input is taken away."""
    got = submission.update_01(np.array([2.0, 3.0, 0.0]), np.array([1.0, 2.0, 6.0]), 0, lr)

    close(got, [2 - lr, 3 - 2 * lr, -6 * lr], "the new weights")


@pytest.mark.check(question="rule_01", hint=RULE)
@pytest.mark.parametrize("label", [0, 1])
def test_weights_of_the_features(submission, label):
    """A prediction that should be {label} moves the weight of each feature by its own amount."""
    w_aug = np.array([4.0 - 6 * label, 1.0, 2.0, 0.0])
    got = submission.update_01(w_aug, np.array([1.0, 3.0, -2.0, 5.0]), label, 1.0)

    sign = 2 * label - 1
    close(got[1:], [1 + 3 * sign, 2 - 2 * sign, 5 * sign], "the new weights without the bias")


@pytest.mark.check(
    question="rule_01", hint="The error is 0 where the prediction is right, and only there."
)
@pytest.mark.parametrize("label", [0, 1])
def test_right_prediction(submission, label):
    """Where the prediction {label} is right, the weights stay as they are; where not, they move."""
    w_aug, x_aug = np.array([-3.0 + 6 * label, 1.0, 2.0]), np.array([1.0, 0.0, 1.0])
    got = submission.update_01(w_aug, x_aug, label, 0.5)
    moved = submission.update_01(w_aug, x_aug, 1 - label, 0.5)

    close(got, w_aug, "the weights after a right prediction")
    stayed = np.array_equal(moved, w_aug)
    expect(not stayed, f"the weights stay after a wrong prediction of {label}, too")


@pytest.mark.check(question="rule_01", hint="At w' . x' = 0 the prediction is 0.")
def test_tie(submission):
    """A tie is a prediction of 0: wrong where 1 is wanted, right where 0 is."""
    w_aug, x_aug = np.array([-4.0, 1.0, 3.0]), np.array([1.0, -2.0, 2.0])

    close(submission.update_01(w_aug, x_aug, 1, 0.5), [-3.5, 0, 4], "the new weights, label 1")
    close(submission.update_01(w_aug, x_aug, 0, 0.5), w_aug, "the new weights, label 0")


@pytest.mark.check(
    question="rule_01", hint="The sign of w' . x' decides, not its size: only 0 is a tie."
)
def test_close_to_the_line(submission):
    """However close to the line, the prediction is 1 above it and 0 below it."""
    near, x_aug = exact_lines.TINY, np.array([1.0, 3.0, 2.0])
    above, below = near * np.array([1.0, 1.0, -1.0]), near * np.array([-1.0, -1.0, 1.0])
    for label, right, wrong in ((1, above, below), (0, below, above)):
        moved = wrong + (2 * label - 1) * x_aug
        got = submission.update_01(right, x_aug, label, 1.0)
        close(got, right, f"the weights after a right prediction of {label}")
        got = submission.update_01(wrong, x_aug, label, 1.0)
        close(got, moved, f"the weights where {label} was wanted, and did not come")


@pytest.mark.check(question="rule_01", hint=FRESH)
def test_given_weights_are_left_alone(submission):
    """The weights and the input that update_01 was given are as they were."""
    x = [1.0, 1.0, 1.0]
    for label, w, want in (
        (0, [-1.0, 2.0, 4.0], [-2, 1, 3]),
        (1, [-1.0, 2.0, 4.0], [-1, 2, 4]),
        (1, [1.0, -2.0, -4.0], [2, -1, -3]),
    ):
        w_aug, x_aug = submission.put(np.array(w)), submission.put(np.array(x))
        got = submission.update_01(w_aug, x_aug, label, 1.0)
        close(got, want, f"the new weights, label {label}")
        close(w_aug.get(), w, f"the weights that were given, after the call, label {label}")
        close(x_aug.get(), x, f"the input that was given, after the call, label {label}")


@pytest.mark.check(question="rule_01", hint=RULE)
@given(case=exact_lines.updates_01())
@settings(max_examples=80)
def test_any_update(submission, case):
    """Any single update is right, with any number of features."""
    weights, row, label, lr = case
    want, _ = exact_lines.one_update_01(weights, row, label, lr)
    x_aug = exact_lines.augmented([row])[0]

    close(submission.update_01(np.array(weights), x_aug, label, lr), want, "the new weights")
