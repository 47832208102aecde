"""Question `forward`: all Z and all A of a batch, in every row what one example gives."""

import net_cases
import net_truth
import numpy as np
import pytest
from hypothesis import given, settings
from net_cases import read_forward

from grader.testing import close, equal

BEFORE = (
    "Zs holds the values before the activation, in every layer. If a Z is like its A: does "
    "something write over it?"
)
AFTER = "As begins with X. Hidden layers have the activation, every one of them; the last has none."
SIZES = [
    pytest.param(5, [3, 2], id="1 layer"),
    pytest.param(2, [4, 3, 1], id="2 layers"),
    pytest.param(3, [2, 4, 3, 2], id="3 layers"),
    pytest.param(2, [3, 2, 4, 2, 3], id="4 layers"),
    pytest.param(3, [2, 3, 2, 3, 2, 3, 1], id="6 layers"),
    pytest.param(3, [3, 3, 3], id="N = D = K"),
    pytest.param(1, [2, 3, 2], id="one example"),
]


def _run(submission, params, X, activation):
    """(Zs, As) of the submission, and what they must be."""
    got = read_forward(submission.forward_batch(params, X, activation), len(params))
    return got, net_truth.forward(params, X, activation)


def _close_each(got, want, name, first):
    for k, (array, right) in enumerate(zip(got, want, strict=True), first):
        close(array, right, f"{name}{k}")


@pytest.mark.check(question="forward", hint=BEFORE)
@pytest.mark.parametrize(("rows", "sizes"), SIZES)
def test_before_activation(submission, rows, sizes):
    """The Z of every layer for {rows} examples and the sizes {sizes}, with ReLU."""
    params, X = net_cases.network(sizes), net_cases.batch(rows, sizes[0], 1)
    got, want = submission.forward_batch(params, X, "relu"), net_truth.forward(params, X, "relu")

    equal(len(got), 2, "how many lists there are: Zs and As")
    equal(len(got[0]), len(params), "len(Zs)")
    _close_each(got[0], want[0], "Z", 1)


@pytest.mark.check(question="forward", hint=AFTER)
@pytest.mark.parametrize(("rows", "sizes"), SIZES)
def test_after_activation(submission, rows, sizes):
    """The A of every layer for {rows} examples and the sizes {sizes}, with tanh."""
    params, X = net_cases.network(sizes), net_cases.batch(rows, sizes[0], 1)
    got, want = _run(submission, params, X, "tanh")

    _close_each(got[1], want[1], "A", 0)


@pytest.mark.check(
    question="forward",
    hint="Use `activate` with the name that is given, on Z as it is: large values are not cut off.",
)
@pytest.mark.parametrize("activation", net_cases.ACTIVATIONS)
def test_named_activation(submission, activation):
    """The hidden layer has the activation that is named, {activation}, also where Z is large."""
    params, X = net_cases.network([2, 3, 2]), net_cases.batch(4, 2, 6)
    large = 1024 if activation == "relu" else 32  # exp overflows in float32 beyond 88
    for batch in (X, large * X):
        got, want = _run(submission, params, batch, activation)

        close(got[1][1], want[1][1], "A1")


@pytest.mark.check(question="forward", hint=AFTER)
def test_lecture_network(submission):
    """The 1-2-3-1 network of the lectures, its example in two rows."""
    X = np.vstack([net_cases.LECTURE_INPUT, net_cases.LECTURE_INPUT])
    Zs, As = read_forward(submission.forward_batch(net_cases.LECTURE, X, "sigmoid"), 3)

    close(As[1], [net_cases.LECTURE_A1] * 2, "A1")
    close(As[2], [net_cases.LECTURE_A2] * 2, "A2")
    close(Zs[2], [net_cases.LECTURE_OUTPUT] * 2, "Z3")


@pytest.mark.check(question="forward", hint=AFTER)
@pytest.mark.parametrize("activation", net_cases.ACTIVATIONS)
@given(case=net_cases.cases())
@settings(max_examples=20)
def test_any_network(submission, activation, case):
    """Any network with {activation} on any batch: each row is what the example gives alone."""
    params, X, _ = case
    got = read_forward(submission.forward_batch(params, X, activation), len(params))
    for row in range(len(X)):
        alone = net_truth.forward(params, X[row : row + 1], activation)
        _close_each([Z[row : row + 1] for Z in got[0]], alone[0], f"row {row} of Z", 1)
        _close_each([A[row : row + 1] for A in got[1]], alone[1], f"row {row} of A", 0)
