"""Arrays that remember how they were made: `scalar`, with matrices for numbers.

>>> import numpy as np
>>> X = Tensor(np.asarray([[1.0, 2.0], [3.0, 4.0]]))
>>> w = Tensor(np.asarray([[0.5], [-1.0]]), requires_grad=True)
>>> b = Tensor(np.asarray([1.0]), requires_grad=True)
>>> (X @ w + b).sum().backward()
>>> w.grad.tolist(), b.grad.tolist()
([[4.0], [6.0]], [2.0])

What is new against single numbers? The local derivative of a matrix operation is a Jacobian with
one entry for every pair of an output and an input, which nobody wants to write down. So a result
keeps, for each parent, not that derivative but what it does: a function from dL/d result to the
parent's share. For G = A B that is g -> g B^T for A, and g -> A^T g for B. And b above, (1,), was
added to (2, 1): it was stretched to two rows. Each row sends it a gradient, and paths add, so its
gradient is summed over the rows again: `unbroadcast`.

The rest is as in `scalar`. The order of creation is a topological order, walked backwards, without
recursion. Leaves add up over several `backward`, interior gradients are made anew. What the shares
need is taken when the result is made: give `.data` a new array afterwards, and old results keep
their derivatives. Do not write *into* an array that a graph was made from, before its backward.

No array of gradients is ever written to, neither ours nor the caller's. A leaf's gradient is its
own array; an interior one may share memory with another's and is for reading.

May import `backend` and `activations`; any array namespace and device. Must never import `mlp`,
which is checked with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import count
from operator import attrgetter

from autodiff_ref.activations import sigmoid
from autodiff_ref.backend import Array, Namespace, asarray, floating, namespace

Axis = int | tuple[int, ...] | None
Edge = tuple["Tensor", Callable[[Array], Array], bool]
"""A parent, its share of a gradient, and whether that share is always an array of its own."""

_next_order = count().__next__
_order_of = attrgetter("_order")


class Tensor:
    """An array with a gradient.

    Parameters
    ----------
    data:
        An array of any library, or a number. Integers and booleans become floating.
    requires_grad:
        Whether `backward` should find its gradient. Results require one if a parent does.

    Attributes
    ----------
    data:
        The array. A training step gives a leaf a new one.
    grad:
        None before `backward`, then d root / d self: an array like data.
    """

    __slots__ = ("_edges", "_order", "data", "grad", "requires_grad", "xp")

    data: Array
    grad: Array | None
    requires_grad: bool
    xp: Namespace
    _edges: tuple[Edge, ...]
    _order: int

    # NumPy leaves `array * tensor` to __rmul__ below.
    __array_ufunc__ = None
    __array_priority__ = 1000

    def __init__(self, data: Array, requires_grad: bool = False) -> None:
        self.xp, self.data = floating(data)
        self.grad = None
        self.requires_grad = requires_grad
        self._edges = ()
        self._order = _next_order()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of data."""
        return tuple(self.data.shape)

    @property
    def depends_on(self) -> tuple[Tensor, ...]:
        """The parents that require a gradient, as they were written; () for a leaf."""
        return tuple(parent for parent, _, _ in self._edges)

    def __float__(self) -> float:
        """The number, where data holds one."""
        return float(self.data)

    def __repr__(self) -> str:
        """The data, and whether it requires a gradient."""
        return f"Tensor({self.data!r}, requires_grad={self.requires_grad})"

    # The rules. Each: the value, then beside each parent its share of a gradient g.

    def __add__(self, other: Tensor | Array) -> Tensor:
        """The sum; each side gets g."""
        other = _operand(other, self)
        return _result(
            self.xp, self.data + other.data, (self, _whole, False), (other, _whole, False)
        )

    def __sub__(self, other: Tensor | Array) -> Tensor:
        """The difference; the left gets g, the right -g."""
        other = _operand(other, self)
        return _result(
            self.xp, self.data - other.data, (self, _whole, False), (other, lambda g: -g, True)
        )

    def __mul__(self, other: Tensor | Array) -> Tensor:
        """The product entry by entry; each side gets g times the other."""
        other = _operand(other, self)
        x, y = self.data, other.data
        return _result(
            self.xp, x * y, (self, lambda g: g * y, True), (other, lambda g: g * x, True)
        )

    def __truediv__(self, other: Tensor | Array) -> Tensor:
        """The quotient q = x / y entry by entry; x gets g / y, y gets -g q / y."""
        other = _operand(other, self)
        y = other.data
        q = self.data / y
        return _result(
            self.xp, q, (self, lambda g: g / y, True), (other, lambda g: -g * q / y, True)
        )

    def __neg__(self) -> Tensor:
        """The opposite; its parent gets -g."""
        return _result(self.xp, -self.data, (self, lambda g: -g, True))

    def __matmul__(self, other: Tensor | Array) -> Tensor:
        """The matrix product G = A B of (N, M) and (M, D); A gets g B^T, B gets A^T g."""
        other = _operand(other, self)
        A, B = self.data, other.data
        if A.ndim != 2 or B.ndim != 2:
            raise ValueError(
                "multiplying matrices: expected two axes on each side, but got shapes "
                f"{self.shape} and {other.shape}; make a vector a matrix with reshape"
            )
        return _result(
            self.xp, A @ B, (self, lambda g: g @ B.T, True), (other, lambda g: A.T @ g, True)
        )

    def __radd__(self, other: Array) -> Tensor:
        """The sum, a constant first; also `sum([a, b])`, which starts at 0."""
        return _operand(other, self) + self

    def __rsub__(self, other: Array) -> Tensor:
        """The difference, a constant first."""
        return _operand(other, self) - self

    def __rmul__(self, other: Array) -> Tensor:
        """The product, a constant first."""
        return _operand(other, self) * self

    def __rtruediv__(self, other: Array) -> Tensor:
        """The quotient, a constant first."""
        return _operand(other, self) / self

    def __rmatmul__(self, other: Array) -> Tensor:
        """The matrix product, a constant first."""
        return _operand(other, self) @ self

    @property
    def T(self) -> Tensor:  # noqa: N802 - as arrays have it
        """The transpose of a matrix; its parent gets g^T."""
        return _result(self.xp, self.data.T, (self, lambda g: g.T, False))

    def reshape(self, *shape: int) -> Tensor:
        """The same entries in another shape; its parent gets g in the old one."""
        xp, old = self.xp, self.data.shape
        return _result(
            xp, xp.reshape(self.data, shape), (self, lambda g: xp.reshape(g, old), False)
        )

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The sum over all entries, or over the axes named; each entry gets its sum's g."""
        xp, shape = self.xp, self.data.shape
        kept = _with_ones(shape, axis)
        return _result(
            xp,
            xp.sum(self.data, axis=axis, keepdims=keepdims),
            (self, lambda g: xp.broadcast_to(xp.reshape(g, kept), shape), False),
        )

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The mean over all entries, or over the axes named: the sum over how many there are."""
        kept = _with_ones(self.data.shape, axis)
        many = math.prod(n for n, one in zip(self.data.shape, kept, strict=True) if one == 1)
        return self.sum(axis, keepdims) / float(many)

    def exp(self) -> Tensor:
        """The exponential y = e^x; x gets g y."""
        y = self.xp.exp(self.data)
        return _result(self.xp, y, (self, lambda g: g * y, True))

    def log(self) -> Tensor:
        """The natural logarithm of x; x gets g / x."""
        x = self.data
        return _result(self.xp, self.xp.log(x), (self, lambda g: g / x, True))

    def tanh(self) -> Tensor:
        """The hyperbolic tangent y; its parent gets g (1 - y^2)."""
        y = self.xp.tanh(self.data)
        return _result(self.xp, y, (self, lambda g: g * (1.0 - y * y), True))

    def sigmoid(self) -> Tensor:
        """The sigmoid y; its parent gets g y (1 - y)."""
        y = sigmoid(self.data)
        return _result(self.xp, y, (self, lambda g: g * (y * (1.0 - y)), True))

    def relu(self) -> Tensor:
        """The larger of x and 0; x gets g where it is above 0, and 0 elsewhere, at 0 too."""
        xp = self.xp
        y = xp.maximum(self.data, 0.0)
        # A product with a mask, not `where`: on a random mask that costs ten times as much.
        return _result(xp, y, (self, lambda g: g * xp.astype(y > 0, g.dtype), True))

    def backward(self, seed: Array | None = None) -> None:
        """Give every tensor that self was made from, and requires one, its gradient.

        Parameters
        ----------
        seed:
            dL/d self, in the shape of self, when self is not the end of the story. None is 1, and
            then self must be one number.
        """
        if not self.requires_grad:
            raise ValueError(
                "finding gradients: expected something that depends on a tensor with "
                "requires_grad=True, but nothing here does; set it on the parameters"
            )
        order = topological_order(self)
        for node in order:
            if node._edges:
                node.grad = None
        _add_share(self, self._seed(seed), False)
        for node in order:
            gradient = node.grad
            for parent, share, own in node._edges:
                _add_share(parent, share(gradient), own)

    def _seed(self, seed: Array | None) -> Array:
        if seed is None and self.data.ndim == 0:
            return self.xp.asarray(1.0, dtype=self.data.dtype, device=self.data.device)
        if seed is None:
            raise ValueError(
                f"finding gradients: expected one number to start from, but got shape "
                f"{self.shape}; take sum() or mean() first, or give backward the gradient of "
                "what comes after"
            )
        seed = asarray(seed, self.data)
        if seed.shape != self.data.shape:
            raise ValueError(
                f"finding gradients: expected a seed of shape {self.shape}, but got "
                f"{tuple(seed.shape)}; it holds one derivative for each entry"
            )
        return seed


def _add_share(parent: Tensor, share: Array, own: bool) -> None:
    if share.shape != parent.data.shape:
        share, own = unbroadcast(share, parent.data.shape), True
    if parent.grad is not None:
        parent.grad = parent.grad + share
    elif own or parent._edges:
        parent.grad = share
    else:
        # A leaf must not hold somebody else's array: its owner may well write to it.
        parent.grad = parent.xp.asarray(share, copy=True)


def _whole(g: Array) -> Array:
    return g


def _result(xp: Namespace, data: Array, *edges: Edge) -> Tensor:
    """A new node; parents that require no gradient are forgotten."""
    node = Tensor.__new__(Tensor)
    node.xp = xp
    node.data = data
    node.grad = None
    node._edges = kept = tuple([edge for edge in edges if edge[0].requires_grad])
    node.requires_grad = bool(kept)
    node._order = _next_order()
    return node


def _operand(other: Tensor | Array, beside: Tensor) -> Tensor:
    """Other itself, or a constant of the library, device and dtype of its neighbour."""
    if not isinstance(other, Tensor):
        if hasattr(other, "dtype"):
            namespace(other, beside.data)  # of one library, or TypeError
        return Tensor(asarray(other, beside.data))
    if other.data.dtype != beside.data.dtype:
        namespace(beside.data, other.data)  # a TypeError of its own for two libraries
        raise TypeError(
            f"combining two tensors: expected one dtype, but got {beside.data.dtype} and "
            f"{other.data.dtype}; a gradient has the dtype of its tensor, so convert one first"
        )
    return other


def _with_ones(shape: tuple[int, ...], axis: Axis) -> tuple[int, ...]:
    """The shape after a sum over these axes that keeps them."""
    axes = range(len(shape)) if axis is None else (axis,) if isinstance(axis, int) else axis
    summed = {each % len(shape) for each in axes}
    return tuple(1 if index in summed else size for index, size in enumerate(shape))


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """The gradient of a (shape) array that was broadcast to the shape of g.

    Broadcasting puts axes in front and stretches axes of 1; every copy made so sends a gradient,
    and their sum over those axes is the gradient of the one they were made from.
    """
    shape = tuple(shape)
    added = g.ndim - len(shape)
    if added < 0 or any(n not in (1, m) for n, m in zip(shape, g.shape[added:], strict=True)):
        raise ValueError(
            f"summing a gradient over broadcast axes: expected a shape that broadcasts to "
            f"{tuple(g.shape)}, but got {shape}; was the operation's result of another shape?"
        )
    stretched = (added + i for i, n in enumerate(shape) if n == 1 and g.shape[added + i] != 1)
    axes = (*range(added), *stretched)
    xp = namespace(g)
    return xp.reshape(xp.sum(g, axis=axes) if axes else g, shape)


def topological_order(root: Tensor) -> list[Tensor]:
    """Root, and all it was made from that requires a gradient, each before its parents."""
    found = {root}
    waiting = [root]
    while waiting:
        for parent, _, _ in waiting.pop()._edges:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return sorted(found, key=_order_of, reverse=True)


def linear(x: Tensor | Array, W: Tensor, b: Tensor) -> Tensor:
    """A layer x W^T + b as one operation: x (N, D), W (K, D), b (K,) give (N, K).

    x gets g W, W gets g^T x, and b the sum of g over the examples.
    """
    x = _operand(x, W)
    X, weights, xp = x.data, W.data, W.xp
    if X.ndim != 2 or weights.ndim != 2 or b.data.shape != weights.shape[:1]:
        raise ValueError(
            "computing a layer: expected x (N, D), W (K, D) and b (K,), but got shapes "
            f"{x.shape}, {W.shape} and {b.shape}; W has one row for each neuron"
        )
    y = X @ weights.T
    y += b.data
    return _result(
        xp,
        y,
        (x, lambda g: g @ weights, True),
        (W, lambda g: g.T @ X, True),
        (b, lambda g: xp.sum(g, axis=0), True),
    )


def bce_with_logits(z: Tensor, y: Array, *, reduction: str) -> Tensor:
    """Binary cross-entropy of sigmoid(z) against y, both (N, K), as one operation.

    max(z, 0) - y z + log(1 + exp(-|z|)), summed, over N for "mean"; z gets g (sigmoid(z) - y), over
    N for "mean". y is an array from 0 to 1; only its shape is checked.
    """
    xp, Z = z.xp, z.data
    if type(y) is not type(Z) or y.dtype != Z.dtype:
        y = asarray(y, Z)
    if y.shape != Z.shape or reduction not in ("sum", "mean"):
        raise ValueError(
            f"computing a cross-entropy: expected y of shape {z.shape} and reduction 'sum' or "
            f"'mean', but got {tuple(y.shape)} and {reduction!r}; reshape y, name the reduction"
        )
    many = float(Z.shape[0]) if reduction == "mean" and Z.ndim else 1.0
    # log sigmoid(z) = min(z, 0) - rest, so one exp more gives the probability to all digits.
    rest = xp.log1p(xp.exp(-xp.abs(Z)))
    value = xp.sum(xp.maximum(Z, 0.0) - y * Z + rest) / many

    def share(g: Array) -> Array:
        return (xp.exp(xp.minimum(Z, 0.0) - rest) - y) * (g / many)

    return _result(xp, value, (z, share, True))
