"""Jacobians: of the identity, of + - * / element by element, of a matrix product, and numeric.

Rows are outputs, columns are inputs: the Jacobian of y = f(x) with y (m,) and x (n,) is (m, n),
and entry [i, j] is dy_i / dx_j. Row i is the gradient of y_i.

Where y or x is a matrix the same rule goes on: dG/d alpha for G (N, D) and alpha (N, M) has the
shape (N, D, N, M), outputs first, and entry [i, j, k, l] is dG_ij / d alpha_kl. Nobody who trains
a network ever makes such a thing: a layer of 1000 would need 10^12 numbers, nearly all 0. What is
needed is how a single number L changes, and there the sum over all outputs

    dL/d alpha_kl = sum_ij dL/dG_ij dG_ij/d alpha_kl

comes down to one matrix product. `matmul_jacobians` with `pull_back` is the sum by definition,
`matmul_gradients` is the product, and they are equal:

>>> import numpy as np
>>> alpha, beta = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
>>> dL_dG = np.ones((2, 4))
>>> long_way = pull_back(dL_dG, matmul_jacobians(alpha, beta).left)
>>> bool(np.array_equal(long_way, matmul_gradients(alpha, beta, dL_dG).left))
True

The rules work on any array namespace and device; `numeric` and `by_complex_step` are NumPy's. May
import `backend` and NumPy; must never import `tensor` or `mlp`, which are checked with it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autodiff_ref.backend import Array, namespace


class Pair(NamedTuple):
    """What belongs to the left operand, and what to the right."""

    left: Array
    right: Array


def diagonal(values: Array) -> Array:
    """The (n, n) matrix with these (n,) values on its diagonal, and 0 elsewhere."""
    xp = namespace(values)
    return _identity(xp, values) * values


def _identity(xp: Any, like: Array) -> Array:
    if like.ndim != 1:
        raise ValueError(
            f"making a Jacobian: expected a vector (n,), but got shape {tuple(like.shape)}; "
            "flatten it first, entry by entry its rule is the same"
        )
    return xp.eye(like.shape[0], dtype=like.dtype, device=like.device)


def of_identity(x: Array) -> Array:
    """The Jacobian of y = x, (n, n): the identity matrix, since dy_i/dx_j is 1 where i = j."""
    return _identity(namespace(x), x)


def of_add(w: Array, x: Array) -> Pair:
    """The Jacobians of y = w + x by w and by x, each (n, n): I and I."""
    _expect_vectors(w, x)
    return Pair(of_identity(w), of_identity(x))


def of_sub(w: Array, x: Array) -> Pair:
    """The Jacobians of y = w - x by w and by x, each (n, n): I and -I."""
    _expect_vectors(w, x)
    return Pair(of_identity(w), -of_identity(x))


def of_mul(w: Array, x: Array) -> Pair:
    """The Jacobians of y_i = w_i x_i by w and by x, each (n, n): diag(x) and diag(w)."""
    _expect_vectors(w, x)
    return Pair(diagonal(x), diagonal(w))


def of_div(w: Array, x: Array) -> Pair:
    """The Jacobians of y_i = w_i / x_i, each (n, n): diag(1/x) and diag(-w/x^2)."""
    _expect_vectors(w, x)
    return Pair(diagonal(1 / x), diagonal(-w / (x * x)))


ELEMENTWISE: Mapping[
    str, tuple[Callable[[Array, Array], Array], Callable[[Array, Array], Pair]]
] = {
    "add": (operator.add, of_add),
    "sub": (operator.sub, of_sub),
    "mul": (operator.mul, of_mul),
    "div": (operator.truediv, of_div),
}
"""Each operation on two vectors (n,), with the rule for its two Jacobians."""


def _expect_vectors(w: Array, x: Array) -> None:
    if w.ndim != 1 or tuple(w.shape) != tuple(x.shape):
        raise ValueError(
            "making the Jacobians of an element-wise operation: expected two vectors of the same "
            f"length, but got shapes {tuple(w.shape)} and {tuple(x.shape)}; broadcast them first"
        )


def matmul_jacobians(alpha: Array, beta: Array) -> Pair:
    """The Jacobians of G = alpha beta by alpha, (N, D, N, M), and by beta, (N, D, M, D).

    alpha is (N, M), beta (M, D). From G_ij = sum_m alpha_im beta_mj:
    dG_ij/d alpha_kl is beta_lj where i = k, else 0; dG_ij/d beta_kl is alpha_ik where j = l,
    else 0.
    """
    _expect_factors(alpha, beta)
    xp = namespace(alpha, beta)
    rows = _identity(xp, alpha[:, 0])
    columns = _identity(xp, beta[0, :])
    return Pair(
        rows[:, None, :, None] * beta.T[None, :, None, :],
        alpha[:, None, :, None] * columns[None, :, None, :],
    )


def matmul_gradients(alpha: Array, beta: Array, dL_dG: Array) -> Pair:
    """The gradients of one number L through G = alpha beta: G' beta^T and alpha^T G'.

    G' = dL_dG is (N, D) like G; the results are (N, M) like alpha and (M, D) like beta.
    """
    _expect_factors(alpha, beta)
    expected = (alpha.shape[0], beta.shape[1])
    if tuple(dL_dG.shape) != expected:
        raise ValueError(
            f"finding a product's gradients: expected dL_dG of the product's shape {expected}, "
            f"but got {tuple(dL_dG.shape)}; each entry of the product has one derivative"
        )
    return Pair(dL_dG @ beta.T, alpha.T @ dL_dG)


def pull_back(dL_dy: Array, jacobian: Array) -> Array:
    """dL/dx from dL/dy and dy/dx: the sum over every entry of y, in the shape of x.

    The jacobian's shape is y's followed by x's. For vectors this is dL_dy @ jacobian.
    """
    y_shape = tuple(dL_dy.shape)
    if tuple(jacobian.shape[: len(y_shape)]) != y_shape:
        raise ValueError(
            "pulling a gradient back: expected a Jacobian whose shape begins with that of dL_dy, "
            f"{y_shape}, but got {tuple(jacobian.shape)}; outputs come first, then inputs"
        )
    return namespace(dL_dy).tensordot(dL_dy, jacobian, axes=len(y_shape))


def _expect_factors(alpha: Array, beta: Array) -> None:
    if alpha.ndim != 2 or beta.ndim != 2 or alpha.shape[1] != beta.shape[0]:
        raise ValueError(
            "differentiating a matrix product: expected alpha (N, M) and beta (M, D), but got "
            f"{tuple(alpha.shape)} and {tuple(beta.shape)}; the inner sizes must agree"
        )


def numeric(f: Callable[[Any], Any], x: Any, h: float = 1e-5) -> NDArray[np.float64]:
    """The Jacobian of f at x by central differences; f's shape followed by that of x.

    f goes from an array like x to an array or a number, any shapes; (m, n) for vectors. About
    nine digits for entries of about 1; `gradcheck.central_difference` says why this h.
    """
    base = np.array(x, dtype=np.float64)

    def column(index: tuple[int, ...]) -> Any:
        above, below = base.copy(), base.copy()
        above[index] += h
        below[index] -= h
        step = above[index] - below[index]  # not quite 2h: base + h is rounded
        return (np.asarray(f(above)) - np.asarray(f(below))) / step

    return _columns(column, base.shape)


def by_complex_step(f: Callable[[Any], Any], x: Any, h: float = 1e-30) -> NDArray[np.float64]:
    """The Jacobian of f at x as Im f(x + ih) / h; f's shape followed by that of x.

    Right to the last digits, where f is analytic: no abs, max, comparison or conj
    (`gradcheck.complex_step` says more).
    """
    base = np.array(x, dtype=np.complex128)

    def column(index: tuple[int, ...]) -> Any:
        moved = base.copy()
        moved[index] += complex(0.0, h)
        return np.imag(np.asarray(f(moved))) / h

    return _columns(column, base.shape)


def _columns(
    column: Callable[[tuple[int, ...]], Any], shape: tuple[int, ...]
) -> NDArray[np.float64]:
    """One column for each entry of x, put side by side on the last axes."""
    columns = [np.asarray(column(index), dtype=np.float64) for index in np.ndindex(shape)]
    if not columns:
        raise ValueError(
            f"finding a Jacobian: expected at least one input, but x has shape {shape}; there is "
            "nothing to differentiate by"
        )
    stacked: NDArray[np.float64] = np.stack(columns, axis=-1)
    return stacked.reshape(columns[0].shape + shape)
