"""Numbers that remember how they were made, and from that find derivatives (reverse mode).

Take e = (4a + 3)(a + 2) at a = 3, the worked graph of the lectures:

>>> a = NumberWithGrad(3)
>>> b = a * 4              # 12
>>> c = b + 3              # 15
>>> d = a + 2              # 5
>>> e = c * d              # 75
>>> e.backward()
>>> a.grad, b.grad, c.grad, d.grad
(35, 5, 5, 15)

Two paths lead from `a` to `e`. Along b and c the derivative is 4 * 1 * 5 = 20, along d it is
1 * 15 = 15, and de/da is their sum: every path counts once, and paths add.

Why not just recurse, each node handing its gradient to its parents at once? Because a node would
then speak before it has heard everybody. Take b = a + 1, c = b * b at a = 3. The product hands
4 to b for its left side; b, at once, hands 4 to a. Then it hands 4 to b for its right side; b now
holds 8 and hands *8* to a, so that the first 4 is counted twice: a.grad is 12, and the truth is
2 (a + 1) = 8. (`lesson.backward_naive` does so.) The cure is an order: a node hands on its
gradient only after every node that was made from it has.

Where does the order come from? It is there already. A node is made after its parents, and a node
never changes its parents, so the order of creation has every parent before its children. Walked
backwards, it has every child before its parents. No sorting of graphs, only of numbers.

The class and its names follow Weidman, "Deep Learning from Scratch" (2019), chapter 6, as in the
lectures; new here are the order, - / **, the functions and numbers on the left. May import `plain`
and the standard library; must never know of arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from operator import attrgetter
from typing import Any

from autodiff_ref import plain
from autodiff_ref.plain import Number, perform_by_name, plain_number

# How many nodes were made so far: all that this module remembers, and only ever compared.
_next_order = count().__next__
_order_of = attrgetter("_order")


def ensure_number(x: NumberWithGrad | Number) -> NumberWithGrad:
    """`x` itself when it is a NumberWithGrad, else a new leaf that holds it.

    `ensure_number(a) is a`: a node is never wrapped twice, and keeps its gradient.
    """
    return x if isinstance(x, NumberWithGrad) else NumberWithGrad(x)


class NumberWithGrad:
    """A number, what it was made from, and after `backward` its gradient.

    Parameters
    ----------
    num:
        The value: int, float, complex or Fraction.
    depends_on, creation_op:
        For a node built by hand, as in the lectures: its parents and "add", "sub", "mul", "div",
        "neg" or the name of a function. The derivatives then are those that the operation has at
        these parents; `num` is kept as given, unchecked. "pow" is refused, since nothing here
        holds its exponent: write `a ** k`.

    Attributes
    ----------
    num:
        The value. On a leaf it may be set (a training step does so); what was computed from the
        old value keeps its old derivatives, because those were taken when it was computed.
    grad:
        None before `backward`, then d root / d self.
    depends_on:
        The parents, left to right as they were written; () for a leaf. A plain number that took
        part is a leaf here: `(a * 4).depends_on[1].num == 4`. An exponent is not a parent.
    local_derivatives:
        d self / d parent for each of `depends_on`.
    creation_op:
        "add", "sub", "mul", "div", "pow", "neg", "exp", "log", "tanh", "sigmoid", "relu", or ""
        for a leaf.

    Two nodes are equal only when they are the same node. Take u = 2a and v = b - 1 at a = 1,
    b = 3: both are 2, yet d(uv)/da and d(uv)/db go two different ways.

    A node keeps its parents alive and never its children, so a graph has no reference cycle and
    is freed at once. A result takes under 200 bytes, its number and its gradient included.
    """

    # Two flat pairs instead of a tuple of parents and one of derivatives: 100 bytes less and
    # twice as fast. `_right` is None where there is one parent, both are None in a leaf.
    __slots__ = ("_dleft", "_dright", "_left", "_order", "_right", "creation_op", "grad", "num")

    num: Number
    grad: Number | None
    creation_op: str
    _left: NumberWithGrad | None
    _right: NumberWithGrad | None
    _dleft: Number
    _dright: Number
    _order: int

    # NumPy's scalars and arrays leave `np.float64(2) * a` to __rmul__ below.
    __array_ufunc__ = None

    def __init__(
        self,
        num: Number,
        depends_on: Sequence[NumberWithGrad | Number] | None = None,
        creation_op: str = "",
    ) -> None:
        self.num = plain_number(num)
        self.grad = None
        self.creation_op = creation_op
        self._left = self._right = None
        self._dleft = self._dright = 0
        if depends_on or creation_op:
            same = perform_by_name(creation_op, [ensure_number(p) for p in depends_on or ()])
            self._left, self._dleft = same._left, same._dleft
            self._right, self._dright = same._right, same._dright
        self._order = _next_order()

    @property
    def depends_on(self) -> tuple[NumberWithGrad, ...]:
        """The parents, left to right; () for a leaf."""
        if self._left is None:
            return ()
        return (self._left,) if self._right is None else (self._left, self._right)

    @property
    def local_derivatives(self) -> tuple[Number, ...]:
        """The derivative with respect to each of `depends_on`, taken when this node was made."""
        return (self._dleft, self._dright)[: len(self.depends_on)]

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        """Restore from a copy or a pickle, as a node made now.

        The old place in the order means nothing in another process. Parents are restored before
        their children, so the new places are right.
        """
        for name, value in state[1].items():
            setattr(self, name, value)
        self._order = _next_order()

    def __repr__(self) -> str:
        """The value, how it was made, and the gradient: NumberWithGrad(12, 'mul', grad=5)."""
        made = f", {self.creation_op!r}" if self.creation_op else ""
        return f"NumberWithGrad({self.num!r}{made}, grad={self.grad!r})"

    # The rules. Each line: the value, then each parent with the derivative beside it. They are
    # the elementary rules as printed in the lectures (module 05, local gradients).

    def __add__(self, other: NumberWithGrad | Number) -> NumberWithGrad:
        """The sum: d(x + y)/dx = 1, d(x + y)/dy = 1."""
        other = ensure_number(other)
        return _result("add", self.num + other.num, self, 1, other, 1)

    def __sub__(self, other: NumberWithGrad | Number) -> NumberWithGrad:
        """The difference: d(x - y)/dx = 1, d(x - y)/dy = -1."""
        other = ensure_number(other)
        return _result("sub", self.num - other.num, self, 1, other, -1)

    def __mul__(self, other: NumberWithGrad | Number) -> NumberWithGrad:
        """The product: d(xy)/dx = y, d(xy)/dy = x."""
        other = ensure_number(other)
        return _result("mul", self.num * other.num, self, other.num, other, self.num)

    def __truediv__(self, other: NumberWithGrad | Number) -> NumberWithGrad:
        """The quotient: d(x/y)/dx = 1/y, d(x/y)/dy = -x/y^2."""
        other = ensure_number(other)
        quotient = self.num / other.num
        return _result("div", quotient, self, 1 / other.num, other, -quotient / other.num)

    def __neg__(self) -> NumberWithGrad:
        """The opposite: d(-x)/dx = -1."""
        return _result("neg", -self.num, self, -1)

    def __pow__(self, exponent: Number) -> NumberWithGrad:
        """The power with a constant exponent: d(x^k)/dx = k x^(k - 1).

        x ** 0 is 1 everywhere, 0 ** 0 too (as in Python), so its derivative is 0 everywhere. For
        0 < k < 1 the tangent at 0 is vertical: the derivative there is inf. A negative x with a
        fractional k has no real power: ValueError. An exponent that is a NumberWithGrad is
        refused: its derivative is not offered, and leaving it out would be a wrong gradient.
        """
        if isinstance(exponent, NumberWithGrad):
            raise TypeError(_EXPONENT)
        x, k = self.num, plain_number(exponent)
        return _result("pow", plain.power(x, k), self, plain.power_derivative(x, k))

    def exp(self) -> NumberWithGrad:
        """The exponential: d exp(x)/dx = exp(x). OverflowError above 709.78, as in `math`."""
        value = plain.exp(self.num)
        return _result("exp", value, self, value)

    def log(self) -> NumberWithGrad:
        """The natural logarithm: d log(x)/dx = 1/x. ValueError for 0 and below."""
        return _result("log", plain.log(self.num), self, 1 / self.num)

    def tanh(self) -> NumberWithGrad:
        """The hyperbolic tangent: d tanh(x)/dx = 1 - tanh(x)^2. Right for every size of x."""
        value = plain.tanh(self.num)
        return _result("tanh", value, self, 1 - value * value)

    def sigmoid(self) -> NumberWithGrad:
        """The sigmoid s = 1/(1 + exp(-x)): ds/dx = s (1 - s). Right for every size of x."""
        value = plain.sigmoid(self.num)
        return _result("sigmoid", value, self, value * (1 - value))

    def relu(self) -> NumberWithGrad:
        """The larger of x and 0: the derivative is 1 for x > 0, else 0, and so 0 at 0."""
        value = plain.relu(self.num)
        return _result("relu", value, self, 1 if self.num > 0 else 0)  # type: ignore[operator]

    # A number on the left: the same rules, and the parents stand as they were written.

    def __radd__(self, other: Number) -> NumberWithGrad:
        """The sum, the number first: `1 + a`; also `sum([a, b])`, which starts at 0."""
        return ensure_number(other) + self

    def __rsub__(self, other: Number) -> NumberWithGrad:
        """The difference, the number first: `1 - a`."""
        return ensure_number(other) - self

    def __rmul__(self, other: Number) -> NumberWithGrad:
        """The product, the number first: `2 * a`."""
        return ensure_number(other) * self

    def __rtruediv__(self, other: Number) -> NumberWithGrad:
        """The quotient, the number first: `1 / a`."""
        return ensure_number(other) / self

    def __rpow__(self, other: Number) -> NumberWithGrad:
        """Never a result: `2 ** a` raises TypeError, since exponents are constants here."""
        raise TypeError(_EXPONENT)

    def backward(self, backward_grad: Number | None = None) -> None:
        """Set `grad` of every node that self was made from; gives back None.

        Parameters
        ----------
        backward_grad:
            d(something) / d self, by which all is multiplied; 1 when None.

        Leaves accumulate over calls, as in PyTorch: with b = a + 1, c = b * b at a = 3,
        `c.backward()` gives a.grad 8, and a second one 16; `zero_grad` starts anew. Called on a
        leaf it adds to that leaf: after `a.backward()` twice a.grad is 2. All other nodes, self
        among them, are recomputed: b.grad is 8 after each.

        Why are the nodes between not accumulated too? Their gradients are handed on. If b still
        held the 8 of the first call, the second would hand 16 to a, and a would hold 8 + 16.

        Time grows with the number of nodes, never with the number of paths: sixty times x = x * x
        is 2^60 paths and 60 nodes. There is no recursion, so no depth is too deep. The order of
        every addition is fixed: equal programs give equal bits.
        """
        seed = 1 if backward_grad is None else plain_number(backward_grad)
        results, leaves = _reachable(self)
        for node in leaves:
            if node.grad is None:
                node.grad = 0
        for node in results:
            node.grad = 0
        self.grad = seed + (self.grad or 0)
        results.sort(key=_order_of, reverse=True)
        for node in results:
            grad = node.grad
            node._left.grad += grad * node._dleft
            right = node._right
            if right is not None:
                right.grad += grad * node._dright


_EXPONENT = (
    "expected a constant exponent, as in a ** 3, but the exponent is a NumberWithGrad; "
    "use a plain number (exponent.num, where its derivative is not wanted)"
)


def _result(
    creation_op: str,
    num: Number,
    left: NumberWithGrad,
    dleft: Number,
    right: NumberWithGrad | None = None,
    dright: Number = 0,
) -> NumberWithGrad:
    """A node made by an operation. Trusts its arguments, so that the hot path checks nothing."""
    node = object.__new__(NumberWithGrad)
    node.num = num
    node.grad = None
    node.creation_op = creation_op
    node._left = left
    node._dleft = dleft
    node._right = right
    node._dright = dright
    node._order = _next_order()
    return node


def _reachable(root: NumberWithGrad) -> tuple[list[Any], list[Any]]:
    """The results and the leaves among root and all that it was made from, each node once.

    Lists of Any: that a result has a left parent, and a node in `backward` a number as gradient,
    is so by construction, and mypy cannot see it.
    """
    results: list[Any] = []
    leaves: list[Any] = []
    seen = {root}
    stack = [root]
    while stack:
        node = stack.pop()
        left = node._left
        if left is None:
            leaves.append(node)
            continue
        results.append(node)
        if left not in seen:
            seen.add(left)
            stack.append(left)
        right = node._right
        if right is not None and right not in seen:
            seen.add(right)
            stack.append(right)
    return results, leaves


def topological_order(root: NumberWithGrad) -> list[NumberWithGrad]:
    """Root and all that it was made from, each once, every node after its parents.

    It is the order of creation: for b = a + 1, c = b * b it is [a, 1, b, c], and root is last.
    """
    results, leaves = _reachable(root)
    return sorted(leaves + results, key=_order_of)


def zero_grad(nodes: Iterable[NumberWithGrad]) -> None:
    """Set `grad` of each node to None, as before the first `backward`; gives back None."""
    for node in nodes:
        node.grad = None
