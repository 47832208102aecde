"""Plain numbers: which are accepted, their powers, and operations by name.

May import the standard library only; must never know of nodes.
"""

from __future__ import annotations

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


# The operations that a node built by hand may name. Its rule stays in its method.
_BY_NAME: dict[str, tuple[int, Callable[..., Any]]] = {
    "add": (2, operator.add),
    "sub": (2, operator.sub),
    "mul": (2, operator.mul),
    "div": (2, operator.truediv),
    "neg": (1, operator.neg),
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
