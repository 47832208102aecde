"""Question `update`: one step of gradient descent with gradients that we supply, and a table."""

import loop_oracle
import numpy as np
import pytest
import small_matrices
from hypothesis import given, settings

from grader.testing import close, equal, expect

HINT = "A step goes against the gradient, its length is eta times the gradient, for all parameters."
RIGHT = {"C": 0.6173872689, "F": 0.7823447022}
LAST_DIGIT = 1e-4  # of four decimal places


def stepped(layers, gradients, eta):
    """The layers after one step, entry by entry."""
    return [
        tuple(
            np.array([v - eta * d for v, d in zip(value.flat, slope.flat, strict=True)]).reshape(
                value.shape
            )
            for value, slope in zip(pair, slopes, strict=True)
        )
        for pair, slopes in zip(layers, gradients, strict=True)
    ]


@pytest.mark.check(question="update", hint=HINT)
@pytest.mark.parametrize("name", ["W", "b"])
def test_worked_network(submission, name):
    """One step with eta = 0.1 changes each {name} of the worked network rightly."""
    got = submission.update(loop_oracle.WORKED, loop_oracle.GRADIENTS, 0.1)
    equal([len(pair) for pair in got], [2, 2, 2], "the number of arrays of each layer")
    at = "Wb".index(name)

    want = stepped(loop_oracle.WORKED, loop_oracle.GRADIENTS, 0.1)
    for layer, (pair, right) in enumerate(zip(got, want, strict=True), start=1):
        close(pair[at], right[at], f"{name} of layer {layer}")


@pytest.mark.check(question="update", hint=HINT)
def test_prediction_after_the_step(submission):
    """After one step the worked network predicts what it should, and its loss is smaller."""
    got = submission.update(loop_oracle.WORKED, loop_oracle.GRADIENTS, 0.1)
    equal([len(pair) for pair in got], [2, 2, 2], "the number of arrays of each layer")
    for layer, (pair, old) in enumerate(zip(got, loop_oracle.WORKED, strict=True), start=1):
        for name, new, before in zip("Wb", pair, old, strict=True):
            equal(list(np.shape(new)), list(before.shape), f"the shape of {name} in layer {layer}")
    y_hat = loop_oracle.pass_through(got, np.array([2.0]))[-1][1]

    close(y_hat, np.array([0.7823447022]), "the prediction")
    close(float(loop_oracle.entropy(y_hat, [1.0])), 0.2454598399, "the loss")


@pytest.mark.check(
    question="update", hint="With eta = 0 no parameter moves, with another eta they do."
)
def test_no_step(submission):
    """A step with eta = 0 leaves the parameters where they are, and one with eta = 0.5 does not."""
    got = submission.update(loop_oracle.WORKED, loop_oracle.GRADIENTS, 0.0)
    moved = submission.update(loop_oracle.WORKED, loop_oracle.GRADIENTS, 0.5)

    small_matrices.close_pairs(got, loop_oracle.WORKED, ("W", "b"))
    stayed = [
        np.array_equal(new, old)
        for pair, olds in zip(moved, loop_oracle.WORKED, strict=False)
        for new, old in zip(pair, olds, strict=False)
    ]
    expect(not all(stayed), "with eta = 0.5 the parameters stay where they are, too")


@pytest.mark.check(question="update", hint=HINT)
@given(case=small_matrices.steps())
@settings(max_examples=40)
def test_any_step(submission, case):
    """One step is right for any layers, gradients and learning rates."""
    got = submission.update(*case)

    small_matrices.close_pairs(got, stepped(*case), ("W", "b"))


@pytest.mark.check(
    question="update",
    hint="If an array that was given has changed: `W -= ...` writes into it, so make a new one. If "
    "the step itself is wrong: mend that first.",
)
def test_leaves_its_arguments_alone(submission):
    """A step gives new arrays and changes no old one."""
    layers = [(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0]))]
    gradients = [(np.array([[2.0, -2.0], [4.0, 0.5]]), np.array([1.0, -4.0]))]
    kept = [tuple(submission.put(array) for array in pair) for pair in layers]
    slopes = [tuple(submission.put(array) for array in pair) for pair in gradients]
    got = submission.update(kept, slopes, 0.5)

    small_matrices.close_pairs(got, stepped(layers, gradients, 0.5), ("W", "b"))
    now = [tuple(handle.get() for handle in pair) for pair in kept]
    small_matrices.close_pairs(now, layers, ("the old W", "the old b"))
    now = [tuple(handle.get() for handle in pair) for pair in slopes]
    small_matrices.close_pairs(now, gradients, ("dW", "db"))


@pytest.mark.check(question="update", hint="Compute all eight rows, and compare each of them.")
@pytest.mark.parametrize("row", ["first", "second"])
def test_misprint(submission, row):
    """The {row} misprint of the table is found, and the right number given.

    Cut off after four places, a number is too small by less than the last digit; rounded, it is
    too large by half of it at most.
    """
    found = submission.misprints()
    letter = sorted(RIGHT)[("first", "second").index(row)]

    expect(letter in found, "a row of the table that is wrong is not in your dictionary")
    off = found[letter] - RIGHT[letter]
    near = -LAST_DIGIT < off <= LAST_DIGIT / 2
    expect(near, "the number that you give for a wrong row is not right to four decimal places")


@pytest.mark.check(
    question="update",
    hint="Some rows of the table are right. A difference in the last digit alone is rounding.",
)
def test_no_right_row_is_called_wrong(submission):
    """At least one wrong row is found, and no right one is called wrong."""
    found = set(submission.misprints())

    expect(bool(found & set(RIGHT)), "none of the rows that you name is wrong")
    expect(found <= set(RIGHT), "one of the rows that you name is right as printed")
