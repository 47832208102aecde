"""Question `unbroadcast`: from the gradient of a repeated array to that of the array itself."""

import loop_oracle
import numpy as np
import pytest
import small_matrices
from hypothesis import given, settings

from grader.testing import close

HINT = (
    "Write the two shapes below each other, aligned at the right. Along which axes was the array "
    "repeated? Each repetition is a use, and the result has exactly the shape that was given."
)


def gradient_of(shape):
    """An array of this shape, all entries different."""
    return np.arange(1.0, 1.0 + int(np.prod(shape))).reshape(shape)


@pytest.mark.check(question="unbroadcast", hint=HINT)
@pytest.mark.parametrize(
    ("full", "shape"),
    [
        pytest.param((4, 3), (3,), id="missing"),
        pytest.param((3, 3), (3,), id="missing_square"),
        pytest.param((4, 3), (4, 1), id="last_of_size_one"),
        pytest.param((4, 3), (1, 3), id="first_of_size_one"),
        pytest.param((2, 4, 3), (4, 3), id="missing_of_three"),
        pytest.param((2, 4, 3), (3,), id="two_missing"),
        pytest.param((2, 4, 3), (1, 3), id="missing_and_size_one"),
        pytest.param((2, 4, 3), (2, 1, 3), id="middle_of_size_one"),
        pytest.param((2, 3), (1, 1), id="all_of_size_one"),
        pytest.param((5, 1), (1,), id="size_one_in_both"),
        pytest.param((4, 3), (), id="one_number"),
    ],
)
def test_shape(submission, full, shape):
    """From the shape {full} back to {shape}: shape and values are right."""
    G = gradient_of(full)
    got = submission.unbroadcast(G, shape)
    want = loop_oracle.repeated_gradient(G, shape)

    close(np.asarray(got), np.asarray(want), f"unbroadcast(gradient, {shape})")


@pytest.mark.check(question="unbroadcast", hint="Sum over repetitions alone.")
@pytest.mark.parametrize("shape", [(3,), (4, 1), (2, 3, 2)], ids=["vector", "column", "three"])
def test_nothing_repeated(submission, shape):
    """An array of shape {shape} keeps its gradient when used once, and adds up when used twice."""
    G = gradient_of(shape) + 1
    twice = np.stack([G, 2 * G])

    close(submission.unbroadcast(G, shape), G, f"unbroadcast(gradient, {shape})")
    close(submission.unbroadcast(twice, shape), 3 * G, f"unbroadcast(gradient of two, {shape})")


@pytest.mark.check(
    question="unbroadcast",
    hint="If the given array has changed: `gradient[0] = ...` and `gradient += ...` write into it. "
    "If the result itself is wrong: mend that first.",
)
def test_leaves_its_argument_alone(submission):
    """The gradient that was given is the same afterwards, wherever axes are summed."""
    G = gradient_of((2, 3))
    for shape in [(3,), (2, 1), (1, 3)]:
        held = submission.put(G)
        got = submission.unbroadcast(held, shape)

        close(got, loop_oracle.repeated_gradient(G, shape), f"unbroadcast(gradient, {shape})")
        close(held.get(), G, f"the given gradient after unbroadcast(gradient, {shape})")


@pytest.mark.check(question="unbroadcast", hint=HINT)
@given(case=small_matrices.repeated())
@settings(max_examples=120)
def test_any_shapes(submission, case):
    """From any shape back to any that NumPy repeats to it, the gradient is right."""
    G, shape = case

    got = submission.unbroadcast(G, shape)
    close(got, loop_oracle.repeated_gradient(G, shape), f"unbroadcast(gradient, {shape})")
