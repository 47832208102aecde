"""Backpropagation for one example, as the lectures derive it, and the loop over examples.

`one_neuron` and `two_layer` are written with indices and plain numbers, floats or Fractions, for
one ReLU layer and J = (o - y)^2 / 2; `r_layer` is the same with vectors, for any depth, activation
and loss; `loop` adds the examples up, and is what `mlp.backward` does without a loop.

>>> one_neuron(x=2, w=3, b=-1, y=1)
Neuron(z=5, o=5, J=8.0, dw=8, db=4)

Where the printed algorithm for r layers (Latreche, Algorithm 2) is wrong: its loop runs k from
r - 1 down to 1 and gives gradients of layers k + 1, so that layer 1 never gets any. Here k runs
from r to 1, and a[0] is x. May import `network` and what that may; never `mlp`, which is checked
with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from autodiff_ref.backend import Array, namespace
from autodiff_ref.network import (
    ActivationLike,
    Layer,
    LossLike,
    Params,
    checked_input,
    checked_targets,
    loss_rule,
    rules_of,
)

Number = Any
"""A float, an int or a Fraction."""


class Neuron(NamedTuple):
    """One neuron on one example, and the derivatives of J."""

    z: Number
    o: Number
    J: Number
    dw: Number
    db: Number


class TwoLayer(NamedTuple):
    """A hidden ReLU layer and one linear output on one example, and the derivatives of J."""

    z: list[Number]
    a: list[Number]
    o: Number
    J: Number
    dW1: list[list[Number]]  # noqa: N815 - the name in mathematics
    db1: list[Number]
    dw2: list[Number]
    db2: Number


class Example(NamedTuple):
    """A network on one example: lists with one entry for each layer."""

    z: list[Array]
    """z[1] to z[r], each (N_k,)."""
    a: list[Array]
    """a[0] = x, then a[1] to a[r]."""
    deltas: list[Array]
    """dJ/dz of layers 1 to r, each (N_k,)."""
    layers: list[Layer]
    """dJ/dW (N_k, N_{k-1}) and dJ/db (N_k,) of layers 1 to r."""


def _relu(z: Number) -> Number:
    return z if z > 0 else 0 * z


def _d_relu(z: Number, at_zero: Number) -> Number:
    return 1 if z > 0 else at_zero if z == 0 else 0


def _half_square(error: Number) -> Number:
    return error * error / 2


def one_neuron(x: Number, w: Number, b: Number, y: Number, *, at_zero: Number = 0) -> Neuron:
    """One ReLU neuron on one number, with dJ/dw and dJ/db by the chain rule.

    z = w x + b, o = ReLU(z), J = (o - y)^2 / 2, and so dJ/do = o - y, do/dz = ReLU'(z),
    dz/dw = x, dz/db = 1. at_zero is ReLU'(0).
    """
    z = w * x + b
    o = _relu(z)
    dz = (o - y) * _d_relu(z, at_zero)
    return Neuron(z, o, _half_square(o - y), dz * x, dz)


def two_layer(
    x: Sequence[Number],
    W1: Sequence[Sequence[Number]],
    b1: Sequence[Number],
    w2: Sequence[Number],
    b2: Number,
    y: Number,
    *,
    at_zero: Number = 0,
) -> TwoLayer:
    """Algorithm 1: every derivative by indices, for one example x (D,) and one output.

    z_j = sum_t W1_jt x_t + b1_j, a_j = ReLU(z_j), o = sum_j w2_j a_j + b2, J = (o - y)^2 / 2.
    Then dJ/dz_j = (o - y) w2_j ReLU'(z_j), dJ/dW1_jt = dJ/dz_j x_t and dJ/dw2_j = (o - y) a_j.
    """
    z = [
        sum(w * x_t for w, x_t in zip(row, x, strict=True)) + bias
        for row, bias in zip(W1, b1, strict=True)
    ]
    a = [_relu(z_j) for z_j in z]
    o = sum(w * a_j for w, a_j in zip(w2, a, strict=True)) + b2
    do = o - y
    dz = [do * w * _d_relu(z_j, at_zero) for w, z_j in zip(w2, z, strict=True)]
    return TwoLayer(
        z=z,
        a=a,
        o=o,
        J=_half_square(do),
        dW1=[[dz_j * x_t for x_t in x] for dz_j in dz],
        db1=dz,
        dw2=[do * a_j for a_j in a],
        db2=do,
    )


def r_layer(
    params: Params,
    x: Array,
    y: Array,
    activations: Sequence[ActivationLike] | None = None,
    loss: LossLike = "half_squared_error",
) -> Example:
    """Algorithm 2, corrected: the network and its gradients for x (D,) and y (N_r,).

    For k = r, ..., 1: dJ/dW[k] = delta[k] a[k-1]^T, dJ/db[k] = delta[k], and then, if there is a
    layer below, delta[k-1] = (W[k]^T delta[k]) * g'(z[k-1]). activations are ReLU and at the end
    none, as in the lecture, where nothing else is given.
    """
    names = ("relu",) * (len(params) - 1) + ("identity",) if activations is None else activations
    rules = rules_of(params, names)
    z: list[Array] = []
    a = [checked_input(params, x[None, :], features=1)[0, :]]
    for (W, b), rule in zip(params, rules, strict=True):
        z.append(W @ a[-1] + b)
        a.append(rule.function(z[-1]))

    # A loss knows its examples by rows, and this is one row.
    output = a[-1][None, :]
    target = checked_targets(output, y[None, :], "sum")
    delta = loss_rule(loss)[1](output, target, reduction="sum")[0, :]
    delta = delta * rules[-1].slope(z[-1], a[-1])
    deltas, layers = [], []
    for k in range(len(params), 0, -1):
        deltas.append(delta)
        layers.append(Layer(delta[:, None] * a[k - 1][None, :], delta))
        if k > 1:
            delta = (params[k - 1][0].T @ delta) * rules[k - 2].slope(z[k - 2], a[k - 1])
    return Example(z, a, deltas[::-1], layers[::-1])


def loop(
    params: Params,
    X: Array,
    Y: Array,
    activations: Sequence[ActivationLike],
    *,
    loss: LossLike,
    reduction: str,
) -> tuple[Layer, ...]:
    """The gradients of all layers for X (N, D) and Y (N, N_L), one example after the other.

    The sum of what `r_layer` gives for each row; for the reduction "mean" divided by N. Slow, and
    right: `mlp.backward` must give the same.
    """
    xp = namespace(X)
    N = X.shape[0]
    if Y.shape[0] != N or reduction not in ("sum", "mean"):
        raise ValueError(
            f"looping over {N} examples: expected as many rows of Y and reduction 'sum' or "
            f"'mean', but got Y {tuple(Y.shape)} and {reduction!r}; correct one of them"
        )
    total = [Layer(xp.zeros_like(W), xp.zeros_like(b)) for W, b in params]
    for n in range(N):
        one = r_layer(params, X[n, :], Y[n, :], activations, loss)
        total = [
            Layer(sum_W + W, sum_b + b)
            for (sum_W, sum_b), (W, b) in zip(total, one.layers, strict=True)
        ]
    if reduction == "mean":
        total = [Layer(W / N, b / N) for W, b in total]
    return tuple(total)
