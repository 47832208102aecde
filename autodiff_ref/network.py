"""What a network is made of: its layers, their sizes, where they start, and what must fit.

>>> shapes((2, 3, 1))                        # 2 features, 3 hidden neurons, 1 output
[((3, 2), (3,)), ((1, 3), (1,))]
>>> n_params((2, 3, 1))
13

W is (out, in) everywhere, one row for each neuron. May import `backend`, `activations`, `losses`
and NumPy, which draws; must never compute a network: `mlp` and `per_example` do, each in its way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from autodiff_ref.activations import ACTIVATIONS, FROM_OUTPUT
from autodiff_ref.backend import Array, Namespace, asarray, draw, namespace
from autodiff_ref.losses import LOSSES

Pair = tuple[Callable[..., Array], Callable[..., Array]]
"""A function and its derivative."""

ActivationLike = str | Pair
"""A name out of `activations.ACTIVATIONS`, or a function of z and its derivative at z."""

LossLike = str | Pair
"""A name out of `losses.LOSSES`, or a function of (output, y, reduction=) and its derivative."""


class Layer(NamedTuple):
    """The parameters of one layer, or their gradients: W (N_l, N_{l-1}) and b (N_l,)."""

    W: Array
    b: Array


Params = Sequence[Layer]
"""Layer 1 first. Any pairs (W, b) will do."""


class Rule(NamedTuple):
    """The activation of one layer, ready for use."""

    name: str
    """Its name in `activations.ACTIVATIONS`; "" for a pair of the caller's."""
    function: Callable[[Array], Array]
    """A = g(Z)."""
    slope: Callable[[Array, Array], Array]
    """g'(Z), called with Z and A: from A where that saves an exponential."""


class Cache(NamedTuple):
    """All that forward computed: what backward needs."""

    Z: tuple[Array, ...]
    """Z_1 to Z_L, each (N, N_l): before the activation."""
    A: tuple[Array, ...]
    """A_0 = X, then A_1 to A_L: so A[l] is A_l, and Z_l is Z[l - 1]."""
    rules: tuple[Rule, ...]
    """g_1 to g_L."""

    @property
    def output(self) -> Array:
        """A_L, what the network says: (N, N_L), or (N_L, N) from `forward_columns`."""
        return self.A[-1]


class Gradients(NamedTuple):
    """The derivatives of the loss."""

    layers: tuple[Layer, ...]
    """By W_l and b_l, layer 1 first, in the shapes of the parameters."""
    dX: Array | None  # noqa: N815 - the name in mathematics
    """By the input, in its shape; None where it was not asked for."""


def shapes(sizes: Sequence[int]) -> list[tuple[tuple[int, int], tuple[int]]]:
    """The shapes of W and b of each layer: (N_l, N_{l-1}) and (N_l,).

    sizes are N_0 (the number of features), N_1, ..., N_L (the number of outputs).
    """
    if len(sizes) < 2 or not all(isinstance(n, int | np.integer) and n > 0 for n in sizes):
        raise ValueError(
            "laying out a network: expected at least two sizes, the inputs first and the outputs "
            f"last, all positive integers, but got {list(sizes)}; (2, 2, 1) is the XOR network"
        )
    return [((n_out, n_in), (n_out,)) for n_in, n_out in pairwise(sizes)]


def n_params(sizes: Sequence[int]) -> int:
    """How many numbers are learned: the sum of N_l N_{l-1} + N_l over the layers.

    >>> n_params((2, 2, 1))
    9
    """
    return sum(W[0] * W[1] + b[0] for W, b in shapes(sizes))


def init(
    sizes: Sequence[int], *, seed: int, scale: float = 1.0, like: Array = None
) -> tuple[Layer, ...]:
    """Parameters to begin with: W normal with standard deviation `scale`, b zero.

    NumPy draws them, layer after layer, so that a seed means the same start in every library. The
    result has the library, device and floating dtype of `like`; None is NumPy's float64. With all
    W zero, every neuron of a layer would stay equal to its neighbours for ever.
    """
    rng = np.random.default_rng(seed)
    return tuple(
        Layer(asarray(scale * draw(rng, W), like), asarray(np.zeros(b), like))
        for W, b in shapes(sizes)
    )


def rules_of(params: Params, activations: Sequence[ActivationLike]) -> tuple[Rule, ...]:
    """The rule of each layer, by name or as given."""
    if not params or len(activations) != len(params) or isinstance(activations, str):
        raise ValueError(
            "computing a network: expected at least one layer, and a tuple with an activation for "
            f"each, but got {len(params)} layers and {activations!r}; write one name for each, as "
            "in ('relu', 'sigmoid')"
        )
    return tuple([_rule(activation) for activation in activations])


def _rule(activation: ActivationLike) -> Rule:
    if not isinstance(activation, str):
        function, derivative = activation
        return Rule("", function, lambda z, a: derivative(z))
    if activation not in _RULES:
        raise ValueError(
            f"computing a network: expected an activation out of {sorted(_RULES)}, but got "
            f"{activation!r}; or give a function and its derivative as a pair"
        )
    return _RULES[activation]


def _by_output(slope: Callable[[Array], Array]) -> Callable[[Array, Array], Array]:
    return lambda z, a: slope(a)


_RULES = {
    name: Rule(name, function, _by_output(FROM_OUTPUT[name]))
    for name, (function, _) in ACTIVATIONS.items()
}


def checked_input(params: Params, X: Array, *, features: int) -> Array:
    """X in the dtype of the parameters, once every shape has been found to fit.

    features is the axis of X that they are on: 1 where rows are examples, 0 where columns are.
    """
    xp = namespace(X, *(array for layer in params for array in layer))
    if X.ndim != 2:
        raise ValueError(
            f"computing a network: expected X with two axes, but got shape {tuple(X.shape)}; one "
            "example is a matrix too, with one row"
        )
    width = X.shape[features]
    for number, (W, b) in enumerate(params, start=1):
        if W.ndim != 2 or W.shape[1] != width or b.shape != (W.shape[0],):
            raise ValueError(
                f"computing layer {number}: expected W (n, {width}) and b (n,), since {width} "
                f"values come in, but got {tuple(W.shape)} and {tuple(b.shape)}; W has one row "
                "for each neuron of its layer"
            )
        width = W.shape[0]
    return _as_parameters(xp, X, params[0][0].dtype)


def _as_parameters(xp: Namespace, x: Array, dtype: Any) -> Array:
    if x.dtype == dtype:
        return x
    if not xp.isdtype(x.dtype, ("bool", "integral")):
        raise TypeError(
            f"computing a network: expected data in the parameters' dtype {dtype}, but got "
            f"{x.dtype}; convert one of them, so that no digits are lost unseen"
        )
    return xp.astype(x, dtype)


def loss_rule(name: LossLike) -> Pair:
    """The loss and its derivative by the output, by name or as given."""
    if not isinstance(name, str):
        return name
    if name not in LOSSES:
        raise ValueError(
            f"computing a loss: expected one out of {sorted(LOSSES)}, but got {name!r}; or give "
            "a function and its derivative as a pair"
        )
    return LOSSES[name]


def checked_targets(output: Array, Y: Array, reduction: str) -> Array:
    """Y in the dtype of the output, once its shape has been found to be the same."""
    xp = namespace(output, Y)
    if Y.shape != output.shape:
        raise ValueError(
            f"comparing with the targets: expected Y of the output's shape {tuple(output.shape)}, "
            f"but got {tuple(Y.shape)}; reshape Y, one column for each output"
        )
    if reduction not in ("sum", "mean"):
        raise ValueError(
            "computing a loss over examples: expected reduction 'sum' or 'mean', but got "
            f"{reduction!r}; they differ by a factor N, so say which"
        )
    return _as_parameters(xp, Y, output.dtype)
