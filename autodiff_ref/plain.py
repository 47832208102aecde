"""Plain numbers: which are accepted, functions of them, and operations by name.

May import the standard library only; must never know of nodes.
"""

from __future__ import annotations

import cmath
import math
import numbers
import operator
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Operand = TypeVar("Operand")

Number = int | float | complex
"""What a node may hold. A Fraction works too, and then every derivative is exact."""


def plain_number(value: object) -> Number:
    """The same number as a plain one: NumPy's scalars become Python's own.

    Raises TypeError for everything else, bool and str among it: True + True is 2 in Python, but
    a truth value in a sum is nearly always a mistake.
    """
    if type(value) in (float, int, complex):
        return value  # type: ignore[return-value]  # the line above has just made sure
    if isinstance(value, numbers.Number) and not isinstance(value, bool):
        item = getattr(value, "item", None)
        return item() if item else value  # type: ignore[return-value]  # Fraction, Decimal
    raise TypeError(
        f"expected a number (int, float, complex, Fraction), but got {value!r:.60} of type "
        f"{type(value).__name__}; convert it first, as in float(x)"
    )


def power(x: Number, k: Number) -> Number:
    """Power within the real numbers, unless x or k is complex."""
    if not isinstance(x, complex) and not isinstance(k, complex) and x < 0 and k % 1:
        raise ValueError(
            f"expected a power that is a real number, but got ({x}) ** {k}; "
            "use an integer exponent, or complex(x) where the complex power is meant"
        )
    return x**k


def power_derivative(x: Number, k: Number) -> Number:
    """Derivative k x^(k - 1), but 0 for k = 0, and inf where the tangent is vertical."""
    if k == 0:
        return 0
    if x == 0 and not isinstance(k, complex) and 0 < k < 1:
        return math.inf
    return k * x ** (k - 1)


def exp(x: Number) -> Number:
    """e^x; OverflowError above 709.78, where it is beyond the largest float."""
    try:
        return cmath.exp(x) if isinstance(x, complex) else math.exp(x)
    except OverflowError:
        raise OverflowError(
            f"computing exp: expected an exponent up to 709.78, but got {x}; use sigmoid or tanh, "
            "which never overflow, or scale the inputs down"
        ) from None


def log(x: Number) -> Number:
    """Natural logarithm of a positive or a complex number; ValueError for 0 and below."""
    if isinstance(x, complex):
        return cmath.log(x)
    if x <= 0:
        raise ValueError(
            f"computing log: expected a positive number, but got {x}; a probability that is 0 "
            "comes from a saturated unit: take the loss of its input instead"
        )
    return math.log(x)


def tanh(x: Number) -> Number:
    """Hyperbolic tangent, for any size of x."""
    return cmath.tanh(x) if isinstance(x, complex) else math.tanh(x)


def sigmoid(x: Number) -> Number:
    """1 / (1 + e^-x), for any size of x: the exponential taken is never above 1."""
    if x.real >= 0:
        return 1 / (1 + exp(-x))
    small = exp(x)
    return small / (1 + small)


def relu(x: Number) -> Number:
    """The larger of x and 0; TypeError for a complex number, which is neither."""
    if isinstance(x, complex):
        raise TypeError(
            f"computing relu: expected a real number, but got {x}; take the real part, or use "
            "central differences instead of the complex step"
        )
    return type(x)(0) if x <= 0 else x  # so that nan stays nan


# The operations that a node built by hand may name. Its rule stays in its method.
_BY_NAME: dict[str, tuple[int, Callable[..., Any]]] = {
    "add": (2, operator.add),
    "sub": (2, operator.sub),
    "mul": (2, operator.mul),
    "div": (2, operator.truediv),
    "neg": (1, operator.neg),
    **{
        name: (1, operator.methodcaller(name)) for name in ("exp", "log", "tanh", "sigmoid", "relu")
    },
}


def perform_by_name(creation_op: str, parents: Sequence[Operand]) -> Operand:
    """What the named operation makes of these parents, whatever they are."""
    if creation_op not in _BY_NAME:
        raise ValueError(
            f"building a node by hand: expected a creation_op out of {', '.join(_BY_NAME)}, but "
            f"got {creation_op!r}; leave depends_on and creation_op out to make a leaf, and write "
            "a ** k for a power"
        )
    arity, operation = _BY_NAME[creation_op]
    if len(parents) != arity:
        raise ValueError(
            f"building a node by hand: expected {arity} in depends_on for {creation_op!r}, but "
            f"got {len(parents)}; name each operand once, in its place (a * a has [a, a])"
        )
    made: Operand = operation(*parents)
    return made
