"""Question `house`: the house network in its lecture's own form, W input first."""

import loop_oracle
import numpy as np
import pytest
import small_matrices
from hypothesis import given, settings

from grader.testing import close

FORWARD_HINT = "U = X W is one matrix product; each house has a row of its own, and one average."
GRADIENT_HINT = (
    "Go back through average, sigmoid and product, one at a time, and compare with the measured "
    "gradient. Which of the steps adds up over the houses?"
)

WEIGHTS = np.array([[0.5, -0.25, 1.0], [0.125, 0.75, -0.5], [-1.0, 0.25, 0.5]])
HOUSES = np.array([[1.0, 0.5, 0.25], [2.0, -0.5, 1.0], [0.5, 1.5, -1.0], [1.25, 1.0, 0.75]])


@pytest.mark.check(question="house", hint=FORWARD_HINT)
@pytest.mark.parametrize("count", [3, 4])
def test_predictions(submission, count):
    """The predictions for {count} houses with 3 features and 3 neurons are right."""
    X = HOUSES[:count]

    close(submission.house_forward(X, WEIGHTS), loop_oracle.house_predictions(X, WEIGHTS), "O")


@pytest.mark.check(question="house", hint=FORWARD_HINT)
@pytest.mark.parametrize(
    ("houses", "features", "neurons"),
    [pytest.param(4, 3, 2, id="two_neurons"), pytest.param(1, 2, 1, id="one_of_each")],
)
def test_predictions_in_other_sizes(submission, houses, features, neurons):
    """The predictions are right for {houses} x {features} inputs and {neurons} neurons."""
    X, W = HOUSES[:houses, :features], WEIGHTS[:features, :neurons]

    close(submission.house_forward(X, W), loop_oracle.house_predictions(X, W), "O")


@pytest.mark.check(question="house", hint=GRADIENT_HINT)
@pytest.mark.parametrize(
    ("houses", "features", "neurons"),
    [
        pytest.param(4, 3, 3, id="as_in_the_lecture"),
        pytest.param(3, 3, 3, id="all_shapes_agree"),
        pytest.param(4, 3, 2, id="two_neurons"),
        pytest.param(4, 3, 1, id="one_neuron"),
        pytest.param(1, 2, 3, id="one_house"),
        pytest.param(1, 1, 3, id="one_house_one_feature"),
        pytest.param(2, 1, 1, id="one_weight"),
    ],
)
def test_gradient(submission, houses, features, neurons):
    """The gradient is right for {houses} houses, {features} features and {neurons} neurons."""
    X, W = HOUSES[:houses, :features], WEIGHTS[:features, :neurons]
    dO = np.array([1.0, 0.5, 2.0, 4.0])[:houses]

    close(submission.house_gradient(X, W, dO), loop_oracle.house_gradients(X, W, dO), "dW")


@pytest.mark.check(question="house", hint=GRADIENT_HINT)
def test_gradient_of_a_symmetric_table(submission):
    """The gradient is right for a table of houses whose rows equal its columns."""
    X, dO = (
        np.array([[1.0, 2.0, -0.5], [2.0, 0.5, 1.0], [-0.5, 1.0, 1.5]]),
        np.array([1.0, 2.0, 0.5]),
    )

    got = submission.house_gradient(X, WEIGHTS, dO)
    close(got, loop_oracle.house_gradients(X, WEIGHTS, dO), "dW")


@pytest.mark.check(question="house", hint=GRADIENT_HINT)
@given(case=small_matrices.houses())
@settings(max_examples=80)
def test_any_houses(submission, case):
    """The gradient is right for any houses."""
    close(submission.house_gradient(*case), loop_oracle.house_gradients(*case), "dW")


@pytest.mark.check(question="house", hint=FORWARD_HINT)
@given(case=small_matrices.houses())
@settings(max_examples=40)
def test_any_predictions(submission, case):
    """The predictions for any houses are right."""
    X, W, _ = case

    close(submission.house_forward(X, W), loop_oracle.house_predictions(X, W), "O")


@pytest.mark.check(
    question="house",
    hint="If an array that was given has changed: `dO *= ...` and `X[:] = ...` write into the "
    "array of whoever called, so make a new one. If O or dW itself is wrong: mend that first.",
)
def test_gradient_leaves_its_arguments_alone(submission):
    """Computing the predictions, and then the gradient, leaves X, W and dO as they were."""
    kept = [HOUSES, WEIGHTS[:, :2], np.array([1.0, -2.0, 0.5, 4.0])]
    handles = [submission.put(array) for array in kept]
    predictions = submission.house_forward(*handles[:2])
    close(predictions, loop_oracle.house_predictions(*kept[:2]), "O")
    for handle, array, name in zip(handles[:2], kept[:2], "XW", strict=True):
        close(handle.get(), array, f"{name} after the predictions")

    got = submission.house_gradient(*handles)
    close(got, loop_oracle.house_gradients(*kept), "dW")
    for handle, array, name in zip(handles, kept, ("X", "W", "dO"), strict=True):
        close(handle.get(), array, f"{name} after the gradient")
