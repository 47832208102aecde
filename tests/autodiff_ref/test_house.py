"""The house network: its values, its derivatives, and the product that is none."""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest

from autodiff_ref import house
from autodiff_ref.backend import from_numpy, to_numpy
from autodiff_ref.house import as_printed, forward, output_jacobian, weight_gradient


def houses(n=4, d=3, h=3, seed=0):
    """Random houses (N, D), weights (D, H), and a gradient for each output (N,)."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n, d)), rng.standard_normal((d, h)), rng.standard_normal(n)


def outputs(X, W):
    """The network as a formula, for real or complex weights."""
    return np.mean(1 / (1 + np.exp(-np.einsum("nd,dh->nh", X, W))), axis=1)


def by_complex_step(f, W):
    """The derivative of each of f's values by each weight: f's shape, then W's."""
    columns = []
    for index in np.ndindex(W.shape):
        moved = W.astype(complex)
        moved[index] += 1e-30j
        columns.append(f(moved).imag / 1e-30)
    return np.stack(columns, axis=-1).reshape(np.shape(columns[0]) + W.shape)


def test_four_houses_by_hand():
    """With weights 0 every neuron says one half; one weight of ln 3 makes it three quarters."""
    X, W = np.eye(4, 3), np.zeros((3, 3))
    W[0, 1] = math.log(3)

    came = forward(X, W)

    assert came.U[0].tolist() == [0.0, math.log(3), 0.0]
    np.testing.assert_allclose(came.V[0], [0.5, 0.75, 0.5], rtol=1e-15)
    np.testing.assert_allclose(came.O, [1.75 / 3, 0.5, 0.5, 0.5], rtol=1e-15)


@pytest.mark.parametrize("shape", [(4, 3, 3), (3, 3, 3), (5, 2, 4), (1, 1, 1)])
def test_the_jacobian_has_an_entry_for_each_output_and_weight(shape):
    """dO/dW is (N, D, H), and each entry is what a complex step gives."""
    X, W, _ = houses(*shape)

    came = output_jacobian(X, W)

    assert came.shape == shape
    np.testing.assert_allclose(came, by_complex_step(lambda w: outputs(X, w), W), rtol=1e-13)


@pytest.mark.parametrize("shape", [(4, 3, 3), (3, 3, 3), (5, 2, 4), (1, 1, 1)])
def test_the_gradient_is_the_complex_step(shape):
    """X^T (sigma'(U) * dL/dV) is the derivative of L = sum of c_n O_n by each weight."""
    X, W, c = houses(*shape)

    came = weight_gradient(X, W, c)

    expected = by_complex_step(lambda w: np.sum(c * outputs(X, w)), W)
    assert came.shape == W.shape
    np.testing.assert_allclose(came, expected, rtol=1e-13, atol=1e-16)
    np.testing.assert_allclose(came, np.einsum("n,ndh->dh", c, output_jacobian(X, W)), rtol=1e-13)


def test_the_printed_product_is_wrong_where_it_exists():
    """With three houses the lecture's product has the shape of W, and other numbers."""
    X, W, _ = houses(3)

    printed = as_printed(X, W)

    right = weight_gradient(X, W, np.ones(3))
    assert printed.shape == right.shape
    assert np.max(np.abs(printed - right)) > 0.1


def test_the_printed_product_has_the_shape_of_x():
    """With four houses it is (4, 3) and W is (3, 3); with two features it does not exist."""
    X, W, _ = houses(4)

    assert as_printed(X, W).shape == (4, 3)
    with pytest.raises(ValueError, match="expected as many features as neurons"):
        as_printed(*houses(4, 2, 3)[:2])


def assert_like_numpy(backend, device=None):
    """Every function gives NumPy's numbers in the library's own arrays."""
    here = houses()
    X, W, c = (from_numpy(a, backend, device) for a in here)
    pairs = [
        *zip(forward(X, W), forward(*here[:2]), strict=True),
        (output_jacobian(X, W), output_jacobian(*here[:2])),
        (weight_gradient(X, W, c), weight_gradient(*here)),
        (as_printed(X, W), as_printed(*here[:2])),
    ]

    for mine, right in pairs:
        assert type(mine) is type(X)
        assert mine.device == X.device
        np.testing.assert_allclose(to_numpy(mine), right, rtol=1e-13, atol=1e-15)


@pytest.mark.needs("torch")
def test_pytorch_gives_the_same():
    """The network works on PyTorch's tensors."""
    assert_like_numpy("torch")


@pytest.mark.needs("array_api_strict")
def test_only_the_standard_is_used():
    """The network works on the strictest library."""
    assert_like_numpy("array_api_strict")


@pytest.mark.gpu
@pytest.mark.needs("cuda")
def test_a_gpu_gives_the_same():
    """The network works on tensors on a GPU, and stays there."""
    assert_like_numpy("torch", "cuda")


def test_shapes_that_do_not_fit_are_refused():
    """Weights in the rest of the course's form (out, in) are told apart where the sizes differ."""
    X, W, c = houses(4, 2, 5)

    with pytest.raises(ValueError, match=r"expected X \(N, D\) and W \(D, H\).*\(5, 2\)"):
        forward(X, W.T)
    with pytest.raises(ValueError, match=r"dL_dO of shape \(4,\).*but got \(4, 1\)"):
        weight_gradient(X, W, c[:, None])


def test_the_docstrings_tell_the_truth():
    """Every example in the module's docstrings runs and gives what it says."""
    result = doctest.testmod(house)

    assert result.attempted
    assert not result.failed
