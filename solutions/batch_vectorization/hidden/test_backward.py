"""Question `backward`: gradients of a batch from given Z, A and delta.

Weights and biases are looked at in separate checks, so that a wrong sum over the biases does not
cost what the weights earn.
"""

import net_cases
import net_truth
import numpy as np
import pytest
from hypothesis import given, settings
from net_cases import read_gradients

from grader.testing import close

WEIGHTS = (
    "The gradient of W is a sum over examples of outer products: one product of matrices, with the "
    "shape of W. The examples are the axis that disappears."
)
BIASES = "Each example contributes to the same b: the rows of delta add up, to the shape of b."
BACK = (
    "From a layer to the one below: delta of the layer above times its W, times g' at this layer's "
    "Z, element by element."
)
SIZES = [
    pytest.param(4, [3, 2], id="1 layer"),
    pytest.param(5, [2, 3, 1], id="2 layers"),
    pytest.param(2, [3, 2, 4, 3], id="3 layers"),
    pytest.param(3, [2, 3, 2, 4, 1], id="4 layers"),
    pytest.param(3, [2, 3, 2, 3, 2, 3, 1], id="6 layers"),
    pytest.param(3, [3, 3, 3], id="all equal"),
    pytest.param(3, [2, 3, 3], id="N = K"),
]


def _gradients(submission, params, X, delta, activation):
    """The submission's gradients, and what they must be."""
    Zs, As = net_truth.forward(params, X, activation)
    answer = submission.backward_batch(params, Zs, As, delta, activation)
    want = net_truth.sent_back(params, X, activation, delta)
    return read_gradients(answer, len(params)), want


def _case(rows, sizes):
    """Parameters, a batch, and a gradient by its outputs in which no two examples are alike."""
    delta = net_cases.batch(rows, sizes[-1], 7)
    for row in range(rows):
        delta[row] *= 1 + row
    return net_cases.network(sizes), net_cases.batch(rows, sizes[0], 4), delta


def _close_weights(got, want):
    for k, (pair, right) in enumerate(zip(got, want, strict=True), 1):
        close(pair[0], right[0], f"dW of layer {k}")


def _close_biases(got, want):
    for k, (pair, right) in enumerate(zip(got, want, strict=True), 1):
        close(pair[1], right[1], f"db of layer {k}")


@pytest.mark.check(question="backward", hint=WEIGHTS)
@pytest.mark.parametrize(("rows", "sizes"), SIZES)
def test_weights(submission, rows, sizes):
    """The weights of every layer for {rows} examples and the sizes {sizes}, with tanh."""
    _close_weights(*_gradients(submission, *_case(rows, sizes), "tanh"))


@pytest.mark.check(question="backward", hint=BIASES)
@pytest.mark.parametrize(("rows", "sizes"), SIZES)
def test_biases(submission, rows, sizes):
    """The biases of every layer for {rows} examples and the sizes {sizes}, with ReLU."""
    _close_biases(*_gradients(submission, *_case(rows, sizes), "relu"))


@pytest.mark.check(question="backward", hint=BACK)
@pytest.mark.parametrize("activation", net_cases.ACTIVATIONS)
def test_named_activation(submission, activation):
    """The first of three layers, where two layers of {activation} lie above."""
    got, want = _gradients(submission, *_case(4, [2, 3, 3, 2]), activation)

    close(got[0][0], want[0][0], "dW of layer 1")


@pytest.mark.check(
    question="backward",
    hint="With one row the rules are the same. dW is (outputs, inputs), and db is (outputs,).",
)
@pytest.mark.parametrize(
    "sizes", [pytest.param([1, 1, 1], id="width 1"), pytest.param([2, 3, 2], id="width 3")]
)
def test_batch_of_one(submission, sizes):
    """A batch of one example, sizes {sizes}: still (outputs, inputs) and (outputs,)."""
    got, want = _gradients(submission, *_case(1, sizes), "tanh")

    _close_weights(got, want)
    _close_biases(got, want)


@pytest.mark.check(question="backward", hint=BACK)
def test_slope_of_one(submission):
    """A ReLU network in which all is positive: only products and sums are left."""
    params, X = net_cases.growing(3, [2, 3, 2])
    got, want = _gradients(submission, params, X, net_cases.batch(3, 2, 2), "relu")

    _close_weights(got, want)


@pytest.mark.check(
    question="backward",
    hint="If it is wrong only where a z is 0: relu'(0) is 0, so z must be larger than 0, `z > 0`.",
)
def test_slope_at_zero(submission):
    """Where a z is exactly 0, the slope of ReLU is 0."""
    params = [
        (np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.0, -3.0])),
        (np.array([[1.0, 2.0]]), np.array([0.5])),
    ]
    X, delta = np.array([[1.0, 1.0], [2.0, 0.5]]), np.array([[1.0], [2.0]])
    Zs = [np.array([[0.0, 0.0], [1.5, 1.5]]), np.array([[0.5], [5.0]])]
    answer = submission.backward_batch(params, Zs, [X, Zs[0], Zs[1]], delta, "relu")
    got = read_gradients(answer, 2)

    close(got[0][0], [[4, 1], [8, 2]], "dW of layer 1")
    close(got[0][1], [2, 4], "db of layer 1")


@pytest.mark.check(question="backward", hint=BACK)
def test_lecture_network(submission):
    """The 1-2-3-1 network of the lectures, sigmoid and cross-entropy: all 17 gradients."""
    X, delta = net_cases.LECTURE_INPUT.reshape(1, 1), net_cases.LECTURE_DELTA.reshape(1, 1)
    Zs, As = net_truth.forward(net_cases.LECTURE, X, "sigmoid")
    answer = submission.backward_batch(net_cases.LECTURE, Zs, As, delta, "sigmoid")
    got = read_gradients(answer, 3)

    _close_weights(got, net_cases.LECTURE_GRADIENTS)
    _close_biases(got, net_cases.LECTURE_GRADIENTS)


@pytest.mark.check(question="backward", hint=WEIGHTS)
@pytest.mark.parametrize("activation", net_cases.ACTIVATIONS)
@given(case=net_cases.cases())
@settings(max_examples=20)
def test_any_weights(submission, activation, case):
    """Any network with {activation} and any batch: the weights have the measured gradients."""
    params, X, delta = case
    _close_weights(*_gradients(submission, params, X, delta, activation))


@pytest.mark.check(question="backward", hint=BIASES)
@given(case=net_cases.cases())
@settings(max_examples=20)
def test_any_biases(submission, case):
    """Any tanh network and any batch: the biases have the measured gradients."""
    params, X, delta = case
    _close_biases(*_gradients(submission, params, X, delta, "tanh"))
