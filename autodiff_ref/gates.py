"""Logic gates as units that are made by hand, and what it takes to make XOR.

Inputs and outputs are 0 and 1, rows in the order 00, 01, 10, 11. A unit fires, gives 1, where
w . x + b > 0:

>>> realises((10, 10), -15, "AND")
True

No unit gives XOR (`separable` has the proof). Three things do: a made-up third input
(`xor_feature`), a network of step units (OR and NAND, then AND), and the lectures' network of
rectified units (`xor_relu`). May import `activations` and `backend`; must never train.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autodiff_ref.activations import relu, step
from autodiff_ref.backend import Array, asarray, floating, namespace


class Unit(NamedTuple):
    """The weights and the bias of a unit made by hand."""

    weights: tuple[float, ...]
    bias: float


TRUTH: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "AND": (0, 0, 0, 1),
        "OR": (0, 1, 1, 1),
        "NAND": (1, 1, 1, 0),
        "NOR": (1, 0, 0, 0),
        "XOR": (0, 1, 1, 0),
        "XNOR": (1, 0, 0, 1),
        "NOT": (1, 0),
    }
)
"""Each gate's outputs; for the inputs 00, 01, 10, 11, and of NOT for 0, 1."""

GATES: Mapping[str, Unit] = MappingProxyType(
    {
        "AND": Unit((10, 10), -15),
        "OR": Unit((10, 10), -5),
        "NOR": Unit((-1, -1), 0.5),
        "NAND": Unit((-1, -1), 1.5),
        "NOT": Unit((-1,), 0.5),
    }
)
"""A unit for each gate that one unit can be.

AND and OR are the ones that the lectures give to a sigmoid, steep enough that it is within 0.007
of 0 or 1; NOR is the lectures' question.
"""

LINES: Mapping[str, Unit] = MappingProxyType({"AND": Unit((1, 1), -1.5), "OR": Unit((1, 1), -0.5)})
"""The same two gates by the lectures' lines, x1 + x2 = 1.5 and x1 + x2 = 0.5."""

NAND_BY_TWO = (GATES["AND"], GATES["NOT"])
"""The lectures' second NAND: a NOT of an AND. The first is `GATES["NAND"]`."""

XOR_FEATURE = Unit((1, 1, -2), -0.5)
"""A unit for XOR on the inputs x1, x2 and x1 x2."""

XOR_RELU = (((1, 1), (1, 1)), (0, -1), ((1, -2),), (0,))
"""W1 (2, 2), b1 (2,), W2 (1, 2), b2 (1,) of the lectures' network: 9 parameters."""


class Pass(NamedTuple):
    """The values of a network with one hidden layer, a row for each example."""

    Z1: Array
    A1: Array
    Z2: Array


def truth_table(name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Inputs (4, 2) and outputs (4,) of a gate in `TRUTH`; (2, 1) and (2,) of NOT. float64."""
    if name not in TRUTH:
        raise ValueError(
            f"looking up a truth table: expected one of {', '.join(TRUTH)}, but got {name!r}; "
            "write the name in capitals"
        )
    y = np.asarray(TRUTH[name], dtype=np.float64)
    inputs = [[0.0], [1.0]] if len(y) == 2 else [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    return np.asarray(inputs), y


def fire(unit: tuple[Any, Any], X: Array, *, closed: bool = False) -> Array:
    """0 or 1 for each row of X (N, D): step(X w + b). `closed` as in `activations.step`."""
    _, X = floating(X)
    weights, bias = unit
    return step(X @ asarray(weights, like=X) + asarray(bias, like=X), closed=closed)


def realises(w: Any, b: Any, name: str, *, closed: bool = False) -> bool:
    """Whether a unit with weights w and bias b gives every row of the gate's truth table."""
    X, y = truth_table(name)
    weights, bias = asarray(w), asarray(b)
    if weights.shape != X.shape[1:] or bias.shape != ():
        raise ValueError(
            f"trying a unit as {name}: expected {X.shape[1]} weights and one bias, but got "
            f"shapes {weights.shape} and {bias.shape}; weights first, the bias apart"
        )
    return bool(np.all(fire((weights, bias), X, closed=closed) == y))


def xor_feature(X: Array) -> Array:
    """x1 + x2 - 2 x1 x2 - 1/2 for each row of X (N, 2): (N,), above 0 where XOR is 1.

    One unit on the inputs x1, x2 and their product, the feature made by hand.
    """
    xp, X = floating(X)
    made = xp.concat([X, xp.prod(X, axis=1, keepdims=True)], axis=1)
    return made @ asarray(XOR_FEATURE.weights, like=X) + XOR_FEATURE.bias


def xor_by_steps(X: Array, *, closed: bool = False) -> Array:
    """XOR of each row of X (N, 2), by step units in two layers: (x1 OR x2) AND (x1 NAND x2)."""
    xp = namespace(X)
    hidden = xp.stack([fire(GATES[name], X, closed=closed) for name in ("OR", "NAND")], axis=1)
    return fire(GATES["AND"], hidden, closed=closed)


def xor_relu(X: Array) -> Pass:
    """Z1 (N, 2), A1 (N, 2) and Z2 (N, 1) of `XOR_RELU` on X (N, 2); Z2 is XOR on its table.

    The hidden layer moves 01 and 10 to one point, (1, 0), and then one line is enough.
    """
    _, X = floating(X)
    W1, b1, W2, b2 = (asarray(values, like=X) for values in XOR_RELU)
    Z1 = X @ W1.T + b1
    A1 = relu(Z1)
    return Pass(Z1, A1, A1 @ W2.T + b2)
