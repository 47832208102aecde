"""Question `backward`: the gradients of all parameters, from activations that we supply."""

import numpy as np
import oracle_nets
import pytest
from hypothesis import given, settings

from grader.testing import close, equal

NAMES = ("dW1", "db1", "dW2", "db2")
NETWORK = oracle_nets.arrays(([[1.0, -2.0], [0.5, 1.5]], [0.25, -1.0], [[-1.5, 2.0]], [0.5]))
MEAN = "The number of rows divides once, and every sum runs over all rows."
MEASURE = "Compare each array with `measured_gradients`."


def ask(submission, X, y, network):
    """The four gradients of a submission, by name; our own forward pass supplies A1 and A2."""
    _, A1, _, A2 = oracle_nets.layers(X, *network)
    return oracle_nets.four(submission.backward(X, y, network[2], A1, A2), NAMES, "backward")


@pytest.mark.check(question="backward", hint=MEASURE)
@pytest.mark.parametrize("name", NAMES)
def test_worked_example(submission, name):
    """The gradient {name} of the last two layers of the lecture's worked network, one row."""
    want = {
        "dW1": [
            [-0.0122826538, -0.0128010602],
            [-0.0062506280, -0.0065144444],
            [-0.0185803088, -0.0193645165],
        ],
        "db1": [-0.0213818675, -0.0108812071, -0.0323449400],
        "dW2": [[-0.1393896735, -0.1349292385, -0.1373654203]],
        "db2": [-0.2260950721],
    }
    X = np.array([[0.5744425168, 0.5986876601]])
    W1, b1 = np.array([[0.2, 0.1], [0.3, 0.2], [0.1, 0.3]]), np.array([0.3, 0.1, 0.2])
    W2, b2 = np.array([[0.4, 0.2, 0.6]]), np.array([0.5])
    got = ask(submission, X, np.array([1.0]), (W1, b1, W2, b2))

    close(got[name], np.array(want[name]), name)


@pytest.mark.check(question="backward", hint=MEAN)
@pytest.mark.parametrize("name", NAMES)
def test_four_rows(submission, name):
    """The gradient {name} for the four rows of XOR."""
    want = oracle_nets.gradients(oracle_nets.XOR_X, oracle_nets.XOR_Y, NETWORK)
    got = ask(submission, oracle_nets.XOR_X, oracle_nets.XOR_Y, NETWORK)

    close(got[name], want[NAMES.index(name)], name)


@pytest.mark.check(question="backward", hint=MEASURE)
def test_shapes_that_tell_nothing(submission):
    """Two rows, two inputs, two hidden units: every shape fits every place."""
    X, y = np.array([[2.0, -1.0], [0.5, 1.0]]), np.array([1.0, 0.0])
    got = ask(submission, X, y, NETWORK)

    for name, want in zip(NAMES, oracle_nets.gradients(X, y, NETWORK), strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="backward", hint=MEAN)
def test_every_row_twice(submission):
    """When every row is there twice, a mean and its gradients stay the same."""
    X, y = oracle_nets.XOR_X, oracle_nets.XOR_Y
    got = ask(submission, np.tile(X, (2, 1)), np.tile(y, 2), NETWORK)

    for name, want in zip(NAMES, oracle_nets.gradients(X, y, NETWORK), strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="backward", hint="A gradient is given back as it is, however large.")
def test_large_inputs(submission):
    """With inputs up to 300 the gradients of W1 are large, and are given back as they are."""
    X, y = np.array([[200.0, -100.0], [50.0, 300.0]]), np.array([1.0, 0.0])
    network = NETWORK[0] / 200, *NETWORK[1:]
    got = ask(submission, X, y, network)

    for name, want in zip(NAMES, oracle_nets.gradients(X, y, network), strict=True):
        close(got[name], want, name)


@pytest.mark.check(
    question="backward",
    hint="If an array that was given has changed: A2 -= ... does that; A2 - ... makes a new one.",
)
def test_activations_are_left_alone(submission):
    """The arrays that backward was given are the same afterwards."""
    X, y = oracle_nets.XOR_X, oracle_nets.XOR_Y
    _, A1, _, A2 = oracle_nets.layers(X, *NETWORK)
    given_arrays = {"X": X, "y": y, "W2": NETWORK[2], "A1": A1, "A2": A2}
    held = {name: submission.put(array) for name, array in given_arrays.items()}
    got = oracle_nets.four(submission.backward(*held.values()), NAMES, "backward")

    close(got["db2"], oracle_nets.gradients(X, y, NETWORK)[3], "db2")
    for name, array in given_arrays.items():
        equal(held[name].get().tolist(), array.tolist(), f"{name} after backward")


@pytest.mark.check(question="backward", hint=MEASURE)
@given(problem=oracle_nets.problems())
@settings(max_examples=60)
def test_output_layer(submission, problem):
    """The gradients dW2 and db2 of networks of any small sizes are those that one measures."""
    X, y, *network = oracle_nets.arrays(problem)
    got = ask(submission, X, y, network)

    _, _, dW2, db2 = oracle_nets.gradients(X, y, network)
    close(got["dW2"], dW2, "dW2")
    close(got["db2"], db2, "db2")


@pytest.mark.check(question="backward", hint=MEASURE)
@given(problem=oracle_nets.problems())
@settings(max_examples=60)
def test_hidden_layer(submission, problem):
    """The gradients dW1 and db1 of networks of any small sizes are those that one measures."""
    X, y, *network = oracle_nets.arrays(problem)
    got = ask(submission, X, y, network)

    dW1, db1, _, _ = oracle_nets.gradients(X, y, network)
    close(got["dW1"], dW1, "dW1")
    close(got["db1"], db1, "db1")
