"""Question `training`: one step, a few steps, and whether long training arrives.

On the four rows of XOR, and a few steps on data of any sizes. Up to 40 steps every parameter is
compared; after long training only the side of 0.5 on which each output is, computed here from the
parameters that come back.

From the solved starts, 40 steps are told from fewer by far more than rounding: right answers in
float32 are off by 20 % of what `close` allows at most, no more than two steps by 60 times as much
as it allows.

The known starts are solved within 95 of 500 steps, in float64 and in float32, and so were 200
starts drawn around each with a standard deviation of 0.02; the random ones within 80.
"""

import numpy as np
import oracle_nets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, equal, expect

X, Y = oracle_nets.XOR_X, oracle_nets.XOR_Y
NAMES = ("W1", "b1", "W2", "b2")
NETWORK = oracle_nets.arrays(([[1.0, -2.0], [0.5, 1.5]], [0.25, -1.0], [[-1.5, 2.0]], [0.5]))
KNOWN_STARTS = [
    ([[2.0, -2.0], [-1.0, -0.5]], [0.5, 0.0], [[-2.0, 2.0]], [0.5]),
    ([[2.0, 0.5], [2.0, -1.0]], [0.0, 0.0], [[-2.0, 0.5]], [0.5]),
    ([[-1.0, 0.5], [-1.0, 1.0]], [0.0, 0.5], [[0.5, -1.5]], [-0.5]),
]
SOLVED_STARTS = {
    "just": ([[4.0, -3.5], [1.5, -2.0]], [2.0, -0.5], [[-3.5, 3.0]], [1.5]),
    "surely": ([[7.0, -7.0], [6.5, -6.5]], [3.5, -3.5], [[-12.0, 12.5]], [5.5]),
    "nearly perfectly": ([[9.0, -9.0], [9.0, -9.0]], [4.5, -4.5], [[-24.0, 24.0]], [11.5]),
}
RATES = {"just": 1.0, "surely": 1.0, "nearly perfectly": 64.0}
"""The losses at the start are 0.3, 0.004 and 0.00001; the last one moves by long steps alone."""
STEPS = 500
MANY_X = np.array([[k * 7 % 11 / 4 - 1, k * 5 % 13 / 4 - 1] for k in range(200)])
MANY_Y = np.array([float(k * 3 % 7 > 2) for k in range(200)])
SAME_NETWORK = "All four gradients belong to the network before the step."
ANY_DATA = "Everything is computed from the X and the y that are given: XOR is one example of them."
AGAIN = "Each step goes on from the parameters that the step before gave back."
ALL_STEPS = (
    "Training takes as many steps as are asked for, all at the learning rate that is given, "
    "whatever the loss is, and gives back what the last one gave."
)
FROM_START = "Training starts from the parameters that are given, and draws none."


@pytest.mark.check(question="training", hint=SAME_NETWORK)
@pytest.mark.parametrize("name", NAMES)
def test_step(submission, name):
    """One step at learning rate 1: the new {name}."""
    got = oracle_nets.four(submission.step(X, Y, *NETWORK, 1.0), NAMES, "step")
    want = oracle_nets.descend(X, Y, NETWORK, 1.0)

    close(got[name], want[NAMES.index(name)], name)


@pytest.mark.check(question="training", hint="The learning rate stands in the update, once.")
@pytest.mark.parametrize("lr", [0.25, 8.0])
def test_learning_rate(submission, lr):
    """One step at learning rate {lr}."""
    got = oracle_nets.four(submission.step(X, Y, *NETWORK, lr), NAMES, "step")

    for name, want in zip(NAMES, oracle_nets.descend(X, Y, NETWORK, lr), strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="training", hint=SAME_NETWORK)
@given(start=oracle_nets.starts(), lr=st.sampled_from([0.25, 0.5, 1.0, 2.0]))
@settings(max_examples=40)
def test_any_step(submission, start, lr):
    """One step from any start."""
    network = oracle_nets.arrays(start)
    got = oracle_nets.four(submission.step(X, Y, *network, lr), NAMES, "step")

    for name, want in zip(NAMES, oracle_nets.descend(X, Y, network, lr), strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="training", hint=ANY_DATA)
@given(problem=oracle_nets.problems(), lr=st.sampled_from([0.25, 0.5, 1.0, 2.0]))
@settings(max_examples=20)
def test_step_on_any_data(submission, problem, lr):
    """One step on other data than XOR: any rows, any inputs, any number of both."""
    X, y, *network = oracle_nets.arrays(problem)
    got = oracle_nets.four(submission.step(X, y, *network, lr), NAMES, "step")

    for name, want in zip(NAMES, oracle_nets.descend(X, y, network, lr), strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="training", hint=ANY_DATA)
@given(problem=oracle_nets.problems())
@settings(max_examples=20)
def test_train_on_any_data(submission, problem):
    """Three steps of training on other data than XOR."""
    X, y, *network = oracle_nets.arrays(problem)
    got = oracle_nets.four(submission.train(X, y, *network, 0.5, 3), NAMES, "train")

    for name, want in zip(NAMES, oracle_nets.descend(X, y, network, 0.5, 3), strict=True):
        close(got[name], want, name)


@pytest.mark.check(
    question="training", hint="Each step takes the mean over all rows that are given."
)
def test_many_rows(submission):
    """With 200 rows of data, each of two steps of training uses all of them."""
    got = oracle_nets.four(submission.train(MANY_X, MANY_Y, *NETWORK, 1.0, 2), NAMES, "train")

    wanted = oracle_nets.descend(MANY_X, MANY_Y, NETWORK, 1.0, 2)
    for name, want in zip(NAMES, wanted, strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="training", hint=AGAIN)
@pytest.mark.parametrize("steps", [1, 2, 10])
def test_few_steps(submission, steps):
    """Training for {steps} steps at learning rate 1, from given parameters."""
    got = oracle_nets.four(submission.train(X, Y, *NETWORK, 1.0, steps), NAMES, "train")

    for name, want in zip(NAMES, oracle_nets.descend(X, Y, NETWORK, 1.0, steps), strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="training", hint=ALL_STEPS)
@pytest.mark.parametrize("how", [*SOLVED_STARTS])
def test_solved_before_it_starts(submission, how):
    """Training takes all of 40 steps also from a start that {how} solves XOR already."""
    start, lr = oracle_nets.arrays(SOLVED_STARTS[how]), RATES[how]
    got = oracle_nets.four(submission.train(X, Y, *start, lr, 40), NAMES, "train")

    for name, want in zip(NAMES, oracle_nets.descend(X, Y, start, lr, 40), strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="training", hint=ALL_STEPS)
@pytest.mark.parametrize("steps", [2, 5])
def test_loss_rises(submission, steps):
    """Training takes all of {steps} steps at learning rate 16, where the loss rises on the way."""
    got = oracle_nets.four(submission.train(X, Y, *NETWORK, 16.0, steps), NAMES, "train")

    for name, want in zip(NAMES, oracle_nets.descend(X, Y, NETWORK, 16.0, steps), strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="training", hint="A step is as long as its gradients and lr say.")
def test_large_inputs(submission):
    """With inputs up to 300 one step is as long as the large gradients make it."""
    data, labels = np.array([[200.0, -100.0], [50.0, 300.0]]), np.array([1.0, 0.0])
    network = [NETWORK[0] / 200, *NETWORK[1:]]
    got = oracle_nets.four(submission.step(data, labels, *network, 1.0), NAMES, "step")

    for name, want in zip(NAMES, oracle_nets.descend(data, labels, network, 1.0), strict=True):
        close(got[name], want, name)


@pytest.mark.check(
    question="training",
    hint="If an array that was given has changed: W1 -= ... and y.shape = ... do that.",
)
@pytest.mark.parametrize("function", ["step", "train"])
def test_start_is_left_alone(submission, function):
    """The start and the data are the same after {function} as before."""
    arrays = dict(zip(("X", "y", *NAMES), (X, Y, *NETWORK), strict=True))
    held = {name: submission.put(array) for name, array in arrays.items()}
    steps = [] if function == "step" else [3]
    got = getattr(submission, function)(*held.values(), 1.0, *steps)

    want = oracle_nets.descend(X, Y, NETWORK, 1.0, *steps)
    close(oracle_nets.four(got, NAMES, function)["b2"], want[3], "b2")
    for name, before in arrays.items():
        equal(held[name].get().tolist(), before.tolist(), f"the given {name} after {function}")


@pytest.mark.check(question="training", hint=FROM_START)
def test_zeros_stay(submission):
    """From zeros nothing moves on XOR; with the labels of OR the parameters do.

    Judged to 1e-4 at zeros: in float32 a sigmoid of 0 may differ from 0.5 in its last digit.
    """
    zeros = [np.zeros_like(each) for each in NETWORK]
    got = oracle_nets.four(submission.train(X, Y, *zeros, 1.0, 8), NAMES, "train")
    for name, each in got.items():
        expect(bool(np.all(np.abs(each) <= 1e-4)), f"{name} should stay 0 when all start at 0")

    labels = np.array([0.0, 1.0, 1.0, 1.0])
    got = oracle_nets.four(submission.train(X, labels, *zeros, 1.0, 8), NAMES, "train")
    for name, want in zip(NAMES, oracle_nets.descend(X, labels, zeros, 1.0, 8), strict=True):
        close(got[name], want, f"{name} with the labels of OR")


@pytest.mark.check(question="training", hint=FROM_START)
def test_equal_units_stay_equal(submission):
    """From hidden units that are equal both move, and stay equal."""
    start = [np.full_like(each, 0.5) for each in NETWORK]
    got = oracle_nets.four(submission.train(X, Y, *start, 1.0, 8), NAMES, "train")

    for name, want in zip(NAMES, oracle_nets.descend(X, Y, start, 1.0, 8), strict=True):
        close(got[name], want, name)


@pytest.mark.check(question="training", hint="Print the loss every 50 steps: does it fall?")
@pytest.mark.parametrize("start", [1, 2, 3])
def test_two_hidden_units_learn_xor(submission, start):
    """A 2-2-1 network learns XOR in 500 steps from a start known to be good ({start})."""
    _learns_either_way(submission, oracle_nets.arrays(KNOWN_STARTS[start - 1]))


@pytest.mark.check(question="training", hint="Print the loss every 50 steps: does it fall?")
@pytest.mark.parametrize("start", [1, 2])
def test_eight_hidden_units_learn_xor(submission, start):
    """A 2-8-1 network learns XOR in 500 steps from random weights ({start})."""
    _learns_either_way(submission, oracle_nets.normal_start(8, start))


def _learns_either_way(submission, start):
    """Passes when a network learns XOR, and learns the same with its hidden units turned.

    One network for every start is not turned with it.
    """
    got, other = _learns(submission, start), _learns(submission, _turned(start))
    same = [
        np.allclose(each, want, rtol=0.02, atol=0.02)
        for each, want in zip(other, _turned(got), strict=True)
    ]
    message = "with the hidden units in another order the start should lead to the same network"
    expect(all(same), message)


def _learns(submission, start):
    """The network, when all four outputs are on the right side of 0.5 and training led there.

    A network that is given back whatever was asked is as far from the start after one step.
    """
    first, got = (
        oracle_nets.four(submission.train(X, Y, *start, 1.0, steps), NAMES, "train")
        for steps in (1, STEPS)
    )
    for (name, each), given_one in zip([*first.items(), *got.items()], [*start] * 2, strict=True):
        shapes = f"{name} should have shape {given_one.shape}, it has {each.shape}"
        expect(each.shape == given_one.shape, shapes)
        expect(bool(np.all(np.abs(each) < 1e6)), f"{name} should hold moderate numbers")
    outputs = oracle_nets.layers(X, *[each.astype(float) for each in got.values()])[3][:, 0]
    told = ", ".join(f"{each:.3f}" for each in outputs)
    message = f"the outputs should be below, above, above, below 0.5; they are {told}"
    expect(bool(np.all((outputs - 0.5) * (Y - 0.5) > 0)), message)
    nearer = _distance(first.values(), start) < _distance(got.values(), start)
    expect(nearer, f"one step should lead less far from the start than {STEPS} steps")
    return [*got.values()]


def _turned(network):
    """The same network with its hidden units in the opposite order."""
    W1, b1, W2, b2 = network
    return [np.array(W1[::-1]), np.array(b1[::-1]), np.array(W2[:, ::-1]), b2]


def _distance(network, start):
    """The largest difference of any parameter."""
    return max(float(np.max(np.abs(a - b))) for a, b in zip(network, start, strict=True))
