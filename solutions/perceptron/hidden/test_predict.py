"""Question `predict`: the step with its tie, and the prediction for one input and for many.

Every check wants zeros and ones, so that one answer for everything passes none.
"""

import exact_lines
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close

TIE = "Above 0 the step is 1, below it is 0, and at exactly 0 it is the argument `tie`."
Z = st.sampled_from([-2.0, -1.0, -0.25, 0.0, 0.25, 0.5, 1.0, 3.0])


def want_step(z, tie):
    """The step of one number."""
    return tie if z == 0 else int(z > 0)


@pytest.mark.check(question="predict")
def test_step_away_from_zero(submission):
    """The step of a number is 1 above zero and 0 below it, however close."""
    for z, want in [(4.0, 1), (-3.0, 0), (exact_lines.TINY, 1), (-exact_lines.TINY, 0)]:
        close(submission.step(z), want, f"step({z})")


@pytest.mark.check(question="predict", hint=TIE)
def test_tie_by_default(submission):
    """At the tie the step gives 0 when nothing is said, and 1 just above it."""
    close(submission.step(0.0), 0, "step(0.0)")
    close(submission.step(0.125), 1, "step(0.125)")


@pytest.mark.check(question="predict", hint=TIE)
def test_tie_as_asked_for(submission):
    """At the tie the step gives what the argument tie says, and elsewhere tie changes nothing."""
    near = exact_lines.TINY
    cases = [(0.0, 1, 1), (0.0, 0, 0), (-1.5, 1, 0), (1.5, 0, 1), (-near, 1, 0), (near, 0, 1)]
    for z, tie, want in cases:
        close(submission.step(z, tie=tie), want, f"step({z}, tie={tie})")


@pytest.mark.check(question="predict", hint="`np.where` decides for a whole array at once.")
@pytest.mark.parametrize(
    "shape",
    [
        pytest.param((5,), id="one axis"),
        pytest.param((2, 3), id="two axes"),
        pytest.param((2, 1, 2), id="three axes"),
    ],
)
def test_step_of_an_array(submission, shape):
    """The step of an array of shape {shape} is an array of that shape."""
    z = np.array([2.0, -1.0, 0.5, -0.5, 4.0, -7.0])[: np.prod(shape)].reshape(shape)

    close(submission.step(z), (z > 0) * 1, f"step of {z.tolist()}")


@pytest.mark.check(question="predict", hint=TIE)
@given(z=st.lists(Z, min_size=1, max_size=6), tie=st.sampled_from([0, 1]))
@settings(max_examples=40)
def test_step_of_any_array(submission, z, tie):
    """The step of any array is right, with either value at the tie."""
    want = [want_step(each, tie) for each in z]

    close(submission.step(np.array(z), tie=tie), want, f"step({z}, tie={tie})")


@pytest.mark.check(
    question="predict", hint="For X of shape (D,) the result is one number, not an array of one."
)
def test_one_input(submission):
    """For one input predict gives one number."""
    w = np.array([2.0, -3.0, 1.0])
    close(submission.predict(np.array([1.0, 1.0, 2.0]), w, 0.5), 1, "predict of one input")
    close(submission.predict(np.array([0.0, 1.0, 1.0]), w, 0.5), 0, "predict of one input")


@pytest.mark.check(question="predict", hint="The net input is X @ w + b: w is on the right.")
def test_more_inputs_than_features(submission):
    """For a batch of 5 inputs with 2 features predict gives 5 numbers."""
    X = np.array([[0.5, 0.75], [0.75, 0.5], [1.25, 3.0], [2.25, 1.5], [-1.5, -2.75]])
    got = submission.predict(X, np.array([2.5, -1.75]), -0.5)

    close(got, [0, 1, 0, 1, 1], "predict of 5 inputs")


@pytest.mark.check(question="predict", hint="Each row of X is an input; its columns are features.")
def test_as_many_inputs_as_features(submission):
    """For a square batch each row is an input: shapes cannot tell rows from columns here."""
    X = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0], [2.0, -1.0, -2.0]])
    got = submission.predict(X, np.array([1.0, -2.0, 1.0]), -0.5)

    close(got, [1, 0, 1], "predict of 3 inputs with 3 features")


@pytest.mark.check(question="predict", hint="A batch of one is still a batch: shape (1,).")
def test_batch_of_one(submission):
    """For a batch of one input predict gives an array of one number."""
    w = np.array([2.0, 1.0])
    close(submission.predict(np.array([[-1.0, 3.0]]), w, 2.0), [1], "predict of a batch of one")
    close(submission.predict(np.array([[-3.0, 1.0]]), w, 2.0), [0], "predict of a batch of one")


@pytest.mark.check(
    question="predict", hint="The bias is added to the weighted sum before the step."
)
@pytest.mark.parametrize("bias", [2.5, -2.5])
def test_bias_moves_the_line(submission, bias):
    """With the bias {bias} the line lies where it should."""
    X = np.array([[-4.0], [-1.0], [1.0], [4.0]])
    want = [int(x + bias > 0) for x in (-4, -1, 1, 4)]

    close(submission.predict(X, np.array([1.0]), bias), want, f"predict with b = {bias}")


@pytest.mark.check(
    question="predict", hint="The sign of z decides, not its size: only z = 0 is on the line."
)
def test_close_to_the_line(submission):
    """However close to the line, above it the prediction is 1, and on it and below it is 0."""
    w = exact_lines.TINY * np.array([1.0, -1.0])
    X = np.array([[2.0, 1.0], [1.0, 2.0], [1.0, 1.0], [3.0, 2.0]])

    close(submission.predict(X, w, 0.0), [1, 0, 0, 1], f"predict with w = {w.tolist()}, b = 0.0")


@pytest.mark.check(question="predict", hint="On the line the prediction is 0.")
@given(case=exact_lines.perceptrons())
@settings(max_examples=60)
def test_any_perceptron(submission, case):
    """The predictions of any perceptron are right, on the line too."""
    rows, weights, bias = case
    want = [int(exact_lines.net(weights, bias, row) > 0) for row in rows]
    w = exact_lines.floats(weights)

    close(submission.predict(exact_lines.floats(rows), w, float(bias)), want, "the batch")
    close(submission.predict(exact_lines.floats(rows[0]), w, float(bias)), want[0], "its first row")
