"""Gradient descent on a network, the losses on the way, and a start from which XOR is learned.

>>> X, Y = xor_examples()
>>> trained = train(xor_start(), X, Y, activations=("sigmoid", "sigmoid"), loss="bce",
...                 reduction="mean", steps=1000, lr=1.0)
>>> round(trained.losses[0], 3), round(trained.losses[-1], 3)
(0.782, 0.014)

Why a start that is given? Drawn at random, two hidden neurons learn XOR from seven starts in ten
and are stuck for good in the others; that is the network, and no mistake in the code. Eight hidden
neurons learn it from every start.

May import `mlp` and what that may; any array namespace and device. Must never draw anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from autodiff_ref.backend import Array, asarray
from autodiff_ref.gates import truth_table
from autodiff_ref.mlp import (
    backward_unchecked,
    forward_unchecked,
    loss_value,
    output_delta,
    sgd_step,
)
from autodiff_ref.network import (
    ActivationLike,
    Layer,
    LossLike,
    Params,
    checked_input,
    checked_targets,
    rules_of,
)

XOR_START = (
    (((1.0, -0.5), (-0.5, 1.0)), (0.0, 0.0)),
    (((1.0, 0.5),), (0.0,)),
)
"""W and b of a 2-2-1 network that learns XOR: two sigmoids, mean cross-entropy, lr 1, 1000 steps.

With -0.5 for the last weight it is stuck: three of its outputs settle at one third.
"""


class Training(NamedTuple):
    """What gradient descent arrived at, and how."""

    params: tuple[Layer, ...]
    losses: tuple[float, ...]
    """The loss before each step recorded, and after the last."""
    recorded_at: tuple[int, ...]
    """How many steps had been taken at each of `losses`."""


def train(
    params: Params,
    X: Array,
    Y: Array,
    *,
    activations: Sequence[ActivationLike],
    loss: LossLike,
    reduction: str,
    steps: int,
    lr: float,
    record_every: int = 1,
) -> Training:
    """The parameters after this many steps of full-batch gradient descent, and the losses.

    X is (N, D), Y (N, N_L). The parameters given are not changed; the result is in their library
    and on their device, and nothing leaves a GPU but the losses, at the end.

    Parameters
    ----------
    record_every:
        Compute the loss every so many steps only. The gradient needs no loss, and for a small
        network the loss is a good part of the work. The last one is always there.
    """
    if steps < 0 or record_every < 1:
        raise ValueError(
            "training a network: expected steps >= 0 and record_every >= 1, but got "
            f"{steps=} and {record_every=}; correct them"
        )
    rules = rules_of(params, activations)
    X = checked_input(params, X, features=1)
    current = tuple(Layer(W, b) for W, b in params)
    cache = forward_unchecked(current, X, rules)
    Y = checked_targets(cache.output, Y, reduction)
    recorded, losses = [], []
    for step in range(steps + 1):
        if step:
            delta = output_delta(cache, Y, loss, reduction)
            gradients = backward_unchecked(current, cache, delta)
            current = sgd_step(current, gradients.layers, lr)
            cache = forward_unchecked(current, X, rules)
        if step % record_every == 0 or step == steps:
            recorded.append(step)
            losses.append(loss_value(cache, Y, loss=loss, reduction=reduction))
    return Training(current, tuple(float(each) for each in losses), tuple(recorded))


def xor_examples(like: Array = None) -> tuple[Array, Array]:
    """The four rows of XOR: X (4, 2) and Y (4, 1), floating, like `like`; NumPy's float64."""
    X, y = truth_table("XOR")
    return asarray(X, like), asarray(y[:, None], like)


def xor_start(like: Array = None) -> tuple[Layer, ...]:
    """`XOR_START` as layers of arrays like `like`; None is NumPy's float64."""
    return tuple(
        Layer(asarray(np.asarray(W), like), asarray(np.asarray(b), like)) for W, b in XOR_START
    )
