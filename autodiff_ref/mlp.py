"""Multi-layer perceptrons of any depth: forward, backward, one step of gradient descent.

Rows are examples. X is (N, D); layer l has W (N_l, N_{l-1}), one row for each of its neurons, and
b (N_l,). A_0 is X, and then

    Z_l = A_{l-1} W_l^T + b_l          A_l = g_l(Z_l)

Backward goes the same way in the other direction. With Delta_l = dL/dZ_l, (N, N_l):

    dL/dW_l = Delta_l^T A_{l-1}        dL/db_l = the sum of Delta_l over the examples
    Delta_{l-1} = (Delta_l W_l) * g'_{l-1}(Z_{l-1})

The sum over examples is inside Delta^T A: entry [j, k] adds Delta_nj A_nk over all n. Does it
divide by N as well? No: the loss does, if it is a mean, and the 1/N is then in Delta already.

>>> import numpy as np
>>> params = [Layer(np.asarray([[1.0, 1.0], [1.0, 1.0]]), np.asarray([0.0, -1.0])),
...           Layer(np.asarray([[1.0, -2.0]]), np.asarray([0.0]))]
>>> X = np.asarray([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
>>> forward(params, X, ("relu", "relu")).output.ravel()          # XOR
array([0., 1., 1., 0.])

May import `network` and what that may; works on any array namespace and device, and
gives back what it was given. `per_example` says the same for one example at a time, `tensor`
finds the same gradients from a tape; this module must import neither, since they check it.
"""

from __future__ import annotations

from collections.abc import Sequence

from autodiff_ref.backend import Array, namespace
from autodiff_ref.losses import bce_with_logits
from autodiff_ref.network import (
    ActivationLike,
    Cache,
    Gradients,
    Layer,
    LossLike,
    Params,
    Rule,
    checked_input,
    checked_targets,
    loss_rule,
    rules_of,
)


def forward(params: Params, X: Array, activations: Sequence[ActivationLike]) -> Cache:
    """Every Z_l and A_l for the examples in the rows of X (N, D).

    activations has one entry for each layer. X may be of integers or booleans (a truth table): it
    is read in the dtype of the parameters.
    """
    rules = rules_of(params, activations)
    return forward_unchecked(params, checked_input(params, X, features=1), rules)


def forward_unchecked(params: Params, X: Array, rules: tuple[Rule, ...]) -> Cache:
    """The same for what was checked before: the inside of a training loop."""
    A = X
    Zs, As = [], [A]
    for (W, b), rule in zip(params, rules, strict=True):
        Z = A @ W.T
        Z += b
        A = rule.function(Z)
        Zs.append(Z)
        As.append(A)
    return Cache(tuple(Zs), tuple(As), rules)


def backward(
    params: Params,
    cache: Cache,
    Y: Array,
    *,
    loss: LossLike,
    reduction: str,
    fused: bool = True,
    with_dX: bool = False,
) -> Gradients:
    """The gradient of the loss by every parameter, and by X where it is asked for.

    Parameters
    ----------
    params, cache:
        The parameters, and what `forward` gave for them.
    Y:
        The targets, in the output's shape (N, N_L). (N,) is refused: NumPy would broadcast it
        against (N, 1) to N x N differences, without a word.
    reduction:
        "sum" over the examples or "mean"; never guessed.
    fused:
        Where a sigmoid meets "bce", use Delta_L = A_L - Y, in which y' (1 - y') has cancelled.
        False multiplies the two derivatives out; that agrees, until A_L rounds to 0 or 1.
    """
    Y = checked_targets(cache.output, Y, reduction)
    delta = output_delta(cache, Y, loss, reduction, fused=fused)
    return backward_unchecked(params, cache, delta, with_dX=with_dX)


def output_delta(
    cache: Cache, Y: Array, loss: LossLike, reduction: str, *, fused: bool = True
) -> Array:
    """Delta_L = dL/dZ_L, (N, N_L): where backward begins. Y is not checked here."""
    if fused and _is_fused(cache, loss):
        delta = cache.output - Y
        return delta / delta.shape[0] if reduction == "mean" else delta
    slope = cache.rules[-1].slope(cache.Z[-1], cache.output)
    # Not in place: a derivative of the caller's may hand out an array of his own.
    return loss_rule(loss)[1](cache.output, Y, reduction=reduction) * slope


def backward_unchecked(
    params: Params, cache: Cache, delta: Array, *, with_dX: bool = False
) -> Gradients:
    """The gradients from Delta_L on, which may be any derivative by Z_L (N, N_L)."""
    xp = namespace(delta)
    Zs, As, rules = cache
    layers = []
    for index in range(len(params) - 1, -1, -1):
        layers.append(Layer(delta.T @ As[index], xp.sum(delta, axis=0)))
        if index or with_dX:
            delta = delta @ params[index][0]
        if index:
            delta *= rules[index - 1].slope(Zs[index - 1], As[index])
    layers.reverse()
    return Gradients(tuple(layers), delta if with_dX else None)


def forward_columns(params: Params, X: Array, activations: Sequence[ActivationLike]) -> Cache:
    """The same with examples in columns: X (D, N), Z_l = W_l A_{l-1} + b_l, each (N_l, N)."""
    rules = rules_of(params, activations)
    A = checked_input(params, X, features=0)
    Zs, As = [], [A]
    for (W, b), rule in zip(params, rules, strict=True):
        Z = W @ A + b[:, None]
        A = rule.function(Z)
        Zs.append(Z)
        As.append(A)
    return Cache(tuple(Zs), tuple(As), rules)


def backward_columns(
    params: Params,
    cache: Cache,
    Y: Array,
    *,
    loss: LossLike,
    reduction: str,
    fused: bool = True,
    with_dX: bool = False,
) -> Gradients:
    """The same with examples in columns, Y (N_L, N), on a cache of `forward_columns`.

    dL/dW_l = Delta_l A_{l-1}^T, dL/db_l = the row sums of Delta_l, and
    Delta_{l-1} = (W_l^T Delta_l) * g'(Z_{l-1}).
    """
    xp = namespace(cache.output)
    Zs, As, rules = cache
    # A loss counts examples by rows.
    last = Cache((Zs[-1].T,), (As[-2].T, As[-1].T), rules[-1:])
    Y = checked_targets(As[-1], Y, reduction)
    delta = output_delta(last, Y.T, loss, reduction, fused=fused).T
    layers = []
    for index in range(len(params) - 1, -1, -1):
        layers.append(Layer(delta @ As[index].T, xp.sum(delta, axis=1)))
        if index or with_dX:
            delta = params[index][0].T @ delta
        if index:
            delta *= rules[index - 1].slope(Zs[index - 1], As[index])
    layers.reverse()
    return Gradients(tuple(layers), delta if with_dX else None)


def loss_value(cache: Cache, Y: Array, *, loss: LossLike, reduction: str) -> Array:
    """The loss of what `forward` computed, an array without axes.

    A sigmoid followed by "bce" is computed from Z_L, so that it stays finite where A_L rounds to
    0 or 1.
    """
    Y = checked_targets(cache.output, Y, reduction)
    if _is_fused(cache, loss):
        return bce_with_logits(cache.Z[-1], Y, reduction=reduction)
    return loss_rule(loss)[0](cache.output, Y, reduction=reduction)


def _is_fused(cache: Cache, loss: LossLike) -> bool:
    return loss == "bce" and cache.rules[-1].name == "sigmoid"


def sgd_step(params: Params, gradients: Params, lr: float) -> tuple[Layer, ...]:
    """New parameters W - lr dL/dW and b - lr dL/db; the old ones stay as they are.

    gradients are pairs too: `backward(...).layers`.
    """
    if len(params) != len(gradients):
        raise ValueError(
            f"taking a step of gradient descent: expected gradients of {len(params)} layers, but "
            f"got {len(gradients)}; give `backward(...).layers`"
        )
    return tuple(
        [
            Layer(W - lr * dW, b - lr * db)
            for (W, b), (dW, db) in zip(params, gradients, strict=True)
        ]
    )
