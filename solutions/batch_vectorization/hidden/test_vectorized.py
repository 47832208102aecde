"""Question `vectorized`: the interpreter's steps must not grow with the number of examples.

Steps are counted for 8, 512 and 1024 examples; no clock is involved, and no count is prescribed.
Before that the function is called once and not counted, so what is done once, such as an import, is
no step of any example. What is looked at is how far the counts are apart, which steps that are
wasted on all do not make smaller, and those that are wasted on the few make larger. All numbers are
positive, so that ReLU changes nothing; with the others only the first layer is looked at, and of
the gradients only the last layer's weights: what the other questions ask is not paid for again.
"""

import net_cases
import net_truth
import numpy as np
import pytest
from fitting import fits, fits_one_of

from grader.testing import counted, expect

FIRST = 6  # as many examples as in the call that is not counted
EXAMPLES = 8, 512, 1024
MORE = 1500  # fewer than three steps for each further example; an empty loop takes three
NETWORKS = [
    pytest.param("relu", [3, 2, 2], id="relu"),
    pytest.param("tanh", [3, 2], id="tanh"),
    pytest.param("sigmoid", [3, 2, 2, 2], id="sigmoid"),
]
OUTCOMES = [
    pytest.param("sum", 1, id="sum"),
    pytest.param("mean", 1, id="mean"),
    pytest.param("mean", 3, id="mean of three"),
]
HINT = (
    "If the steps grow or something is refused: no loop over examples or over parts of the batch, "
    "and nothing that is one in disguise, as a comprehension, the built-in sum, map, np.vectorize. "
    "Use operations on whole arrays; a loop over layers is fine. If the answer itself is wrong: "
    "mend that first."
)


def _does_not_grow(steps):
    """Passes when the counts are about the same for every number of examples."""
    few, more, many = steps
    came = f"{few} steps for {EXAMPLES[0]} examples, {more} for {EXAMPLES[1]} and {many} for"
    expect(
        max(steps) <= few + MORE,
        f"Python takes {came} {EXAMPLES[2]}: something is done for one example, or for one part of "
        "the batch, after the other",
    )
    expect(
        max(steps) <= min(steps) + MORE,
        f"Python takes {came} {EXAMPLES[2]}, which should be about the same: something is done in "
        "some calls only",
    )


def _outcome(rows, columns):
    """Outputs and targets."""
    return net_cases.batch(rows, columns), net_cases.batch(rows, columns, 3)


def _stored(rows, activation, sizes):
    """What backward_batch is given but for the activation."""
    params, X = net_cases.growing(rows, sizes)
    Zs, As = net_truth.forward(params, X, activation)
    return params, Zs, As, net_cases.batch(rows, sizes[-1], 5)


@pytest.mark.check(question="vectorized", hint=HINT)
@pytest.mark.parametrize(("activation", "sizes"), NETWORKS)
def test_forward(submission, activation, sizes):
    """The steps of forward_batch do not grow with the number of examples, with {activation}."""
    submission.forward_batch(*net_cases.growing(FIRST, sizes), activation)
    steps = []
    for rows in EXAMPLES:
        params, X = net_cases.growing(rows, sizes)
        with counted(submission) as run:
            got = submission.forward_batch(params, X, activation)
        steps.append(run.events)
        expect(bool(got and len(got) == 2 and all(got)), "Zs and As are expected, a pair of lists")
        Zs, As = net_truth.forward(params, X, activation)
        if activation == "relu":
            fits(got[1][-1], As[-1], "the output, As[-1],")
        else:
            fits_one_of(got[0][0], [Zs[0], As[1]], "the first layer, Zs[0],")

    _does_not_grow(steps)


@pytest.mark.check(question="vectorized", hint=HINT)
@pytest.mark.parametrize(("reduction", "columns"), OUTCOMES)
def test_loss(submission, reduction, columns):
    """The steps of batch_loss with {reduction} do not grow with the number of examples."""
    submission.batch_loss(*_outcome(FIRST, columns), reduction)
    steps, got, sums = [], [], []
    for rows in EXAMPLES:
        outputs, targets = _outcome(rows, columns)
        with counted(submission) as run:
            got.append(submission.batch_loss(outputs, targets, reduction))
        steps.append(run.events)
        sums.append(np.vdot(outputs - targets, outputs - targets))

    fits_one_of(got, [sums, np.divide(sums, EXAMPLES)], "the loss")
    _does_not_grow(steps)


@pytest.mark.check(question="vectorized", hint=HINT)
@pytest.mark.parametrize(("reduction", "columns"), OUTCOMES)
def test_loss_gradient(submission, reduction, columns):
    """The steps of loss_gradient with {reduction} do not grow with the number of examples."""
    submission.loss_gradient(*_outcome(FIRST, columns), reduction)
    steps = []
    for rows in EXAMPLES:
        outputs, targets = _outcome(rows, columns)
        with counted(submission) as run:
            got = submission.loss_gradient(outputs, targets, reduction)
        steps.append(run.events)
        fits(got, np.subtract(outputs, targets), "the gradient")

    _does_not_grow(steps)


@pytest.mark.check(question="vectorized", hint=HINT)
@pytest.mark.parametrize(("activation", "sizes"), NETWORKS)
def test_backward(submission, activation, sizes):
    """The steps of backward_batch do not grow with the number of examples, with {activation}."""
    submission.backward_batch(*_stored(FIRST, activation, sizes), activation)
    steps = []
    for rows in EXAMPLES:
        params, Zs, As, delta = _stored(rows, activation, sizes)
        with counted(submission) as run:
            got = submission.backward_batch(params, Zs, As, delta, activation)
        steps.append(run.events)
        expect(bool(got and got[-1]), "a pair (dW, db) is expected for each layer")
        fits(got[-1][0], np.einsum("nk,nd->kd", delta, As[-2]), "dW of the last layer")

    _does_not_grow(steps)
