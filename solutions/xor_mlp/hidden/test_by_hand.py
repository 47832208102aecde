"""Questions `by_hand` and `count`: networks whose weights a person chose, and their size.

Any weights that work are right: the network is evaluated here, on all four rows.
"""

import numpy as np
import oracle_nets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, expect

SHAPES = {"W1": (2, 2), "b1": (2,), "W2": (1, 2), "b2": (1,)}
BEND = (
    "Write down both hidden units for s = 0, 1, 2. Each begins to rise at a point that you choose."
)


@pytest.mark.check(question="by_hand", hint=BEND)
def test_xor(submission):
    """The network of xor_by_hand gives 0, 1, 1, 0 for the rows 00, 01, 10, 11."""
    network = _network(submission.xor_by_hand(), "xor_by_hand()")

    close(oracle_nets.relu_outputs(*network), [0.0, 1.0, 1.0, 0.0], "the outputs of your network")


@pytest.mark.check(question="by_hand", hint=BEND)
def test_xnor(submission):
    """The network of xnor_by_hand gives 1, 0, 0, 1 for the rows 00, 01, 10, 11."""
    network = _network(submission.xnor_by_hand(), "xnor_by_hand()")

    close(oracle_nets.relu_outputs(*network), [1.0, 0.0, 0.0, 1.0], "the outputs of your network")


def _network(answer, what):
    """The four parameters as arrays of floats, once their shapes are right."""
    names = ", ".join(SHAPES)
    expect(len(answer) == 4, f"{what} should give back {names}; it gave back {len(answer)} things")
    found = []
    for (name, shape), each in zip(SHAPES.items(), answer, strict=True):
        try:
            array = np.array(each, dtype=float)
        except (ValueError, OverflowError):
            array = np.array(np.nan)
        message = f"{name} of {what} should have shape {shape}, it has {array.shape}"
        expect(array.shape == shape, message)
        expect(bool(np.all(np.abs(array) < 1e6)), f"{name} of {what} should hold moderate numbers")
        found.append(array)
    return found


@pytest.mark.check(question="count", hint="Draw the network and count its arrows; then the biases.")
@pytest.mark.parametrize(
    ("sizes", "count"),
    [
        pytest.param([2, 2, 1], 9, id="xor"),
        pytest.param([1, 2, 3, 1], 17, id="deep"),
        pytest.param([6, 1], 7, id="one neuron"),
        pytest.param([784, 512, 512, 10], 669706, id="large"),
    ],
)
def test_count(submission, sizes, count):
    """The number of parameters with layers of {sizes}."""
    close(submission.count_parameters(sizes), count, f"count_parameters({sizes})")


@pytest.mark.check(question="count")
@given(sizes=st.lists(st.integers(1, 6), min_size=2, max_size=6))
@settings(max_examples=40)
def test_any_sizes(submission, sizes):
    """The number of parameters with any layers: every weight and every bias once."""
    arrows = [(i, j) for a, b in zip(sizes, sizes[1:]) for i in range(a) for j in range(b)]  # noqa: B905, RUF007 - one shorter
    close(
        submission.count_parameters(sizes),
        len(arrows) + sum(sizes[1:]),
        f"count_parameters({sizes})",
    )
