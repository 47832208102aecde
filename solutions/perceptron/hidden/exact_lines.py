"""Perceptrons in exact arithmetic, and the examples that are drawn for them.

The oracle is plain Python on fractions: no NumPy, nothing of the model answers, no rounding. What
comes out of it is exact in float32 too, because every number is a small multiple of 1/8, or of a
power of 2 that all numbers of its sum share.

The examples that are drawn for questions about learning have no ties: the step's tie belongs to the
question `predict`, and one check in each of the others is enough. (The rule for -1 and +1 has a tie
of its own, and its examples have many.) Inputs are whole numbers, weights multiples of the learning
rate, and the bias is half a learning rate off, so that every net input is at least half a learning
rate away from 0.
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from grader.testing import expect

TABLE = ((0, 0), (0, 1), (1, 0), (1, 1))
GATES = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR": (1, 0, 0, 0),
    "XOR": (0, 1, 1, 0),
}


class Trained(NamedTuple):
    """What training gives back, the weights as floats with the bias in front."""

    weights: list[float]
    passes: int
    updates: int
    clean: bool


def net(weights, bias, row):
    """The net input as a fraction."""
    products = (Fraction(w) * Fraction(x) for w, x in zip(weights, row, strict=True))
    return sum(products, Fraction(bias))


def one_update_01(weights, row, label, lr):
    """The augmented weights after one example of the rule for 0 and 1; the row is not augmented."""
    bias, *others = map(Fraction, weights)
    miss = label - int(net(others, bias, row) > 0)
    moved = [w + Fraction(lr) * miss * x for w, x in zip(others, map(Fraction, row), strict=True)]
    return [float(bias + Fraction(lr) * miss), *map(float, moved)], miss != 0


def train_01(rows, labels, start, lr, max_passes):
    """Training with the rule for 0 and 1, until a clean pass or the end of the budget."""
    weights, updates = [float(w) for w in start], 0
    for passes in range(1, max_passes + 1):
        before = updates
        for row, label in zip(rows, labels, strict=True):
            weights, changed = one_update_01(weights, row, label, lr)
            updates += changed
        if updates == before:
            return Trained(weights, passes, updates, True)
    return Trained(weights, max_passes, updates, False)


def one_update_pm(weights, bias, row, label):
    """(weights, bias, 1 for a mistake or else 0) after one example of the rule for -1 and +1."""
    if label * net(weights, bias, row) > 0:
        return list(weights), bias, 0
    return [w + label * x for w, x in zip(weights, row, strict=True)], bias + label, 1


def one_pass_pm(rows, labels, weights, bias):
    """(weights, bias, mistakes) after one pass of the rule for -1 and +1."""
    mistakes = 0
    for row, label in zip(rows, labels, strict=True):
        weights, bias, mistake = one_update_pm(weights, bias, row, label)
        mistakes += mistake
    return weights, bias, mistakes


def floats(values):
    """An array of floats, as every submission gets its inputs."""
    return np.array(values, dtype=float)


def augmented(rows):
    """The rows with a 1 in front of each."""
    return floats([[1, *row] for row in rows])


def parts(result, count, what):
    """The parts of a tuple that an answer gave back, when there are as many as wanted."""
    expect(len(result) == count, f"{what} should give {count} things, and gave {len(result)}")
    return result


def pair(result, inputs, what):
    """Weights and bias as plain floats, when one weight for each input and one bias came."""
    w, b = parts(result, 2, what)
    expect(np.ndim(w) == 1 and np.ndim(b) == 0, f"{what} should give weights w and a number b")
    expect(len(w) == inputs, f"{what} should give {inputs} weights in w, and gave {len(w)}")
    weights = [float(each) for each in w]
    finite = all(map(np.isfinite, [*weights, b]))
    expect(finite, f"{what} should give finite numbers, and gave w = {weights}, b = {b}")
    return weights, float(b)


def decision(weights, bias, row):
    """What a perceptron gives on a row; a net input within rounding of 0 is a tie, and gives 0."""
    z = net(weights, bias, row)
    products = zip(map(Fraction, weights), map(Fraction, row), strict=True)
    size = abs(Fraction(bias)) + sum(abs(w * x) for w, x in products)
    return int(z > size / 10**6)


# ---- what is drawn

SMALL = st.integers(-2, 2)
QUARTERS = st.sampled_from([-1.75, -1.0, -0.5, 0.0, 0.25, 1.5, 2.0])
BITS = st.integers(0, 1)
SIGNS = st.sampled_from([-1, 1])
TINY = 2.0**-40
"""So small that a threshold above 0 shows, such as the 1e-8 of `np.isclose`, and exact beside
numbers of its own size."""


@st.composite
def batches(draw, numbers=SMALL):
    """Rows of one width, some of them equal."""
    width = draw(st.integers(1, 3))
    return draw(st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=1, max_size=5))


@st.composite
def perceptrons(draw, half=False):
    """(rows, weights, bias): net inputs are whole numbers, or with `half` never whole."""
    rows = draw(batches())
    weights = draw(st.lists(SMALL, min_size=len(rows[0]), max_size=len(rows[0])))
    return rows, weights, draw(SMALL) + 0.5 * half


@st.composite
def updates_01(draw):
    """(augmented weights, row, label, learning rate) without a tie."""
    rows, weights, bias = draw(perceptrons(half=True))
    return [bias, *weights], rows[0], draw(BITS), draw(st.sampled_from([0.25, 0.5, 1.0, 2.0]))


@st.composite
def passes_pm(draw):
    """(rows, labels, weights, bias) for the rule for -1 and +1; ties are common."""
    rows, weights, bias = draw(perceptrons())
    return rows, draw(st.lists(SIGNS, min_size=len(rows), max_size=len(rows))), weights, bias


@st.composite
def lessons(draw):
    """(rows, labels, start, learning rate): two classes that a perceptron separates."""
    rows = draw(batches(st.sampled_from([-1, 0, 1, 2])))
    true = draw(st.lists(SMALL, min_size=len(rows[0]), max_size=len(rows[0])))
    bias = draw(SMALL) + 0.5
    labels = [int(net(true, bias, row) > 0) for row in rows]
    lr = draw(st.sampled_from([0.5, 1.0, 2.0]))
    start = draw(st.lists(st.integers(-1, 1), min_size=len(true) + 1, max_size=len(true) + 1))
    return rows, labels, [lr * (start[0] + 0.5), *(lr * each for each in start[1:])], lr
