"""Training: the steps it takes, the losses it keeps, and the same result on every library."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from autodiff_ref import training
from autodiff_ref.agree import largest_difference, train_xor
from autodiff_ref.network import Layer
from autodiff_ref.training import train, xor_examples, xor_start

XOR = {"activations": ("sigmoid", "sigmoid"), "loss": "bce", "reduction": "mean"}


def by_hand(steps, lr, mean=True):
    """XOR training as few lines of NumPy: parameters, and the loss before each step and after."""
    X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
    W1, b1 = np.array([[1.0, -0.5], [-0.5, 1.0]]), np.zeros(2)
    W2, b2 = np.array([[1.0, 0.5]]), np.zeros(1)
    losses = []
    for step in range(steps + 1):
        A1 = 1 / (1 + np.exp(-(X @ W1.T + b1)))
        P = 1 / (1 + np.exp(-(A1 @ W2.T + b2)))
        entries = -(Y * np.log(P) + (1 - Y) * np.log(1 - P))
        losses.append(np.mean(entries) if mean else np.sum(entries))
        if step == steps:
            return (W1, b1, W2, b2), losses
        D2 = (P - Y) / (4 if mean else 1)
        D1 = D2 @ W2 * A1 * (1 - A1)
        W2, b2 = W2 - lr * D2.T @ A1, b2 - lr * D2.sum(axis=0)
        W1, b1 = W1 - lr * D1.T @ X, b1 - lr * D1.sum(axis=0)
    raise AssertionError


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_training_takes_the_steps_of_gradient_descent(reduction):
    """After 200 steps parameters and losses are those of a loop written by hand."""
    X, Y = xor_examples()

    came = train(xor_start(), X, Y, **{**XOR, "reduction": reduction}, steps=200, lr=0.25)

    params, losses = by_hand(200, 0.25, mean=reduction == "mean")
    # 200 steps of rounding; the two order their products differently.
    np.testing.assert_allclose(came.losses, losses, rtol=1e-12)
    arrays = [a for layer in came.params for a in layer]
    for mine, right in zip(arrays, params, strict=True):
        np.testing.assert_allclose(mine, right, rtol=0, atol=1e-12)


def test_xor_is_learned_from_the_given_start():
    """1000 steps of 1 bring each output within 0.05 of its target, and the loss to 0.0142."""
    X, Y = xor_examples()

    came = train(xor_start(), X, Y, **XOR, steps=1000, lr=1.0)

    hidden = 1 / (1 + np.exp(-(X @ came.params[0].W.T + came.params[0].b)))
    output = 1 / (1 + np.exp(-(hidden @ came.params[1].W.T + came.params[1].b)))
    assert np.max(np.abs(output - Y)) < 0.05
    assert came.losses[-1] == pytest.approx(0.01415, abs=5e-6)


def test_the_other_start_is_stuck():
    """With -0.5 for the last weight three outputs settle at one third, as the comment says."""
    X, Y = xor_examples()
    first, (W, b) = xor_start()

    came = train(
        (first, Layer(W * np.array([1.0, -1.0]), b)), X, Y, **XOR, steps=5000, lr=1.0,
        record_every=5000,
    )  # fmt: skip

    hidden = 1 / (1 + np.exp(-(X @ came.params[0].W.T + came.params[0].b)))
    output = 1 / (1 + np.exp(-(hidden @ came.params[1].W.T + came.params[1].b)))
    np.testing.assert_allclose(np.sort(output.ravel())[:3], 1 / 3, atol=0.01)


def test_losses_are_recorded_as_often_as_asked():
    """Every third loss, and the last one; the steps are the same whatever is recorded."""
    X, Y = xor_examples()

    every = train(xor_start(), X, Y, **XOR, steps=10, lr=0.5)
    third = train(xor_start(), X, Y, **XOR, steps=10, lr=0.5, record_every=3)

    assert every.recorded_at == tuple(range(11))
    assert third.recorded_at == (0, 3, 6, 9, 10)
    assert third.losses == tuple(every.losses[t] for t in third.recorded_at)
    assert largest_difference(every, third) == 0


def test_no_steps_give_the_start():
    """With steps=0 the parameters are the ones given, and there is one loss."""
    X, Y = xor_examples()

    came = train(xor_start(), X, Y, **XOR, steps=0, lr=1.0)

    assert [a.tolist() for layer in came.params for a in layer] == [
        a.tolist() for layer in xor_start() for a in layer
    ]
    assert len(came.losses) == 1


def test_the_start_is_not_changed():
    """Training makes new parameters; the ones given can be trained again."""
    X, Y = xor_examples()
    start = xor_start()

    once = train(start, X, Y, **XOR, steps=20, lr=1.0)
    again = train(start, X, Y, **XOR, steps=20, lr=1.0)

    assert largest_difference(once, again) == 0
    assert np.array_equal(start[0].W, xor_start()[0].W)


def test_whole_numbers_train_too():
    """A truth table of integers trains exactly as one of floats does."""
    X, Y = xor_examples()

    floats = train(xor_start(), X, Y, **XOR, steps=5, lr=1.0)
    integers = train(xor_start(), X.astype(int), Y.astype(bool), **XOR, steps=5, lr=1.0)

    assert largest_difference(floats, integers) == 0


@pytest.mark.parametrize("wrong", [{"steps": -1}, {"record_every": 0}])
def test_numbers_of_steps_that_make_no_sense(wrong):
    """A negative number of steps, and recording every 0 steps, are refused."""
    X, Y = xor_examples()

    with pytest.raises(ValueError, match="expected steps >= 0 and record_every >= 1"):
        train(xor_start(), X, Y, **XOR, **{"steps": 1, "lr": 1.0, **wrong})


def test_targets_are_checked_before_the_first_step():
    """Y of another shape than the output is refused even with no steps."""
    X, Y = xor_examples()

    with pytest.raises(ValueError, match="expected Y of the output's shape"):
        train(xor_start(), X, Y[:, 0], **XOR, steps=0, lr=1.0)


def assert_agrees(backend, device=None):
    """After 200 steps no parameter is further than 1e-12 from NumPy's."""
    there = train_xor(backend, device, steps=200)

    difference = largest_difference(train_xor("numpy", steps=200), there)

    assert difference <= 1e-12
    assert type(there.params[0].W).__module__.split(".")[0] == backend


@pytest.mark.needs("torch")
def test_pytorch_trains_to_the_same_parameters():
    """200 steps of XOR on PyTorch's CPU end at NumPy's parameters to 1e-12."""
    assert_agrees("torch", "cpu")


@pytest.mark.needs("array_api_strict")
def test_training_needs_the_standard_alone():
    """200 steps of XOR on the strictest library end at NumPy's parameters to 1e-12."""
    assert_agrees("array_api_strict")


@pytest.mark.gpu
@pytest.mark.needs("cuda")
def test_a_gpu_trains_to_the_same_parameters():
    """200 steps of XOR on a GPU end at NumPy's parameters to 1e-12, and stay on the GPU."""
    assert_agrees("torch", "cuda")

    assert train_xor("torch", "cuda", steps=1).params[0].W.device.type == "cuda"


def test_the_docstrings_tell_the_truth():
    """Every example in the module's docstrings runs and gives what it says."""
    result = doctest.testmod(training)

    assert result.attempted
    assert not result.failed
