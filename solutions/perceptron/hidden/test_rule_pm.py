"""Question `rule_pm`: one update and one pass with labels -1 and +1.

All numbers are whole, or multiples of 1/8, or small and of one size, so that every order of adding
gives the same. Each pass starts from weights that are given here, never from what an earlier answer
gave.
"""

import exact_lines
import numpy as np
import pytest
from hypothesis import given, settings

from grader.testing import close, expect

RULE = "A row is a mistake if y (w.x + b) <= 0; then y x is added to w, and y to b."
TIE = "At w.x + b = 0 an example of either label is a mistake."
FRESH = (
    "If an array that was given has changed: `w += ...`, `x *= ...` and `y[i] = ...` do that. Make "
    "a new array for what you compute."
)
PASS = "Each row, down to the last one, is judged by the weights of that moment."
X = exact_lines.floats(exact_lines.TABLE)

ONE_BY_ONE = {
    "AND": (9, 18, [3, 2], -4),
    "OR": (6, 9, [2, 2], -1),
    "NAND": (9, 18, [-3, -2], 4),
    "NOR": (6, 9, [-2, -2], 1),
}
"""Known results from zero: passes with the clean one, mistakes, weights, bias."""


def close_update(result, weights, bias):
    """Compares the pair (w, b) that an update gave."""
    w, b = exact_lines.parts(result, 2, "update_pm")
    close(w, weights, "the new w")
    close(b, bias, "the new b")


def close_pass(result, weights, bias, mistakes):
    """Compares the triple (w, b, mistakes) that a pass gave."""
    w, b, counted = exact_lines.parts(result, 3, "pass_pm")
    close(w, weights, "w after the pass")
    close(b, bias, "b after the pass")
    close(counted, mistakes, "the mistakes of the pass")


@pytest.mark.check(question="rule_pm", hint=RULE)
@pytest.mark.parametrize("label", [-1, 1])
def test_mistake(submission, label):
    """A mistake with the label {label} moves the weights and the bias towards the label."""
    w = np.array([1.25, -2.5]) * label
    got = submission.update_pm(w, -3.5 * label, np.array([4.5, 5.25]), label)

    close_update(got, [5.75 * label, 2.75 * label], -2.5 * label)


@pytest.mark.check(
    question="rule_pm", hint="Nothing happens where y (w.x + b) is positive, and only there."
)
@pytest.mark.parametrize("label", [-1, 1])
def test_no_mistake(submission, label):
    """An example with the label {label} on its right side changes nothing, the other label does."""
    w, x = np.array([2.0, -1.0]) * label, np.array([1.0, 4.0])
    got = submission.update_pm(w, 3.0 * label, x, label)
    other = exact_lines.parts(submission.update_pm(w, 3.0 * label, x, -label), 2, "update_pm")

    close_update(got, w, 3 * label)
    stayed = np.array_equal(other[0], w)
    expect(not stayed, f"the example changes nothing with the label {-label}, too: a mistake")


@pytest.mark.check(question="rule_pm", hint=TIE)
@pytest.mark.parametrize("label", [-1, 1])
def test_tie_is_a_mistake(submission, label):
    """A tie is a mistake for the label {label}."""
    got = submission.update_pm(np.array([3.0, 1.0]), -5.0, np.array([1.0, 2.0]), label)

    close_update(got, [3 + label, 1 + 2 * label], -5 + label)


@pytest.mark.check(
    question="rule_pm", hint="The sign of y (w.x + b) decides, not its size: only 0 is a tie."
)
@pytest.mark.parametrize("label", [-1, 1])
def test_close_to_the_line(submission, label):
    """However close to the line, an example on the side of its label {label} is no mistake."""
    near, x = exact_lines.TINY * label, np.array([3.0, 2.0])
    right, wrong = near * np.array([1.0, -1.0]), near * np.array([-1.0, 1.0])

    close_update(submission.update_pm(right, near, x, label), right, near)
    moved = wrong + label * x
    close_update(submission.update_pm(wrong, -near, x, label), moved, -near + label)
    row, only = np.array([x]), np.array([label])
    close_pass(submission.pass_pm(row, only, right, near), right, near, 0)
    close_pass(submission.pass_pm(row, only, wrong, -near), moved, -near + label, 1)


@pytest.mark.check(question="rule_pm", hint=FRESH)
def test_update_leaves_its_weights_alone(submission):
    """The weights and the input that update_pm was given are as they were."""
    for label in (1, -1):
        weights, inputs = np.array([-1.0, 2.0]) * label, np.array([3.0, 0.5])
        w, x = submission.put(weights), submission.put(inputs)
        got = submission.update_pm(w, 0.0, x, label)
        close_update(got, [2 * label, 2.5 * label], label)
        close(w.get(), weights, f"the w that was given, after the call, label {label}")
        close(x.get(), inputs, f"the x that was given, after the call, label {label}")


@pytest.mark.check(question="rule_pm", hint=RULE)
@given(case=exact_lines.passes_pm())
@settings(max_examples=80)
def test_any_update(submission, case):
    """Any single update is right, with any number of features, at ties too."""
    rows, labels, weights, bias = case
    want_w, want_b, _ = exact_lines.one_update_pm(weights, bias, rows[0], labels[0])
    w, x = exact_lines.floats(weights), exact_lines.floats(rows[0])

    close_update(submission.update_pm(w, float(bias), x, labels[0]), want_w, want_b)


@pytest.mark.check(question="rule_pm", hint=PASS)
@pytest.mark.parametrize("name", ["AND", "OR", "NAND", "NOR"])
def test_passes_over_a_gate(submission, name):
    """Each pass over {name}, from zero to the clean one, is right.

    Every pass starts from the weights that are right there; the last one ends with those known.
    """
    passes, total, last_w, last_b = ONE_BY_ONE[name]
    labels = [2 * label - 1 for label in exact_lines.GATES[name]]
    w, b, counted = [0, 0], 0, 0
    for _ in range(passes):
        got = submission.pass_pm(X, np.array(labels), exact_lines.floats(w), float(b))
        w, b, mistakes = exact_lines.one_pass_pm(exact_lines.TABLE, labels, w, b)
        close_pass(got, w, b, mistakes)
        counted += exact_lines.parts(got, 3, "pass_pm")[2]

    close(counted, total, "the mistakes of all passes")
    close(exact_lines.parts(got, 3, "pass_pm")[0], last_w, "w at the end")
    close(exact_lines.parts(got, 3, "pass_pm")[1], last_b, "b at the end")


@pytest.mark.check(question="rule_pm", hint="A clean pass has no mistakes and changes nothing.")
def test_clean_pass(submission):
    """A pass without a mistake changes no weights and counts none; other labels are mistakes."""
    w, labels = np.array([4.0, 4.0]), np.array([-1, 1, 1, 1])
    clean = submission.pass_pm(X, labels, w, -1.0)
    _, _, mistakes = exact_lines.parts(submission.pass_pm(X, -labels, w, -1.0), 3, "pass_pm")

    close_pass(clean, w, -1, 0)
    expect(np.ndim(mistakes) == 0 and mistakes > 0, "with the other labels there are no mistakes")


@pytest.mark.check(question="rule_pm", hint=PASS)
def test_later_rows_see_earlier_changes(submission):
    """A row that an earlier change of the same pass has set right is no mistake."""
    rows, labels = np.array([[2.0, 1.0], [1.0, 2.0], [3.0, 3.0]]), np.array([1, 1, 1])

    close_pass(submission.pass_pm(rows, labels, np.zeros(2), 0.0), [2, 1], 1, 1)


@pytest.mark.check(question="rule_pm", hint="A pass goes from the first row to the last.")
def test_order_of_the_rows(submission):
    """The rows are visited in the order given: from the other end the weights are others."""
    rows, labels = [[1.5, 3], [2, -1.25], [-0.75, 2]], [1, -1, 1]
    for order in (slice(None), slice(None, None, -1)):
        want = exact_lines.one_pass_pm(rows[order], labels[order], [0, 0], 0)
        X_now, y_now = exact_lines.floats(rows[order]), np.array(labels[order])
        close_pass(submission.pass_pm(X_now, y_now, np.zeros(2), 0.0), *want)


@pytest.mark.check(question="rule_pm", hint=FRESH)
def test_pass_leaves_its_weights_alone(submission):
    """The weights, the inputs and the labels that pass_pm was given are as they were."""
    rows, labels = [[0.5, -1.25], [2.0, 0.75], [-1.5, 0.25]], [-1, 1, -1]
    want = exact_lines.one_pass_pm(rows, labels, [0.5, 0.25], 0.5)
    w, X_now = submission.put(np.array([0.5, 0.25])), submission.put(exact_lines.floats(rows))
    y_now = submission.put(np.array(labels))
    close_pass(submission.pass_pm(X_now, y_now, w, 0.5), *want)

    close(w.get(), [0.5, 0.25], "the w that was given, after the call")
    close(X_now.get(), rows, "the X that was given, after the call")
    close(y_now.get(), labels, "the y that was given, after the call")


@pytest.mark.check(question="rule_pm", hint=PASS)
@given(case=exact_lines.passes_pm())
@settings(max_examples=80)
def test_any_pass(submission, case):
    """Any pass is right, with any number of rows and features."""
    rows, labels, weights, bias = case
    want = exact_lines.one_pass_pm(rows, labels, weights, bias)
    X_now, w = exact_lines.floats(rows), exact_lines.floats(weights)

    close_pass(submission.pass_pm(X_now, np.array(labels), w, float(bias)), *want)
