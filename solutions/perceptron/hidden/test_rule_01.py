"""Question `rule_01`: augmented inputs, and one update with labels 0 and 1.

A tie is met in one check alone: what it gives is mostly the business of the question `predict`.
"""

import exact_lines
import numpy as np
import pytest
from hypothesis import given, settings

from grader.testing import close, expect

RULE = "The new weights are w' + lr * (y - prediction) * x'."
FRESH = "Make a new array for the new weights; `w_aug += ...` changes the array that was given."


@pytest.mark.check(question="rule_01", hint="The 1 stands in front of the features.")
def test_augment(submission):
    """A batch of 3 inputs with 2 features is augmented by a column of ones in front."""
    X = np.array([[4.0, -2.0], [0.0, 3.0], [5.0, 7.0]])

    close(submission.augment(X), [[1, 4, -2], [1, 0, 3], [1, 5, 7]], "augment(X)")


@pytest.mark.check(question="rule_01", hint="Each row gets one 1, however many features it has.")
@given(rows=exact_lines.batches())
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


@pytest.mark.check(question="rule_01", hint=FRESH)
def test_given_weights_are_left_alone(submission):
    """The weights that update_01 was given are as they were."""
    w_aug = submission.put(np.array([-1.0, 2.0, 4.0]))
    got = submission.update_01(w_aug, np.array([1.0, 1.0, 1.0]), 0, 1.0)

    close(got, [-2, 1, 3], "the new weights")
    close(w_aug.get(), [-1, 2, 4], "the weights that were given, after the call")


@pytest.mark.check(question="rule_01", hint=RULE)
@given(case=exact_lines.updates_01())
@settings(max_examples=80)
def test_any_update(submission, case):
    """Any single update is right, with any number of features."""
    weights, row, label, lr = case
    want, _ = exact_lines.one_update_01(weights, row, label, lr)
    x_aug = exact_lines.augmented([row])[0]

    close(submission.update_01(np.array(weights), x_aug, label, lr), want, "the new weights")
