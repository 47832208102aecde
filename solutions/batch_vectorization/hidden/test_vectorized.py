"""Question `vectorized`: the interpreter's steps must not grow with the number of examples.

Steps are counted for 8, 512 and 1024 examples; no clock is involved, and no count is prescribed.
What is looked at is how far the counts are apart, which steps that are wasted on all do not make
smaller, and those that are wasted on the few make larger. All numbers are positive, so that ReLU
changes nothing, and of the gradients only the last layer's weights are looked at: what the other
questions ask is not paid for again here.
"""

import net_cases
import net_truth
import numpy as np
import pytest
from fitting import fits

from grader.testing import counted, expect

EXAMPLES = 8, 512, 1024
MORE = 1500  # fewer than three steps for each further example; an empty loop takes three
SIZES = [3, 2, 2]
HINT = (
    "No loop over examples, and nothing that is one in disguise: a comprehension, the built-in "
    "sum, map, np.vectorize. Use operations on whole arrays. A loop over layers is fine."
)


def _does_not_grow(steps):
    """Passes when the counts are about the same for every number of examples."""
    few, more, many = steps
    expect(
        max(steps) <= min(steps) + MORE,
        f"Python takes {few} steps for {EXAMPLES[0]} examples, {more} for {EXAMPLES[1]} and {many} "
        f"for {EXAMPLES[2]}: something is done for one example after the other",
    )


@pytest.mark.check(question="vectorized", hint=HINT)
def test_forward(submission):
    """The steps of forward_batch do not grow with the number of examples."""
    steps = []
    for rows in EXAMPLES:
        params, X = net_cases.growing(rows, SIZES)
        with counted(submission) as run:
            got = submission.forward_batch(params, X, "relu")
        steps.append(run.events)
        expect(bool(got and len(got) == 2 and got[1]), "Zs and As are expected, a pair of lists")
        fits(got[1][-1], net_truth.forward(params, X, "relu")[1][-1], "the output, As[-1],")

    _does_not_grow(steps)


@pytest.mark.check(question="vectorized", hint=HINT)
def test_loss(submission):
    """The steps of batch_loss do not grow with the number of examples."""
    steps, got, want = [], [], []
    for rows in EXAMPLES:
        outputs, targets = net_cases.batch(rows, 1), net_cases.batch(rows, 1, 3)
        with counted(submission) as run:
            got.append(submission.batch_loss(outputs, targets, "sum"))
        steps.append(run.events)
        want.append(np.vdot(outputs - targets, outputs - targets))

    fits(got, want, "the loss")
    _does_not_grow(steps)


@pytest.mark.check(question="vectorized", hint=HINT)
def test_loss_gradient(submission):
    """The steps of loss_gradient do not grow with the number of examples."""
    steps = []
    for rows in EXAMPLES:
        outputs, targets = net_cases.batch(rows, 1), net_cases.batch(rows, 1, 3)
        with counted(submission) as run:
            got = submission.loss_gradient(outputs, targets, "sum")
        steps.append(run.events)
        fits(got, np.subtract(outputs, targets), "the gradient")

    _does_not_grow(steps)


@pytest.mark.check(question="vectorized", hint=HINT)
def test_backward(submission):
    """The steps of backward_batch do not grow with the number of examples."""
    steps = []
    for rows in EXAMPLES:
        params, X = net_cases.growing(rows, SIZES)
        Zs, As = net_truth.forward(params, X, "relu")
        delta = net_cases.batch(rows, 2, 5)
        with counted(submission) as run:
            got = submission.backward_batch(params, Zs, As, delta, "relu")
        steps.append(run.events)
        expect(bool(got and got[-1]), "a pair (dW, db) is expected for each layer")
        fits(got[-1][0], np.einsum("nk,nd->kd", delta, As[1]), "dW of the last layer")

    _does_not_grow(steps)
