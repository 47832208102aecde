"""The learning rules against the lectures' numbers, and against a plain run of each rule."""

import doctest
from fractions import Fraction

import numpy as np
import pytest

from autodiff_ref import perceptron
from autodiff_ref.backend import to_numpy
from autodiff_ref.perceptron import augment, fit_01, fit_pm1, predict_01, predict_pm1
from tests.autodiff_ref.libraries import LIBRARIES, place, same_place

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
LABELS = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0], "NOR": [1, 0, 0, 0]}
XOR = [0, 1, 1, 0]

# Epochs with the clean one, updates, weights with the bias first.
PM1 = {
    "AND": (9, 18, [-4, 3, 2]),
    "OR": (6, 9, [-1, 2, 2]),
    "NAND": (9, 18, [4, -3, -2]),
    "NOR": (6, 9, [1, -2, -2]),
}
ZERO_ONE = {
    "AND": (6, 10, [-2, 2, 1]),
    "OR": (4, 4, [0, 1, 1]),
    "NAND": (6, 11, [3, -2, -1]),
    "NOR": (4, 5, [1, -1, -1]),
}


def pm1(name):
    """The labels of a gate as -1 and +1."""
    return 2 * np.array(LABELS[name]) - 1


def by_fractions(labels, lr, closed):
    """Weights after each update of the rule for 0 and 1, carried out in exact fractions."""
    w = [Fraction(0)] * 3
    path, clean = [tuple(w)], False
    while not clean:
        clean = True
        for x, label in zip(X.tolist(), labels, strict=True):
            row = [Fraction(1), *map(Fraction, x)]
            s = sum(a * b for a, b in zip(w, row, strict=True))
            error = label - int(s >= 0 if closed else s > 0)
            if error:
                w = [a + lr * error * b for a, b in zip(w, row, strict=True)]
                path.append(tuple(w))
                clean = False
    return path


# Golden numbers


@pytest.mark.parametrize("name", LABELS)
def test_labels_plus_and_minus_one(name):
    """The rule for -1 and +1 takes these epochs and updates to these weights, from zero."""
    w, b, history = fit_pm1(X, pm1(name), epochs=100)

    assert (history.epochs, history.total_updates, [float(b), *w.tolist()]) == PM1[name]
    assert history.converged


@pytest.mark.parametrize("name", LABELS)
def test_labels_zero_and_one(name):
    """The rule for 0 and 1 with lr 1 and an open step takes these, from zero."""
    w, history = fit_01(X, LABELS[name], lr=1, epochs=100)

    assert (history.epochs, history.total_updates, w.tolist()) == ZERO_ONE[name]
    assert history.converged


def test_the_lectures_update():
    """From (1, -1, -1), a row 00 that should not fire and lr 0.01 the weights are .99, -1, -1."""
    w, history = fit_01(X[:1], [0], lr=0.01, epochs=1, w0=[1, -1, -1])

    assert w.tolist() == [0.99, -1, -1]
    assert history.weights == ((1, -1, -1), (0.99, -1, -1))
    assert (history.updates, history.converged) == ((1,), False)


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("lr", [1, 0.5, 2, 0.125])
@pytest.mark.parametrize("name", LABELS)
def test_powers_of_two_follow_exact_arithmetic(name, lr, closed):
    """With lr a power of two each weight on the way is that of exact fractions."""
    _, history = fit_01(X, LABELS[name], lr=lr, epochs=100, closed=closed)

    assert history.weights == tuple(by_fractions(LABELS[name], Fraction(lr), closed))


@pytest.mark.parametrize(("name", "closed"), [("AND", True), ("NAND", False)])
def test_a_tenth_does_not(name, closed):
    """With lr 0.1 floats take another way: 4 epochs and 8 updates in place of 6 and 11."""
    runs = [fit_01(X, LABELS[name], lr=lr, epochs=100, closed=closed)[1] for lr in (1, 0.125, 0.1)]

    assert [(run.epochs, run.total_updates) for run in runs] == [(6, 11), (6, 11), (4, 8)]


# The history


def test_the_history_has_every_step():
    """Updates of each epoch, a clean one last, and the weights at the start and after each."""
    w, history = fit_01(X, LABELS["OR"], lr=1, epochs=100)

    assert history.updates == (1, 2, 1, 0)
    assert history.weights[0] == (0, 0, 0)
    assert history.weights[-1] == tuple(w.tolist())
    assert len(history.weights) == 1 + history.total_updates


def test_xor_never_has_a_clean_pass():
    """On XOR both rules use all their epochs, with a mistake in each."""
    _, one = fit_01(X, XOR, lr=1, epochs=50)
    _, _, other = fit_pm1(X, 2 * np.array(XOR) - 1, epochs=50)

    for history in (one, other):
        assert (history.epochs, history.converged) == (50, False)
        assert min(history.updates) > 0


def test_epochs_may_end_before_a_clean_pass():
    """Too few epochs end the run, and the history says that it did not converge."""
    _, history = fit_01(X, LABELS["AND"], lr=1, epochs=5)

    assert (history.epochs, history.converged) == (5, False)


def test_right_weights_are_left_alone():
    """From weights that are right already there is one clean epoch."""
    w, history = fit_01(X, LABELS["AND"], lr=1, epochs=9, w0=[-15, 10, 10])

    assert w.tolist() == [-15, 10, 10]
    assert (history.updates, history.converged) == ((0,), True)


# Prediction


@pytest.mark.parametrize("name", LABELS)
def test_what_was_learnt_is_predicted(name):
    """After a clean pass every row is predicted with its label."""
    w, _ = fit_01(X, LABELS[name], lr=1, epochs=100)
    v, b, _ = fit_pm1(X, pm1(name), epochs=100)

    assert predict_01(X, w).tolist() == LABELS[name]
    assert predict_pm1(X, v, b).tolist() == pm1(name).tolist()


@pytest.mark.parametrize("seed", range(5))
def test_points_in_a_plane(seed):
    """Random points that a line separates are separated, in any number of dimensions."""
    rng = np.random.default_rng(seed)
    points = rng.standard_normal((60, 2 + seed))
    side = points @ rng.standard_normal(2 + seed) + 0.3
    points, side = points[np.abs(side) > 0.1], side[np.abs(side) > 0.1]

    w, history = fit_01(points, side > 0, lr=1, epochs=5000)
    v, b, other = fit_pm1(points, np.sign(side), epochs=5000)

    assert history.converged
    assert other.converged
    assert np.array_equal(predict_01(points, w), side > 0)
    assert np.array_equal(predict_pm1(points, v, b), np.sign(side))


def test_a_row_on_the_line():
    """On the line an open step predicts 0 and -1, a closed one 1 and +1."""
    on_it = np.array([[1.0, 1.0]])

    assert [float(predict_01(on_it, [-2, 1, 1], closed=c)[0]) for c in (False, True)] == [0, 1]
    assert [float(predict_pm1(on_it, [1, 1], -2, closed=c)[0]) for c in (False, True)] == [-1, 1]


def test_augment():
    """A column of ones comes first."""
    assert augment(X).tolist() == [[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]]
    assert augment([[5]]).tolist() == [[1, 5]]


# Libraries


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library(library):
    """Weights and predictions are where X is, and have NumPy's numbers."""
    rows, y = place(X, library), place(np.array(LABELS["NAND"]), library)

    w, history = fit_01(rows, y, lr=1, epochs=100)
    v, b, other = fit_pm1(rows, 2 * y - 1, epochs=100)

    assert to_numpy(w).tolist() == ZERO_ONE["NAND"][2]
    assert [float(b), *to_numpy(v).tolist()] == PM1["NAND"][2]
    assert (history.total_updates, other.total_updates) == (11, 18)
    for result in (w, v, b, predict_01(rows, w), predict_pm1(rows, v, b), augment(rows)):
        assert same_place(result, rows)
    assert to_numpy(predict_01(rows, w)).tolist() == LABELS["NAND"]


def test_arguments_are_left_alone():
    """The rule writes neither into X nor into w0."""
    rows, w0 = X.copy(), np.zeros(3)

    fit_01(rows, LABELS["AND"], lr=1, epochs=9, w0=w0)

    assert np.array_equal(rows, X)
    assert w0.tolist() == [0, 0, 0]


# Refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fit_01(X, [-1, -1, -1, 1], lr=1, epochs=9), "labels 0 and 1, but got -1"),
        (lambda: fit_pm1(X, [0, 0, 0, 1], epochs=9), "labels -1 and 1, but got 0"),
        (lambda: fit_01(X, [0, 0, 0.5, 1], lr=1, epochs=9), "labels 0 and 1, but got 0.5"),
        (lambda: fit_01(X, [0, 0, np.nan, 1], lr=1, epochs=9), "labels 0 and 1, but got nan"),
        (lambda: fit_01(X, np.zeros((4, 1)), lr=1, epochs=9), r"expected y of shape \(N,\)"),
        (lambda: fit_pm1(X, [1, 1, 1], epochs=9), r"but got \(3,\) for \(4, 2\)"),
        (lambda: fit_pm1(X[:0], [], epochs=9), "with N at least 1"),
        (lambda: fit_pm1(X[0], [1], epochs=9), r"X of shape \(N, D\), .* but got \(2,\)"),
        (lambda: fit_pm1(X * np.inf, [1] * 4, epochs=9), "finite numbers in X"),
        (lambda: fit_01(X, [0] * 4, lr=0, epochs=9), "lr above 0, but got 0"),
        (lambda: fit_01(X, [0] * 4, lr=1, epochs=0), "epochs of at least 1, but got 0"),
        (lambda: fit_01(X, [0] * 4, lr=1, epochs=1, w0=[0, 0]), r"w0 of shape \(3,\)"),
        (lambda: augment(np.zeros(3)), r"augmenting inputs: expected X of shape \(N, D\)"),
        (lambda: predict_pm1(np.zeros(3), [1], 0), r"predicting: expected X of shape \(N, D\)"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered in multiply")  # 0 * inf, for X
def test_refusals(call, message):
    """Labels of the other rule, shapes that do not fit and numbers out of range are refused."""
    with pytest.raises(ValueError, match=message):
        call()


def test_docstrings_hold():
    """The examples in the docstrings run as printed."""
    results = doctest.testmod(perceptron)

    assert results.attempted >= 3
    assert results.failed == 0
