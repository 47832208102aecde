"""Proofs of separability: each is checked by its own definition, and the counts are known."""

import doctest
import itertools
from fractions import Fraction

import numpy as np
import pytest

from autodiff_ref import separable as module
from autodiff_ref.separable import Proof, holds, separable
from tests.autodiff_ref.libraries import LIBRARIES, place

PAIRS = list(itertools.product([0, 1], repeat=2))
TRIPLES = list(itertools.product([0, 1], repeat=3))
PRIMES = (2, 3, 5, 7)


def functions(rows):
    """Every Boolean function on these rows."""
    return list(itertools.product([0, 1], repeat=len(rows)))


def proves(proof, X, y):
    """Whether a proof proves it, by arithmetic of this file on whole numbers and fractions."""
    turned = [
        [Fraction(entry) * (1 if label == 1 else -1) for entry in (1, *row)]
        for row, label in zip(X, y, strict=True)
    ]
    if proof.separable:
        w = [proof.bias, *proof.weights]
        return all(sum(a * b for a, b in zip(row, w, strict=True)) > 0 for row in turned)
    sums = [sum(c * row[j] for c, row in zip(proof.coefficients, turned, strict=True))
            for j in range(len(turned[0]))]  # fmt: skip
    return not any(sums) and min(proof.coefficients) >= 0 and max(proof.coefficients) > 0


def reachable(rows):
    """Every function that some unit with whole weights up to 3 in magnitude computes."""
    whole = range(-3, 4)
    return {
        tuple(int(2 * sum(a * b for a, b in zip(w, row, strict=True)) + b > 0) for row in rows)
        for w in itertools.product(whole, repeat=len(rows[0]))
        for b in range(-13, 14, 2)  # odd, so that no row lies on the line
    }


# Truth tables


@pytest.mark.parametrize(("rows", "count"), [(PAIRS, 14), (TRIPLES, 104)], ids=["two", "three"])
def test_how_many_gates_one_unit_can_be(rows, count):
    """14 of the 16 gates with two inputs are separable, 104 of the 256 with three: all proved.

    They are the ones that a search over small weights reaches.
    """
    proofs = {y: separable(rows, y) for y in functions(rows)}

    assert all(proves(proof, rows, y) for y, proof in proofs.items())
    assert all(holds(proof, rows, y) for y, proof in proofs.items())
    assert sum(proof.separable for proof in proofs.values()) == count
    assert {y for y, proof in proofs.items() if proof.separable} == reachable(rows)


def test_the_proof_for_xor():
    """The two sums: rows 01 and 10, and rows 00 and 11, both ask about 2 b + w1 + w2."""
    proof = separable(PAIRS, [0, 1, 1, 0])

    assert not proof.separable
    assert proof.coefficients == (1, 1, 1, 1)
    assert proof.common_sum == (2, 1, 1)
    assert (proof.weights, proof.bias) == ((), 0)


def test_the_common_sum_is_that_of_both_sides():
    """Positive rows and negative rows, each times its coefficient, add up to the same."""
    contradictions = 0
    for y in functions(TRIPLES):
        proof = separable(TRIPLES, y)
        if not proof.separable:
            contradictions += 1
            taken = list(zip(proof.coefficients, TRIPLES, y, strict=True))
            for side in (0, 1):
                rows = [(c, (1, *x)) for c, x, label in taken if label == side]
                total = [sum(c * row[j] for c, row in rows) for j in range(4)]
                assert tuple(total) == proof.common_sum
    assert contradictions == 152


def test_both_alphabets():
    """Labels -1 and 1 give the same proof as 0 and 1."""
    for y in functions(PAIRS):
        assert separable(PAIRS, y) == separable(PAIRS, [2 * label - 1 for label in y])


def test_one_class_alone():
    """Rows of one class are separable from nothing, by the bias."""
    for y in ([0] * 4, [1] * 4):
        proof = separable(PAIRS, y)
        assert proof.separable
        assert proves(proof, PAIRS, y)


# Other rows


@pytest.mark.parametrize("seed", range(8))
def test_random_points(seed):
    """Points beside a line are separable, and with one label turned they may not be: all proved."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((15, 1 + seed % 3))
    y = (X @ rng.standard_normal(X.shape[1]) > 0.1).astype(int)
    turned = y.copy()
    turned[seed] = 1 - turned[seed]

    first, second = separable(X, y), separable(X, turned)

    assert first.separable
    assert proves(first, X.tolist(), y)
    assert proves(second, X.tolist(), turned)


@pytest.mark.parametrize("seed", range(20))
def test_random_fractions(seed):
    """Rows of halves, thirds, fifths and sevenths: the whole numbers of the proof are exact."""
    rng = np.random.default_rng(seed)
    X = [
        [Fraction(int(n), int(d)) for n, d in zip(rng.integers(-9, 9, 3), rng.permutation(PRIMES),
                                                  strict=False)]
        for _ in range(8)
    ]  # fmt: skip
    y = rng.integers(0, 2, 8).tolist()

    assert proves(separable(X, y), X, y)


def test_a_point_in_the_middle():
    """A negative point halfway between two positive ones: once each, twice the middle."""
    proof = separable([[0, 0], [1, 3], [2, 6]], [1, 0, 1])

    assert proof.coefficients == (1, 2, 1)
    assert proof.common_sum == (2, 2, 6)


def test_fractions_with_coprime_denominators_become_whole():
    """Where the fractions have no denominator in common, the whole numbers still prove it."""
    X, y = [[3, 2], [7, 0], [2, 0], [2, 9], [0, 1]], [1, 0, 0, 0, 1]

    assert proves(separable(X, y), X, y)


def test_a_row_with_both_labels():
    """The same row with both labels contradicts itself."""
    assert separable([[5], [5]], [0, 1]).coefficients == (1, 1)


def test_thin_gaps_are_exact():
    """A gap of 1e-300 is a gap, and one third is no float."""
    third = Fraction(1, 3)

    assert separable([[0.0], [1e-300]], [0, 1]).separable
    assert not separable([[third], [third]], [0, 1]).separable
    assert separable([[third], [1 / 3]], [0, 1]).separable  # the float is below one third


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library(library):
    """Rows and labels may be arrays of any library."""
    X, y = place(np.array(PAIRS, "float32"), library), place(np.array([0, 1, 1, 0]), library)

    assert separable(X, y) == separable(PAIRS, [0, 1, 1, 0])


# holds


@pytest.mark.parametrize(
    "proof",
    [
        Proof(True, weights=(1, 1), bias=0),
        Proof(True, weights=(0, 0), bias=0),
        Proof(True, weights=(1, 1), bias=-1),
        Proof(False, coefficients=(0, 0, 0, 0)),
        Proof(False, coefficients=(1, 1, 1, 1)),
        Proof(False, coefficients=(-1, -1, -1, -1)),
        Proof(False, coefficients=(1, 1, 1, -1)),  # these add up to 0
    ],
)
def test_a_wrong_proof_does_not_hold(proof):
    """Weights that miss a row, or leave one on the line, and sums that are not 0 prove nothing."""
    assert not holds(proof, PAIRS, [0, 1, 1, 1])


def test_negative_coefficients_prove_nothing():
    """Coefficients below 0 add up to 0 as well, and prove nothing."""
    assert holds(Proof(False, coefficients=(1, 1, 1, 1)), PAIRS, [0, 1, 1, 0])
    assert not holds(Proof(False, coefficients=(-1, -1, -1, -1)), PAIRS, [0, 1, 1, 0])


# Refusals


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (PAIRS, [0, 1, 2, 0], "expected labels 0 and 1, or -1 and 1, but got"),
        (PAIRS, [0, -1, 1, 0], "expected labels 0 and 1"),
        (PAIRS, [0, 1], r"but got \(4, 2\) and \(2,\)"),
        ([0, 1], [0, 1], r"expected X \(N, D\) and y \(N,\)"),
        (np.zeros((0, 2)), [], "with N at least 1"),
        ([[np.nan]], [1], "expected finite numbers, but got"),
    ],
)
def test_refusals(X, y, message):
    """Three classes, shapes that do not fit and numbers that are none are refused."""
    with pytest.raises(ValueError, match=message):
        separable(X, y)


def test_docstrings_hold():
    """The example in the docstring runs as printed."""
    results = doctest.testmod(module)

    assert results.attempted >= 2
    assert results.failed == 0
