"""Activation functions and their derivatives, on numbers and on arrays of any shape and library.

Each takes z, where it acts entry by entry, and gives z's shape, dtype and library back; a number
counts as float64. The conventions at the corners, on which the lectures differ, are arguments:

>>> step(0.0), step(0.0, closed=True)
(np.float64(0.0), np.float64(1.0))
>>> d_relu(0.0), d_relu(0.0, at_zero=1.0)
(np.float64(0.0), np.float64(1.0))

`ACTIVATIONS` has each with its derivative at z; `FROM_OUTPUT` has the derivative as a function of
the output, which a backward pass has at hand. Why no `where` here? On a random mask it costs ten
times a `maximum`, since the processor cannot guess the branches. May import `backend`, and NumPy
for its warnings; must never know of layers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from autodiff_ref.backend import Array, floating


class Activation(NamedTuple):
    """A function of z and its derivative at z, both entry by entry."""

    function: Callable[..., Array]
    derivative: Callable[..., Array]


def identity(z: Array) -> Array:
    """The input itself, for a layer without activation."""
    return floating(z)[1]


def d_identity(z: Array) -> Array:
    """Ones."""
    xp, z = floating(z)
    return xp.ones_like(z)


def step(z: Array, *, closed: bool = False) -> Array:
    """1 where z > 0, else 0: the unit of McCulloch and Pitts.

    Parameters
    ----------
    closed:
        At a tie, z = 0, an open step gives 0 (the lectures of Latreche and of Batra) and a closed
        one 1 (Bhadani's, z >= 0). A threshold theta is step(z - theta).
    """
    xp, z = floating(z)
    return xp.astype(z >= 0 if closed else z > 0, z.dtype)


def sign(z: Array) -> Array:
    """-1, 0 or 1; 0 at 0, so that a rule with two labels must say what 0 means."""
    xp, z = floating(z)
    return xp.sign(z)


def sigmoid(z: Array, k: float = 1.0) -> Array:
    """1 / (1 + exp(-k z)), between 0 and 1; k is the gain, how steep it is.

    Right for every z: where exp overflows it is infinite, and 1 over it is 0. Small results keep
    all their digits (exp(z), for z far below 0), which (1 + tanh(z / 2)) / 2 would lose.
    """
    xp, z = floating(z)
    with np.errstate(over="ignore", under="ignore"):
        return 1.0 / (1.0 + xp.exp(-k * z))


def d_sigmoid(z: Array, k: float = 1.0) -> Array:
    """Derivative k s (1 - s) with s = sigmoid(z, k); at most k / 4, at 0."""
    s = sigmoid(z, k)
    return k * s * (1.0 - s)


def tanh(z: Array) -> Array:
    """Hyperbolic tangent, 2 sigmoid(2z) - 1: between -1 and 1, and odd."""
    xp, z = floating(z)
    return xp.tanh(z)


def d_tanh(z: Array) -> Array:
    """Derivative 1 - tanh(z)^2; at most 1, at 0."""
    t = tanh(z)
    return 1.0 - t * t


def relu(z: Array) -> Array:
    """The larger of z and 0."""
    xp, z = floating(z)
    return xp.maximum(z, 0.0)


def d_relu(z: Array, *, at_zero: float = 0.0) -> Array:
    """1 where z > 0, else 0.

    Parameters
    ----------
    at_zero:
        The value at z = 0, where there is no derivative: 0 as in PyTorch and JAX. The lectures
        say 0 on one slide and 1 on another; automatic differentiation of maximum(z, 0) gives 0.5.
    """
    xp, z = floating(z)
    slope = xp.astype(z > 0, z.dtype)
    return slope + at_zero * xp.astype(z == 0, z.dtype) if at_zero else slope


def leaky_relu(z: Array, alpha: float = 0.01) -> Array:
    """The input where it is positive, else alpha times it.

    For any alpha; max(alpha z, z) is the same for alpha <= 1 only.
    """
    xp, z = floating(z)
    return xp.maximum(z, 0.0) + alpha * xp.minimum(z, 0.0)


def d_leaky_relu(z: Array, alpha: float = 0.01, *, at_zero: float | None = None) -> Array:
    """1 where z > 0, alpha where z < 0.

    Parameters
    ----------
    at_zero:
        The value at z = 0; None is alpha, as in PyTorch. The lectures, and JAX, take 1.
    """
    xp, z = floating(z)
    at_zero = alpha if at_zero is None else at_zero
    above, below, tie = (xp.astype(where, z.dtype) for where in (z > 0, z < 0, z == 0))
    return above + alpha * below + at_zero * tie


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        "identity": Activation(identity, d_identity),
        "sigmoid": Activation(sigmoid, d_sigmoid),
        "tanh": Activation(tanh, d_tanh),
        "relu": Activation(relu, d_relu),
        "leaky_relu": Activation(leaky_relu, d_leaky_relu),
    }
)
"""Every activation that a network may be trained with. `step` and `sign` are none: flat."""

FROM_OUTPUT: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "identity": d_identity,
        "sigmoid": lambda a: a * (1.0 - a),
        "tanh": lambda a: 1.0 - a * a,
        "relu": d_relu,
        "leaky_relu": d_leaky_relu,
    }
)
"""The derivative at z as a function of a = f(z), for k = 1 and alpha = 0.01.

Of relu and leaky_relu it is the same function, since a has the sign of z.
"""
