"""Whether a line (plane, ...) has the positive rows on one side, with a proof either way.

Write each row as x' = (1, x), turned to -x' where its label is negative. Weights separate the rows
when every turned row has a positive product with them. Gordan's theorem (1873): either there are
such weights, or some of the turned rows, taken with positive factors, add up to 0; never both. For
XOR each row is taken once:

    00 and 11 must not fire:    2 w0 + w1 + w2 <= 0
    01 and 10 must fire:        2 w0 + w1 + w2 >  0

>>> proof = separable([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
>>> proof.separable, proof.coefficients, proof.common_sum == (2, 1, 1)
(False, (1, 1, 1, 1), True)

Both answers are exact, in fractions, and `holds` checks one without knowing how it was found. A
float counts as the binary fraction that it is. May import `backend` and the standard library; must
never round.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from autodiff_ref.backend import to_numpy

Row = list[Fraction]


@dataclass(frozen=True)
class Proof:
    """Weights that separate, or factors with which the rows contradict each other."""

    separable: bool
    weights: tuple[int, ...] = ()
    """(D,), where separable: w . x + b > 0 on the positive rows and < 0 on the others."""
    bias: int = 0
    coefficients: tuple[int, ...] = ()
    """(N,), where not: at least 0, and not all 0."""
    common_sum: tuple[Fraction, ...] = ()
    """(D + 1,), where not: what the positive rows (1, x), each times its coefficient, add up to,
    and the negative rows too. Weights would have to make it positive and not positive."""


def separable(X: Any, y: Any) -> Proof:
    """The proof that rows X (N, D) with labels y (N,) are linearly separable, or that they are not.

    Strict on both sides. For finitely many rows that is no more than "> 0 on one side, <= 0 on the
    other": a slightly smaller bias gets there.

    Parameters
    ----------
    X:
        Numbers or Fractions; of any library.
    y:
        0 and 1, or -1 and 1.
    """
    rows = _turned(X, y)
    factors, dual = _solve(rows)
    if factors is None:
        whole = _whole(dual)
        return Proof(True, weights=whole[1:], bias=whole[0])
    coefficients = _whole(factors)
    positive = [row for row in zip(coefficients, rows, strict=True) if row[1][0] > 0]
    common = [sum((c * row[j] for c, row in positive), Fraction()) for j in range(len(rows[0]))]
    return Proof(False, coefficients=coefficients, common_sum=tuple(common))


def holds(proof: Proof, X: Any, y: Any) -> bool:
    """Whether the proof proves what it says of these rows; by its two definitions, exactly."""
    rows = _turned(X, y)
    if proof.separable:
        weights = (proof.bias, *proof.weights)
        return all(_product(row, weights) > 0 for row in rows)
    factors = proof.coefficients
    contradicts = all(_product(column, factors) == 0 for column in zip(*rows, strict=True))
    return contradicts and min(factors) >= 0 and max(factors) > 0


def _product(left: Sequence[Any], right: Sequence[Any]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction())


def _turned(X: Any, y: Any) -> list[Row]:
    """Rows (1, x) of the positive labels and -(1, x) of the others, as fractions."""
    inputs, labels = to_numpy(X), to_numpy(y)
    alphabet = set(labels.ravel().tolist())
    if inputs.ndim != 2 or labels.shape != inputs.shape[:1] or not len(inputs):
        raise ValueError(
            "separating rows: expected X (N, D) and y (N,) with N at least 1, but got "
            f"{inputs.shape} and {labels.shape}; give one label for each row"
        )
    if not (alphabet <= {0, 1} or alphabet <= {-1, 1}):
        raise ValueError(
            "separating rows: expected labels 0 and 1, or -1 and 1, but got "
            f"{sorted(alphabet)[:5]}; there are two classes"
        )
    rows = []
    for x, label in zip(inputs.tolist(), labels.tolist(), strict=True):
        if not all(math.isfinite(entry) for entry in x):
            raise ValueError(
                f"separating rows: expected finite numbers, but got {x}; mend or drop the row"
            )
        sign = 1 if label == 1 else -1
        rows.append([sign * Fraction(entry) for entry in (1, *x)])
    return rows


def _solve(rows: list[Row]) -> tuple[Row | None, Row]:
    """Factors f >= 0 of sum 1 with sum f_i row_i = 0, or None; then weights that separate.

    The simplex method, first phase: minimise the sum of one artificial variable for each equation,
    from where all f are 0. It ends at 0, with factors, or above, and then the prices of the
    equations are weights. Bland's rule, always the first column and the first row that will do,
    makes it end.
    """
    n_factors, equations = len(rows), len(rows[0]) + 1
    table = _first_table(rows)
    basis = list(range(n_factors, n_factors + equations))
    while True:
        costs = table[-1]
        entering = next((j for j in range(n_factors) if costs[j] < 0), None)
        if entering is None:
            break
        leaving = min(
            (i for i in range(equations) if table[i][entering] > 0),
            key=lambda i: (table[i][-1] / table[i][entering], basis[i]),
        )
        _pivot(table, leaving, entering)
        basis[leaving] = entering
    if table[-1][-1] == 0:
        values = dict(zip(basis, (row[-1] for row in table), strict=False))
        return [values.get(j, Fraction()) for j in range(n_factors)], []
    prices = [1 - cost for cost in table[-1][n_factors:-1]]
    return None, [-price for price in prices[:-1]]


def _first_table(rows: list[Row]) -> list[Row]:
    """One line for each equation, columns f | artificial | right side; then the line of costs."""
    equations = [*map(list, zip(*rows, strict=True)), [Fraction(1)] * len(rows)]
    table = [
        line
        + [Fraction(i == j) for j in range(len(equations))]
        + [Fraction(i == len(equations) - 1)]
        for i, line in enumerate(equations)
    ]
    costs = [-sum(column, Fraction()) for column in zip(*table, strict=True)]
    for j in range(len(rows), len(costs) - 1):
        costs[j] = Fraction()
    return [*table, costs]


def _pivot(table: list[Row], line: int, column: int) -> None:
    pivot = table[line][column]
    table[line] = [entry / pivot for entry in table[line]]
    for i, other in enumerate(table):
        factor = other[column]
        if i != line and factor:
            table[i] = [a - factor * b for a, b in zip(other, table[line], strict=True)]


def _whole(values: Row) -> tuple[int, ...]:
    """The smallest whole numbers in the same proportion."""
    common = math.lcm(*(value.denominator for value in values))
    whole = [int(value * common) for value in values]
    divisor = math.gcd(*whole) or 1
    return tuple(value // divisor for value in whole)
