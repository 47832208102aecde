"""The 1-2-3-1 network of Bhadani's lecture: every number of its three passes, and as printed.

One example, x = 2 with label 1, through three sigmoid layers; cross-entropy, every derivative,
one step of 0.1, and the new prediction. `PRINTED` is the lecture's column of numbers, digit by
digit; an erratum's number stands behind a number that no rounding explains.

Names: a2.3 is the activation of neuron 3 in layer 2; dw2.31 is the derivative of the loss by the
weight of neuron 3 for input 1, dw2.30 that by its bias. (The lecture writes the input first, w13.)
May import `mlp` and what that may; must never compute anything by other means.
"""

from __future__ import annotations

from autodiff_ref.backend import Array, asarray, to_numpy
from autodiff_ref.mlp import backward, forward, loss_value, sgd_step
from autodiff_ref.network import Cache, Layer, Params

START = (
    (((0.1,), (0.1,)), (0.1, 0.2)),
    (((0.2, 0.1), (0.3, 0.2), (0.1, 0.3)), (0.3, 0.1, 0.2)),
    (((0.4, 0.2, 0.6),), (0.5,)),
)
"""W and b of each layer."""

X, Y, LR = ((2.0,),), ((1.0,),), 0.1
ACTIVATIONS = ("sigmoid",) * 3

# Name, the number as printed, and the erratum where it is wrong.
PRINTED = """
z1.1 0.3
z1.2 0.4
a1.1 0.5744
a1.2 0.5987
z2.1 0.4748
z2.2 0.3921
z2.3 0.4371
a2.1 0.6165
a2.2 0.5968
a2.3 0.6076
a2.3 0.6075 10
z3.1 1.2305
a3.1 0.7739
a3.1 0.7740 8
log_of_printed -0.2563 8
loss 0.2563
dyhat_of_printed -1.2921 9
dyhat -1.2922 9
slope3.1 0.1750
dz3.1 -0.2261
dw3.10 -0.2261
dw3.11 -0.1394
dw3.11 -0.1393 12
dw3.12 -0.1349
dw3.13 -0.1374
dw3.13 -0.1373 12
da2.1 -0.0904
da2.2 -0.0452
da2.3 -0.1357
da2.3 -0.1356 12
slope2.1 0.2364
slope2.2 0.2406
slope2.3 0.2384
dz2.1 -0.0214
dz2.2 -0.0109
dz2.3 -0.0323
dw2.10 -0.0214
dw2.11 -0.0123
dw2.12 -0.0128
dw2.20 -0.0109
dw2.21 -0.0063
dw2.22 -0.0065
dw2.30 -0.0323
dw2.31 -0.0186
dw2.32 -0.0194
dw2.32 -0.0193 12
da1.1 -0.01078
da1.2 -0.01401 11
slope1.1 0.2445
slope1.2 0.2403
dz1.1 -0.00264 11
dz1.2 -0.00337
dw1.10 -0.00264 11
dw1.11 -0.00528 11
dw1.20 -0.00337
dw1.21 -0.00674
new_w3.10 0.5226
new_w3.11 0.4139
new_w3.12 0.2135
new_w3.13 0.6137
new_w2.10 0.3021
new_w2.11 0.2012
new_w2.12 0.1013
new_w2.20 0.1011
new_w2.21 0.3006
new_w2.22 0.2007
new_w2.30 0.2032
new_w2.31 0.1019
new_w2.32 0.3019
new_w1.10 0.1003
new_w1.11 0.1005
new_w1.20 0.2003
new_w1.21 0.1007
new_z1.1 0.3013
new_z1.2 0.4017
new_a1.1 0.5748
new_a1.2 0.5991
new_z2.1 0.4785
new_z2.2 0.3941
new_z2.3 0.4427
new_a2.1 0.6174
new_a2.1 0.6147 13
new_a2.2 0.5973
new_a2.3 0.6089
new_z3.1 1.2794
new_a3.1 0.7823
new_a3.1 0.7862 14
new_loss 0.2455
drop 0.0108
drop_percent 4.23
"""


def start(like: Array = None) -> tuple[Layer, ...]:
    """`START` as layers of arrays like `like`; None is NumPy's float64."""
    return tuple(Layer(asarray(W, like), asarray(b, like)) for W, b in START)


def values() -> dict[str, float]:
    """Each number by its name, computed by `mlp`, with all digits."""
    params, x, y = start(), asarray(X), asarray(Y)
    cache = forward(params, x, ACTIVATIONS)
    gradients = backward(params, cache, y, loss="bce", reduction="sum").layers
    updated = sgd_step(params, gradients, LR)
    after = forward(updated, x, ACTIVATIONS)
    loss, new_loss = (
        float(loss_value(each, y, loss="bce", reduction="sum")) for each in (cache, after)
    )
    return {
        **_passed("", cache),
        **_passed("new_", after),
        **_by_parameter("dw", gradients),
        **_by_parameter("new_w", updated),
        **_on_the_way(params, cache, gradients),
        "loss": loss,
        "new_loss": new_loss,
        "drop": loss - new_loss,
        "drop_percent": 100 * (loss - new_loss) / loss,
    }


def _passed(prefix: str, cache: Cache) -> dict[str, float]:
    found = {}
    for layer, (Z, A) in enumerate(zip(cache.Z, cache.A[1:], strict=True), start=1):
        for neuron, (z, a) in enumerate(zip(to_numpy(Z)[0], to_numpy(A)[0], strict=True), start=1):
            found[f"{prefix}z{layer}.{neuron}"] = float(z)
            found[f"{prefix}a{layer}.{neuron}"] = float(a)
    return found


def _by_parameter(prefix: str, layers: Params) -> dict[str, float]:
    found = {}
    for layer, (W, b) in enumerate(layers, start=1):
        for neuron, (row, bias) in enumerate(zip(to_numpy(W), to_numpy(b), strict=True), start=1):
            for column, value in enumerate([bias, *row]):
                found[f"{prefix}{layer}.{neuron}{column}"] = float(value)
    return found


def _on_the_way(params: Params, cache: Cache, gradients: Params) -> dict[str, float]:
    """dL/dz (that by the bias), a (1 - a), dL/da = W^T dL/dz, and dL/dyhat = -1 / yhat."""
    found = {}
    for layer in (1, 2, 3):
        delta = to_numpy(gradients[layer - 1].b)
        A = to_numpy(cache.A[layer])[0]
        for neuron, (d, a) in enumerate(zip(delta, A, strict=True), start=1):
            found[f"dz{layer}.{neuron}"] = float(d)
            found[f"slope{layer}.{neuron}"] = float(a * (1 - a))
        if layer > 1:
            below = to_numpy(params[layer - 1].W).T @ delta
            for neuron, d in enumerate(below, start=1):
                found[f"da{layer - 1}.{neuron}"] = float(d)
    found["dyhat"] = -1 / float(to_numpy(cache.output)[0, 0])
    return found
