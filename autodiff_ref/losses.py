"""Losses and their derivatives, for outputs (N, K) and labels of the same shape, in any library.

How N rows become one number must be said: "sum" adds every entry; "mean" divides that sum by N,
the number of rows, and not by N K; "none" keeps the entries apart. The lectures define the loss by
the mean and derive the gradients of the sum, which differ by that N. A derivative has the shape of
the output and takes the same `reduction`:

>>> import numpy as np
>>> o, y = np.array([[1.0], [0.0]]), np.array([[0.0], [0.0]])
>>> float(squared_error(o, y, half=True, reduction="mean"))
0.25
>>> d_squared_error(o, y, half=True, reduction="mean").tolist()
[[0.5], [0.0]]

A vector (N,) is N rows of one output, and a number is one row. (N,) against (N, 1) is refused:
broadcast, it would be N^2 differences. May import `activations`, `backend`, and NumPy for its
warnings; must never know of layers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from autodiff_ref.activations import sigmoid
from autodiff_ref.backend import Array, Namespace, floating

REDUCTIONS = ("sum", "mean", "none")


class Loss(NamedTuple):
    """A loss and its derivative by the output, both called as f(output, y, reduction=...)."""

    function: Callable[..., Array]
    derivative: Callable[..., Array]


def squared_error(o: Array, y: Array, *, half: bool, reduction: str) -> Array:
    """(o - y)^2, halved where `half` says so, reduced: one number, or for "none" like o."""
    xp, o, y = _prepared("squared_error", o, y, reduction)
    return _reduced(xp, (0.5 if half else 1.0) * (o - y) ** 2, reduction)


def d_squared_error(o: Array, y: Array, *, half: bool, reduction: str) -> Array:
    """Derivative by o: 2 (o - y), or o - y with `half`; over N for "mean". Like o."""
    _, o, y = _prepared("d_squared_error", o, y, reduction)
    return _spread((1.0 if half else 2.0) * (o - y), reduction)


def bce(p: Array, y: Array, *, reduction: str) -> Array:
    """Binary cross-entropy -(y log p + (1 - y) log(1 - p)) of probabilities p, reduced.

    0 log 0 is 0, its limit: what is sure and right costs nothing. A sure mistake, p = 0 for
    y = 1, costs inf.
    Labels may lie between 0 and 1; ValueError for labels or probabilities outside (-1 is a label
    of another rule), and finding that out waits for a GPU, once. Where there are logits, take
    `bce_with_logits`: a p that was rounded to 1 has lost what it knew.
    """
    xp, p, y = _prepared("bce", p, y, reduction)
    _within_01(xp, "bce", "probabilities", p)
    _within_01(xp, "bce", "labels", y)
    # Where the factor is 0 the logarithm is that of 1, so that 0 * -inf never comes up.
    certain, impossible = xp.where(y == 0, 1.0, p), xp.where(y == 1, 0.0, -p)
    with np.errstate(divide="ignore"):
        return _reduced(xp, 0.0 - y * xp.log(certain) - (1.0 - y) * xp.log1p(impossible), reduction)


def d_bce(p: Array, y: Array, *, reduction: str) -> Array:
    """Derivative by p: -y / p + (1 - y) / (1 - p), over N for "mean". Like p.

    A term whose factor is 0 is 0, as in `bce`; at a sure mistake it is infinite. Checks shapes
    only.
    """
    xp, p, y = _prepared("d_bce", p, y, reduction)
    certain, impossible = xp.where(y == 0, 1.0, p), xp.where(y == 1, 1.0, 1.0 - p)
    with np.errstate(divide="ignore"):
        return _spread((1.0 - y) / impossible - y / certain, reduction)


def bce_with_logits(z: Array, y: Array, *, reduction: str) -> Array:
    """bce(sigmoid(z), y), reduced, without ever forming the probability.

    log(1 + exp(z)) - y z, written max(z, 0) - y z + log(1 + exp(-|z|)): exp never overflows, and
    a loss of 1e-40 keeps its digits. ValueError for labels outside 0 to 1; that waits for a GPU,
    once.
    """
    xp, z, y = _prepared("bce_with_logits", z, y, reduction)
    _within_01(xp, "bce_with_logits", "labels", y)
    with np.errstate(under="ignore"):
        return _reduced(xp, xp.maximum(z, 0.0) - y * z + xp.log1p(xp.exp(-xp.abs(z))), reduction)


def d_bce_with_logits(z: Array, y: Array, *, reduction: str) -> Array:
    """Derivative by z: sigmoid(z) - y, over N for "mean". Like z. Checks shapes only.

    Largest where the output is surest and wrong; the factor sigmoid'(z), which is next to 0
    there, has cancelled.
    """
    _, z, y = _prepared("d_bce_with_logits", z, y, reduction)
    return _spread(sigmoid(z) - y, reduction)


LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        "squared_error": Loss(
            partial(squared_error, half=False), partial(d_squared_error, half=False)
        ),
        "half_squared_error": Loss(
            partial(squared_error, half=True), partial(d_squared_error, half=True)
        ),
        "bce": Loss(bce, d_bce),
        "bce_with_logits": Loss(bce_with_logits, d_bce_with_logits),
    }
)
"""Every loss that a network may be trained with. "bce" takes probabilities, the last logits."""


def _prepared(name: str, output: Array, y: Array, reduction: str) -> tuple[Namespace, Array, Array]:
    if reduction not in REDUCTIONS:
        raise ValueError(
            f"computing {name}: expected reduction 'sum', 'mean' or 'none', but got "
            f"{reduction!r}; name one"
        )
    xp, output, y = floating(output, y)
    if output.shape != y.shape:
        raise ValueError(
            f"computing {name}: expected output and labels of one shape, but got "
            f"{tuple(output.shape)} and {tuple(y.shape)}; reshape one, as in y.reshape(-1, 1)"
        )
    if output.ndim and not output.shape[0]:
        raise ValueError(
            f"computing {name}: expected at least one row, but got shape {tuple(output.shape)}; "
            "leave out an empty batch"
        )
    return xp, output, y


def _within_01(xp: Namespace, name: str, what: str, values: Array) -> None:
    if bool(xp.any((values < 0) | (values > 1))):  # nan passes, and is the result
        lowest, highest = float(xp.min(values)), float(xp.max(values))
        raise ValueError(
            f"computing {name}: expected {what} from 0 to 1, but got values from {lowest} to "
            f"{highest}; check which column is which (labels -1 and +1 become (y + 1) / 2)"
        )


def _rows(terms: Array) -> int:
    return int(terms.shape[0]) if terms.ndim else 1


def _reduced(xp: Namespace, terms: Array, reduction: str) -> Array:
    if reduction == "none":
        return terms
    total = xp.sum(terms)
    return total / _rows(terms) if reduction == "mean" else total


def _spread(terms: Array, reduction: str) -> Array:
    """The derivative of the reduced loss, of the derivatives of its terms."""
    return terms / _rows(terms) if reduction == "mean" else terms
