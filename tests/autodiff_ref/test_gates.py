"""Gates against Python's own logic, and the lectures' weights, lines and networks."""

import doctest

import numpy as np
import pytest

from autodiff_ref import gates
from autodiff_ref.backend import to_numpy
from autodiff_ref.gates import (
    GATES,
    LINES,
    NAND_BY_TWO,
    TRUTH,
    XOR_RELU,
    fire,
    realises,
    truth_table,
    xor_by_steps,
    xor_feature,
    xor_relu,
)
from tests.autodiff_ref.libraries import LIBRARIES, place, same_place

LOGIC = {
    "AND": lambda a, b: a and b,
    "OR": lambda a, b: a or b,
    "NAND": lambda a, b: not (a and b),
    "NOR": lambda a, b: not (a or b),
    "XOR": lambda a, b: a != b,
    "XNOR": lambda a, b: a == b,
    "NOT": lambda a: not a,
}


@pytest.mark.parametrize("name", TRUTH)
def test_truth_tables(name):
    """Each row of a truth table is what Python's logic says, and rows count upwards."""
    X, y = truth_table(name)

    assert [float(LOGIC[name](*map(bool, row))) for row in X] == y.tolist()
    assert X.tolist() == sorted(X.tolist())
    assert len({tuple(row) for row in X.tolist()}) == 2 ** X.shape[1] == len(X)
    assert X.dtype == y.dtype == np.float64


def test_every_gate_has_a_truth_table():
    """Python's logic covers all the tables, and each unit has one."""
    assert set(TRUTH) == set(LOGIC)
    assert set(LINES) <= set(GATES) < set(TRUTH)


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize(("name", "unit"), [*GATES.items(), *LINES.items()])
def test_units_realise_their_gates(name, unit, closed):
    """Each unit gives its gate whatever a tie gives: no row lies on its line."""
    assert realises(*unit, name, closed=closed)


def test_units_realise_no_other_gate():
    """A unit passes for its own gate alone."""
    for name, unit in GATES.items():
        others = [other for other in TRUTH if other not in (name, "NOT")]
        if name != "NOT":
            assert not any(realises(*unit, other) for other in others)


def test_ties_count():
    """A unit that has rows on its line gives OR with a closed step only, and AND with an open."""
    assert realises([1, 1], -1, "OR", closed=True)
    assert not realises([1, 1], -1, "OR")
    assert realises([1, 1], -1, "AND")
    assert not realises([1, 1], -1, "AND", closed=True)


@pytest.mark.parametrize("name", ["AND", "OR"])
def test_the_steep_gates_as_sigmoids(name):
    """With a sigmoid the lectures' weights are within 0.0067 of the gate."""
    X, y = truth_table(name)
    printed = {
        "AND": [3.06e-7, 0.0066929, 0.0066929, 0.9933071],
        "OR": [0.0066929, 0.9933071, 0.9933071, 0.9999997],
    }

    outputs = 1 / (1 + np.exp(-(X @ GATES[name].weights + GATES[name].bias)))

    assert outputs == pytest.approx(printed[name], abs=5e-8)
    assert np.abs(outputs - y).max() < 0.0067


def test_nand_both_ways():
    """A NOT of an AND is what the one unit gives."""
    X, y = truth_table("NAND")
    conjunction, negation = NAND_BY_TWO

    by_two = fire(negation, fire(conjunction, X).reshape(-1, 1))

    assert by_two.tolist() == y.tolist() == fire(GATES["NAND"], X).tolist()


# XOR


def test_the_feature_made_by_hand():
    """The lectures' readings: -1/2, 1/2, 1/2, -1/2."""
    X, y = truth_table("XOR")

    f = xor_feature(X)

    assert f.tolist() == [-0.5, 0.5, 0.5, -0.5]
    assert (f > 0).tolist() == y.astype(bool).tolist()


@pytest.mark.parametrize("closed", [False, True])
def test_xor_by_steps(closed):
    """OR and NAND, then AND, is XOR for both kinds of step."""
    X, y = truth_table("XOR")

    assert xor_by_steps(X, closed=closed).tolist() == y.tolist()


def test_the_rectified_network():
    """Every value of the lectures' network, and its 9 parameters."""
    X, y = truth_table("XOR")

    result = xor_relu(X)

    assert result.Z1.tolist() == [[0, -1], [1, 0], [1, 0], [2, 1]]
    assert result.A1.tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]
    assert result.Z2.tolist() == y.reshape(-1, 1).tolist()
    assert sum(np.size(part) for part in XOR_RELU) == 9


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library(library):
    """Units and networks answer where the rows are."""
    numbers, y = truth_table("XOR")
    X = place(numbers, library)

    results = [xor_by_steps(X), xor_relu(X).Z2[:, 0], fire(GATES["OR"], X), xor_feature(X)]

    assert all(same_place(result, X) for result in results)
    assert [to_numpy(result).tolist() for result in results[:2]] == [y.tolist()] * 2


# Refusals


def test_an_unknown_gate_is_refused():
    """A name that is no gate is refused, with those that are."""
    with pytest.raises(ValueError, match=r"expected one of AND, OR, .* but got 'xor'; write"):
        truth_table("xor")


@pytest.mark.parametrize(
    ("w", "b", "name"),
    [([1], 0, "AND"), ([1, 1], 0, "NOT"), ([[1, 1]], 0, "OR"), ([1, 1], [0], "OR")],
)
def test_weights_that_do_not_fit_are_refused(w, b, name):
    """Too many weights, too few, or a bias that is a vector, are refused with their shapes."""
    with pytest.raises(
        ValueError, match=rf"trying a unit as {name}: expected . weights and one bias"
    ):
        realises(w, b, name)


def test_docstrings_hold():
    """The example in the docstring runs as printed."""
    results = doctest.testmod(gates)

    assert results.attempted >= 1
    assert results.failed == 0
