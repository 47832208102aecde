"""Question `training`: passes until a clean one, with the rule for labels 0 and 1.

All numbers are exact even in float32, and `clean` is not looked at: it belongs to `budget`. No net
input is a tie, but in the checks from zero: one of them knows what the ties lead to, the other one
meets ties only until the first change, and looks only at what is reached.
"""

import itertools

import exact_lines
import numpy as np
import pytest
from hypothesis import given, settings

from grader.testing import close, expect

COUNTS = "`passes` counts the clean pass too; `updates` counts every single change of the weights."
START = np.array([0.5, 1.0, -1.0])
FROM_ZERO = {"OR": (4, 4, [0, 1, 1]), "NAND": (6, 11, [3, -2, -1]), "NOR": (4, 5, [1, -1, -1])}
"""Known results: passes with the clean one, updates, weights."""


def close_training(submission, rows, labels, start, lr):
    """Compares weights, passes and updates with exact arithmetic; the budget is ample."""
    want = exact_lines.train_01(rows, labels, start, lr, 1000)
    X_aug = exact_lines.augmented(rows)
    got = submission.train_01(X_aug, np.array(labels), exact_lines.floats(start), lr, 1000)
    w_aug, passes, updates, _ = exact_lines.parts(got, 4, "train_01")
    close(w_aug, want.weights, "w_aug")
    close(passes, want.passes, "passes")
    close(updates, want.updates, "updates")


@pytest.mark.check(question="training", hint=COUNTS)
@pytest.mark.parametrize("name", ["AND", "OR", "NAND", "NOR"])
def test_gate_is_learnt(submission, name):
    """The gate {name} is learnt, with the right weights, passes and updates."""
    close_training(submission, exact_lines.TABLE, exact_lines.GATES[name], START, 1.0)


@pytest.mark.check(question="training", hint="Each change is `lr` times the error times the row.")
@pytest.mark.parametrize("lr", [0.5, 2.0, 2.0**-11])
def test_learning_rate(submission, lr):
    """With the learning rate {lr} the weights, passes and updates are right."""
    start = [1.5 * lr, -2.0 * lr, lr]

    close_training(submission, exact_lines.TABLE, exact_lines.GATES["AND"], start, lr)


@pytest.mark.check(
    question="training",
    hint="If all is right where `lr` is given: keep `lr=1.0` in the line `def train_01(...)`.",
)
def test_learning_rate_by_default(submission):
    """Where no learning rate is given it is 1."""
    labels, start = exact_lines.GATES["AND"], [0.5, 1, 2]
    want = exact_lines.train_01(exact_lines.TABLE, labels, start, 1, 100)
    X_aug = exact_lines.augmented(exact_lines.TABLE)
    got = submission.train_01(X_aug, np.array(labels), exact_lines.floats(start), max_passes=100)
    w_aug, passes, updates, _ = exact_lines.parts(got, 4, "train_01")

    close(w_aug, want.weights, "w_aug of train_01(X_aug, y, start, max_passes=100)")
    close(passes, want.passes, "passes of train_01(X_aug, y, start, max_passes=100)")
    close(updates, want.updates, "updates of train_01(X_aug, y, start, max_passes=100)")


@pytest.mark.check(question="training", hint="Training begins with the weights in `start`.")
def test_start_that_separates(submission):
    """From weights that are right already one pass is made, and nothing changes; for OR more."""
    w_aug, X_aug = np.array([-1.5, 1.0, 1.0]), exact_lines.augmented(exact_lines.TABLE)
    want = exact_lines.train_01(exact_lines.TABLE, exact_lines.GATES["OR"], w_aug, 1.0, 50)
    got, other = (
        submission.train_01(X_aug, np.array(exact_lines.GATES[name]), w_aug, 1.0, 50)
        for name in ("AND", "OR")
    )
    weights, passes, updates, _ = exact_lines.parts(got, 4, "train_01")

    close(weights, w_aug, "w_aug")
    close(passes, 1, "passes")
    close(updates, 0, "updates")
    moved, more, _, _ = exact_lines.parts(other, 4, "train_01")
    expect(np.ndim(more) == 0 and more > 1, "for OR they are wrong, which takes more than one pass")
    close(moved, want.weights, "w_aug, for OR")


@pytest.mark.check(
    question="training",
    hint="If `start` has changed: `w = start` only gives it a second name, `np.array(start)` makes "
    "a copy to train on.",
)
def test_start_is_left_alone(submission):
    """The weights that training starts from are as they were afterwards."""
    start = submission.put(np.array([1.5, 2.0]))
    got = submission.train_01(np.array([[1.0, 1.0], [1.0, 0.0]]), np.array([0, 1]), start, 1.0, 90)
    close(exact_lines.parts(got, 4, "train_01")[0], [0.5, -1.0], "w_aug")

    close(start.get(), [1.5, 2.0], "the start that was given, after the call")


@pytest.mark.check(question="training", hint="Every pass goes from the first row to the last.")
def test_order_of_the_rows(submission):
    """The rows are visited in the order given, in every pass."""
    rows, labels = exact_lines.TABLE[::-1], exact_lines.GATES["NAND"][::-1]

    close_training(submission, rows, labels, START, 1.0)


@pytest.mark.check(
    question="training",
    hint="The length of a row says how many weights there are, and all rows count, as they are.",
)
def test_four_inputs(submission):
    """From 16 rows of four inputs, 0.25 or 1.25, it is learnt where at least two are large.

    Net inputs are odd multiples of 1/32: none is a tie.
    """
    rows = list(itertools.product((0.25, 1.25), repeat=4))
    labels = [int(row.count(1.25) > 1) for row in rows]

    close_training(submission, rows, labels, [1 / 32, 0.0, 0.0, 0.0, 0.0], 1.0)


@pytest.mark.check(question="training", hint="At w' . x' = 0 the prediction is 0.")
def test_gates_from_zero(submission):
    """From zero, where there are many ties, each gate takes the passes that it should."""
    X_aug = exact_lines.augmented(exact_lines.TABLE)
    for name, (passes, updates, weights) in FROM_ZERO.items():
        labels = np.array(exact_lines.GATES[name])
        got = submission.train_01(X_aug, labels, np.zeros(3), 1.0, 100)
        w_aug, counted, changes, _ = exact_lines.parts(got, 4, "train_01")
        close(w_aug, weights, f"{name}: w_aug")
        close(counted, passes, f"{name}: passes")
        close(changes, updates, f"{name}: updates")


@pytest.mark.check(question="training", hint="Training ends after a pass in which nothing changed.")
@pytest.mark.parametrize(
    "labels", [pytest.param((0, 0, 1, 1, 0), id="a"), pytest.param((1, 0, 0, 1, 1), id="b")]
)
def test_from_zero(submission, labels):
    """From zero, weights are found that put every row clearly on its side, whichever that is.

    No weights are right for the labels and for their opposites.
    """
    X_aug = np.array([[1, 1, -2], [1, -3, -1], [1, 2, 2], [1, 4, 0.5], [1, -1.5, 1]])
    X_aug[:, 2] = np.where(labels, X_aug[:, 2] + 3.25, X_aug[:, 2] - 2.75)
    for wanted in (np.array(labels), 1 - np.array(labels)):
        got = submission.train_01(X_aug, wanted, np.zeros(3), 1.0, 1000)
        w_aug, passes, updates, _ = exact_lines.parts(got, 4, "train_01")

        expect(np.shape(w_aug) == (3,), f"w_aug should have shape (3,), and has {np.shape(w_aug)}")
        z = X_aug @ np.asarray(w_aug, dtype=float)
        close((z > 0.1) * 1 - (z < -0.1), 2 * wanted - 1, "the sides of the rows")
        numbers = np.ndim(passes) == np.ndim(updates) == 0
        message = f"{passes} passes and {updates} updates cannot be"
        expect(numbers and 2 <= passes <= updates + 1, message)
        whole = abs(float(w_aug[0])) <= updates and float(w_aug[0]).is_integer()
        expect(bool(whole), f"{updates} changes from zero by whole rows cannot lead to {w_aug[0]}")


@pytest.mark.check(question="training", hint=COUNTS)
@given(lesson=exact_lines.lessons())
@settings(max_examples=80)
def test_any_lesson(submission, lesson):
    """Any two classes that can be separated are, with the right weights and counts."""
    close_training(submission, *lesson)
