"""Question `forward`: two layers of sigmoids, rows are examples."""

import numpy as np
import oracle_nets
import pytest
from hypothesis import given, settings

from grader.testing import close, equal

NAMES = ("Z1", "A1", "Z2", "A2")
NETWORK = oracle_nets.arrays(([[1.0, -2.0], [0.5, 1.5]], [0.25, -1.0], [[-1.5, 2.0]], [0.5]))
SHAPES = "Look at the shapes of X, W1 and W2; where both fit, ask which row of W1 is which unit."


@pytest.mark.check(question="forward", hint=SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_four_rows(submission, name):
    """The array {name} for the four rows of XOR."""
    got = oracle_nets.four(submission.forward(oracle_nets.XOR_X, *NETWORK), NAMES, "forward")
    want = dict(zip(NAMES, oracle_nets.layers(oracle_nets.XOR_X, *NETWORK), strict=True))

    close(got[name], want[name], name)


@pytest.mark.check(question="forward", hint=SHAPES)
def test_worked_example(submission):
    """The last two layers of the lecture's worked network: one row, two inputs, three units."""
    W1, b1 = np.array([[0.2, 0.1], [0.3, 0.2], [0.1, 0.3]]), np.array([0.3, 0.1, 0.2])
    W2, b2 = np.array([[0.4, 0.2, 0.6]]), np.array([0.5])
    X = np.array([[0.5744425168, 0.5986876601]])
    got = oracle_nets.four(submission.forward(X, W1, b1, W2, b2), NAMES, "forward")

    close(got["A1"], np.array([[0.6165091, 0.5967810, 0.6075560]]), "A1")
    close(got["Z2"], np.array([[1.2304934503]]), "Z2")
    close(got["A2"], np.array([[0.7739049279]]), "A2")


@pytest.mark.check(question="forward", hint="The bias belongs to a unit: it is added to every row.")
def test_shapes_that_tell_nothing(submission):
    """Two rows, two inputs, two hidden units: every shape fits every place."""
    X = np.array([[2.0, -1.0], [0.5, 1.0]])
    got = oracle_nets.four(submission.forward(X, *NETWORK), NAMES, "forward")

    for name, want in zip(NAMES, oracle_nets.layers(X, *NETWORK), strict=True):
        close(got[name], want, name)


@pytest.mark.check(
    question="forward", hint="If nan came: e to the power 1000 is inf, which sigma avoids."
)
def test_far_out(submission):
    """Sums of 1000 and -1000, in both layers, give activations of 1 and 0."""
    X = np.array([[1.0], [-1.0]])
    network = oracle_nets.arrays(([[1000.0], [0.5]], [0.0, 0.25], [[2000.0, -1.0]], [-1000.0]))
    got = oracle_nets.four(submission.forward(X, *network), NAMES, "forward")

    # In row 1 the units are 1 and sigmoid(0.75), in row 2 they are 0 and sigmoid(-0.25).
    second = oracle_nets.values("sigmoid", [0.75, -0.25])
    close(got["Z1"], np.array([[1000.0, 0.75], [-1000.0, -0.25]]), "Z1")
    close(got["A1"], np.array([[1.0, second[0]], [0.0, second[1]]]), "A1")
    close(got["Z2"], np.array([[1000.0 - second[0]], [-1000.0 - second[1]]]), "Z2")
    close(got["A2"], np.array([[1.0], [0.0]]), "A2")


@pytest.mark.check(
    question="forward",
    hint="If an array that was given has changed: b1.shape = ... and Z1 += ... change an array "
    "itself; b1 + ... does not.",
)
def test_arguments_are_left_alone(submission):
    """The data and the parameters are the same after forward as before, and so are their shapes."""
    arrays = {"X": oracle_nets.XOR_X, **dict(zip(("W1", "b1", "W2", "b2"), NETWORK, strict=True))}
    held = {name: submission.put(array) for name, array in arrays.items()}
    got = oracle_nets.four(submission.forward(*held.values()), NAMES, "forward")

    close(got["A2"], oracle_nets.layers(*arrays.values())[3], "A2")
    for name, array in arrays.items():
        equal(held[name].get().tolist(), array.tolist(), f"{name} after forward")


@pytest.mark.check(question="forward", hint=SHAPES)
@given(problem=oracle_nets.problems())
@settings(max_examples=40)
def test_any_sizes(submission, problem):
    """Networks and data of any small sizes."""
    X, _, *network = oracle_nets.arrays(problem)
    got = oracle_nets.four(submission.forward(X, *network), NAMES, "forward")

    for name, want in zip(NAMES, oracle_nets.layers(X, *network), strict=True):
        close(got[name], want, name)
