"""The lectures' house network: four houses, three neurons, no biases, and its derivatives.

    U = X W        (N, H)   what each neuron sums
    V = sigmoid(U) (N, H)   what each neuron predicts
    O = mean of each row of V  (N,)   what the network predicts for each house

Here W is (D, H), one column for each neuron, as that lecture has it: X W, not the X W^T of the
rest of the course.

What is the derivative of O by W? O has N entries and W has D x H, so it is N x D x H numbers:
`output_jacobian`. The lecture writes an element-wise product in the shape of W instead; there is
none (`as_printed`). What training needs is smaller, the derivative of one number L by W, and it
has the shape of W: `weight_gradient`, X^T (sigma'(U) * dL/dV). The two agree:

>>> import numpy as np
>>> X, W = np.eye(4, 3), np.zeros((3, 3))
>>> dL_dO = np.asarray([1.0, 2.0, 3.0, 4.0])
>>> whole = output_jacobian(X, W)
>>> whole.shape
(4, 3, 3)
>>> bool(np.allclose(np.tensordot(dL_dO, whole, axes=1), weight_gradient(X, W, dL_dO)))
True

May import `backend` and `activations`; any array namespace goes in and comes out. Must never
hold another network: those are `mlp`'s, with W (out, in).
"""

from __future__ import annotations

from typing import NamedTuple

from autodiff_ref.activations import d_sigmoid, sigmoid
from autodiff_ref.backend import Array, namespace


class House(NamedTuple):
    """What the network computes for N houses, step by step."""

    U: Array
    """X W, (N, H)."""
    V: Array
    """sigmoid(U), (N, H)."""
    O: Array  # noqa: E741 - the lecture's name
    """The mean of each row of V, (N,)."""


def forward(X: Array, W: Array) -> House:
    """U = X W, V = sigmoid(U) and O, the mean of each row of V.

    X is (N, D), one house a row; W is (D, H), one neuron a column.
    """
    _expect_shapes(X, W)
    U = X @ W
    V = sigmoid(U)
    return House(U, V, namespace(V).mean(V, axis=1))


def output_jacobian(X: Array, W: Array) -> Array:
    """All of dO/dW, (N, D, H): entry [n, i, k] is dO_n / dW_ik.

    It is X_ni sigma'(U_nk) / H, since O_n hears of W_ik through U_nk alone.
    """
    _expect_shapes(X, W)
    slope = d_sigmoid(X @ W) / W.shape[1]
    return X[:, :, None] * slope[:, None, :]


def weight_gradient(X: Array, W: Array, dL_dO: Array) -> Array:
    """The gradient of one number L by W, (D, H): X^T (sigma'(U) * dL/dV).

    dL_dO is (N,), the derivative of L by each output. Each V_nk has a share of 1 / H in O_n, so
    dL/dV_nk is dL_dO_n / H.
    """
    _expect_shapes(X, W)
    if tuple(dL_dO.shape) != (X.shape[0],):
        raise ValueError(
            f"finding the house network's gradient: expected dL_dO of shape ({X.shape[0]},), one "
            f"number for each house, but got {tuple(dL_dO.shape)}; give dL/dO, not dL/dV"
        )
    U = X @ W
    dL_dV = dL_dO[:, None] / W.shape[1]
    return X.T @ (d_sigmoid(U) * dL_dV)


def as_printed(X: Array, W: Array) -> Array:
    """The lecture's dU/dW * dV/dU * dO/dV, element by element: WRONG, kept for the lesson.

    It reads dU/dW as X, multiplies by sigma'(U) and by 1 / H, and "should be the same shape as
    W". With N houses it has the shape of X, (N, D), and exists only where D = H. With N = D = H
    the shapes agree, and only the numbers tell that it is wrong.
    """
    _expect_shapes(X, W)
    if X.shape[1] != W.shape[1]:
        raise ValueError(
            "multiplying the lecture's factors: expected as many features as neurons, but got X "
            f"{tuple(X.shape)} and W {tuple(W.shape)}; for any other shapes the product does not "
            "even exist, use weight_gradient"
        )
    return X * d_sigmoid(X @ W) / W.shape[1]


def _expect_shapes(X: Array, W: Array) -> None:
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0]:
        raise ValueError(
            "computing the house network: expected X (N, D) and W (D, H), one column for each "
            f"neuron, but got {tuple(X.shape)} and {tuple(W.shape)}; if W is (out, in), give W.T"
        )
