"""Question `one_example`: the gradients of one example for every layer, the first included."""

import net_cases
import net_truth
import numpy as np
import pytest
from hypothesis import given, settings
from net_cases import read_gradients

from grader.testing import close

EVERY = (
    "Every layer has gradients, the first too: its input is x. For delta of a layer, use the W of "
    "the layer above, and g' at the z of the layer itself."
)


def _compare(submission, params, x, y, activation):
    """Compares the gradients of all layers with the measured ones."""
    want = net_truth.of_one_example(params, x, y, activation)
    got = read_gradients(submission.backward_one(params, x, y, activation), len(params))
    for k, ((dW, db), (want_dW, want_db)) in enumerate(zip(got, want, strict=True), 1):
        close(dW, want_dW, f"dW of layer {k}")
        close(db, want_db, f"db of layer {k}")


def _case(sizes):
    """A network with an example and a target for it."""
    params = net_cases.network(sizes)
    return params, net_cases.batch(1, sizes[0], 5)[0], net_cases.batch(1, sizes[-1], 8)[0] + 2


@pytest.mark.check(question="one_example", hint=EVERY)
@pytest.mark.parametrize(
    "sizes",
    [
        pytest.param([3, 2], id="1 layer"),
        pytest.param([2, 3, 1], id="2 layers"),
        pytest.param([3, 2, 4, 2], id="3 layers"),
        pytest.param([2, 3, 2, 4, 1], id="4 layers"),
        pytest.param([3, 3, 3, 3], id="square layers"),
    ],
)
def test_layers(submission, sizes):
    """A ReLU network of the sizes {sizes} has the right gradients in every layer."""
    _compare(submission, *_case(sizes), "relu")


@pytest.mark.check(
    question="one_example",
    hint="If only tanh and sigmoid are wrong, and ReLU is right: `slope` wants z, the value before "
    "the activation, not a.",
)
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_smooth_activations(submission, activation):
    """Three layers with {activation} have the right gradients."""
    _compare(submission, *_case([2, 3, 3, 2]), activation)


@pytest.mark.check(question="one_example", hint=EVERY)
def test_last_layer(submission):
    """The gradients of the last layer need only o - y and what comes in."""
    params, x, y = _case([2, 2, 2, 2])
    want = net_truth.of_one_example(params, x, y, "relu")[-1]
    got = read_gradients(submission.backward_one(params, x, y, "relu"), 3)[-1]

    close(got[0], want[0], "dW of layer 3")
    close(got[1], want[1], "db of layer 3")


@pytest.mark.check(question="one_example", hint=EVERY)
def test_first_layer(submission):
    """The gradients of the first of three layers: they are not left out."""
    params, x, y = _case([2, 2, 2, 2])
    want = net_truth.of_one_example(params, x, y, "relu")[0]
    got = read_gradients(submission.backward_one(params, x, y, "relu"), 3)[0]

    close(got[0], want[0], "dW of layer 1")
    close(got[1], want[1], "db of layer 1")


@pytest.mark.check(
    question="one_example",
    hint="If it is wrong only where a z is 0: relu'(0) is 0, so z must be larger than 0, `z > 0`.",
)
def test_slope_at_zero(submission):
    """Where a z is exactly 0, the slope of ReLU is 0."""
    params = [
        (np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.0, -2.0])),
        (np.array([[1.0, 2.0]]), np.array([0.5])),
    ]
    answer = submission.backward_one(params, np.array([1.0, 1.0]), np.array([0.5]), "relu")
    got = read_gradients(answer, 2)

    close(got[0][0], [[0, 0], [4, 4]], "dW of layer 1")
    close(got[0][1], [0, 4], "db of layer 1")


@pytest.mark.check(question="one_example", hint=EVERY)
def test_lecture_network(submission):
    """The 1-2-3-1 network of the lectures, with the target put where o - y is its yhat - y."""
    y = net_cases.LECTURE_OUTPUT - net_cases.LECTURE_DELTA
    answer = submission.backward_one(net_cases.LECTURE, net_cases.LECTURE_INPUT, y, "sigmoid")
    got = read_gradients(answer, 3)

    for k, (pair, want) in enumerate(zip(got, net_cases.LECTURE_GRADIENTS, strict=True), 1):
        close(pair[0], want[0], f"dW of layer {k}")
        close(pair[1], want[1], f"db of layer {k}")


@pytest.mark.check(question="one_example", hint=EVERY)
@pytest.mark.parametrize("activation", net_cases.ACTIVATIONS)
@given(case=net_cases.cases(one=True))
@settings(max_examples=20)
def test_any_network(submission, activation, case):
    """Any network with {activation} on any example has the gradients that one measures."""
    params, X, Y = case
    _compare(submission, params, X[0], Y[0], activation)
