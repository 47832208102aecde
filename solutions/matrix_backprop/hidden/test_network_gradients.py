"""Question `backward`: all gradients of a network, from a forward pass that we supply."""

import loop_oracle
import numpy as np
import pytest
import small_matrices
from hypothesis import given, settings

from grader.testing import close, equal, expect

HINT = (
    "Compare the worked network with the slides, layer by layer from the last to the first: the "
    "first layer that differs is the one to look at."
)
PASSED = loop_oracle.pass_through(loop_oracle.WORKED, [2.0])


def lecture_gradients(submission, y=1.0):
    """What the submission gives for the worked network at x = 2, by default y = 1."""
    return submission.backward(loop_oracle.WORKED, np.array([2.0]), PASSED, np.array([y]))


@pytest.mark.check(question="backward", hint=HINT)
@pytest.mark.parametrize("name", ["dW", "db"])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_worked_network(submission, layer, name):
    """In the worked network, {name} of layer {layer} is right."""
    got = lecture_gradients(submission)
    from_the_end = 4 - layer  # so that a layer missing at the front costs its own points
    expect(len(got) >= from_the_end, f"your list has {len(got)} pairs, and the network 3 layers")
    pair = got[-from_the_end]
    equal(len(pair), 2, "the number of arrays")
    at = ("dW", "db").index(name)

    close(pair[at], loop_oracle.GRADIENTS[layer - 1][at], f"{name} of layer {layer}")


@pytest.mark.check(question="backward", hint="A step against these gradients must lower the loss.")
def test_worked_network_grows(submission):
    """All 17 gradients of the worked network are negative; with the target 0 all are positive."""
    for y, word in ((1.0, "negative"), (0.0, "positive")):
        got = lecture_gradients(submission, y)
        equal([len(pair) for pair in got], [2, 2, 2], "the number of arrays of each layer")
        numbers = np.concatenate([np.ravel(array) for pair in got for array in pair])

        equal(len(numbers), 17, "the number of gradients")
        sign = 1 if word == "positive" else -1
        right = bool(np.all(sign * numbers > 0))
        expect(right, f"with the target {y:g} some of the gradients are not {word}")
        expect(bool(np.ptp(numbers) > 0), f"with the target {y:g} all gradients are one number")


def compare(submission, layers, x, y):
    """Compares the gradients of a network with those of an imaginary nudge."""
    passed = loop_oracle.pass_through(layers, x)
    got = submission.backward(layers, x, passed, y)

    small_matrices.close_pairs(got, loop_oracle.network_gradients(layers, x, y), ("dW", "db"))


@pytest.mark.check(
    question="backward",
    hint="If it is right for y = 1: what is the derivative of the loss where y is 0? If it is "
    "wrong there too: mend that first.",
)
def test_worked_network_with_target_zero(submission):
    """The gradients of the worked network are right for x = -1.5 and y = 0 too."""
    compare(submission, loop_oracle.WORKED, np.array([-1.5]), np.array([0.0]))


@pytest.mark.check(question="backward", hint="With one layer, what comes into it is x.")
def test_one_layer(submission):
    """The gradients of a network of one layer are right."""
    layers = [(np.array([[0.5, -1.0, 0.25]]), np.array([0.75]))]

    compare(submission, layers, np.array([1.0, 2.0, -1.0]), np.array([1.0]))


@pytest.mark.check(
    question="backward",
    hint="Where W is square, W and its transpose both fit. Which sum does a hidden neuron need?",
)
def test_square_layers(submission):
    """The gradients are right where all layers have the same size, and no shape tells."""
    layers = [
        (np.array([[0.5, -1.0], [0.25, 1.0]]), np.array([0.5, -0.25])),
        (np.array([[1.0, 0.5], [-0.75, 0.25]]), np.array([-0.5, 1.0])),
        (np.array([[0.5, 2.0], [1.0, -0.5]]), np.array([0.25, 0.0])),
    ]

    compare(submission, layers, np.array([1.0, -0.5]), np.array([1.0, 0.0]))


@pytest.mark.check(
    question="backward", hint="A hidden neuron goes into every output: add up over all of them."
)
def test_two_outputs(submission):
    """The gradients are right with three hidden neurons and two outputs."""
    layers = [
        (np.array([[0.5, -1.0], [0.25, 1.0], [2.0, 0.5]]), np.array([0.5, -0.25, 0.0])),
        (np.array([[1.0, 0.5, -0.5], [-0.75, 0.25, 1.5]]), np.array([-0.5, 1.0])),
    ]

    compare(submission, layers, np.array([0.5, 1.0]), np.array([0.0, 1.0]))


@pytest.mark.check(question="backward", hint=HINT)
@given(case=small_matrices.networks())
@settings(max_examples=100)
def test_any_network(submission, case):
    """The gradients of any network are right."""
    compare(submission, *case)


@pytest.mark.check(
    question="backward",
    hint="If an array that was given has changed: `-=` and `*=` write into it, also through a "
    "second name; the update comes later, and not here. If the gradients are wrong: mend that "
    "first.",
)
def test_leaves_its_arguments_alone(submission):
    """Computing the gradients changes neither the layers nor the forward pass, nor x and y."""
    layers = [tuple(submission.put(array) for array in pair) for pair in loop_oracle.WORKED]
    passed = [tuple(submission.put(array) for array in pair) for pair in PASSED]
    x, y = submission.put(np.array([2.0])), submission.put(np.array([1.0]))
    got = submission.backward(layers, x, passed, y)
    expect(len(got) > 0, "your list has no pairs")

    small_matrices.close_pairs(got[-1:], loop_oracle.GRADIENTS[-1:], ("dW", "db"))
    now = [tuple(handle.get() for handle in pair) for pair in layers]
    small_matrices.close_pairs(now, loop_oracle.WORKED, ("W", "b"))
    now = [tuple(handle.get() for handle in pair) for pair in passed]
    small_matrices.close_pairs(now, PASSED, ("z", "a"))
    close(x.get(), np.array([2.0]), "x afterwards")
    close(y.get(), np.array([1.0]), "y afterwards")
