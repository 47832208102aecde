"""Questions `depth` and `cost`: graphs that are 10,000 deep, or have 2**60 paths."""

import pytest

from grader.testing import close, expect

DEEP = (
    "If it ended in a RecursionError: Python allows about 1,000 calls inside each other. Keep a "
    "list of nodes that are still to be looked at, and work in a loop. If it did not end in time: "
    "look up in a set of ids which nodes you have met; a list is searched from its front each time."
)
PATHS = (
    "If it did not end in time: walking along every path takes for ever, since their number "
    "doubles with each diamond. Each node sends once, after all that use it have sent."
)


@pytest.mark.check(question="depth", hint=DEEP)
def test_long_sum(submission):
    """10,000 additions, one after the other."""
    a = submission.NumberWithGrad(2)
    b = a * 3
    for _ in range(10_000):
        b = b + 4
    b.backward()

    close(a.grad, 3, "a.grad")


@pytest.mark.check(question="depth", hint=DEEP)
def test_long_product(submission):
    """2,501 multiplications by -1, with the long part on the right."""
    a, sign = submission.NumberWithGrad(2), submission.NumberWithGrad(-1)
    b = a * 5
    for _ in range(2_501):
        b = sign * b
    b.backward()

    close(a.grad, -5, "a.grad")


def _in_proportion(gradient):
    """Passes when a leaf's gradient is what only a sum over very many paths can be.

    `gradient` gives it for a factor behind the leaf, one before the result and a number of steps.
    It must be large, and grow with both factors, which no number does that was found at one end of
    the graph alone; and three steps more multiply it as they do in a small graph, which no sum does
    that was given up on the way.
    """
    once = gradient(1.0, 1.0)
    expect(
        once is not None and 1e3 < once < 1e200, "the gradient of the leaf is not a large number"
    )
    close(gradient(3.5, 1.0) / once, 3.5, "how the gradient grows with a factor behind the leaf")
    close(gradient(1.0, -0.75) / once, -0.75, "how it grows with a factor before the result")
    small = gradient(1.0, 1.0, 13) / gradient(1.0, 1.0, 10)
    large = once / gradient(1.0, 1.0, 57)
    expect(
        abs(large / small - 1) < 0.01, "three steps more multiply the gradient by another number"
    )


@pytest.mark.check(question="cost", hint=PATHS)
def test_diamonds(submission):
    """60 diamonds, one after the other: b * 1.5 + (b * 1.25 + 2).

    That every path counts once is the question `reused_node`. Here an end in time is what is asked
    for, and a gradient that takes the whole graph. From which end is not asked: a derivative by one
    leaf that is carried along while the graph is built costs no more than its nodes either.
    """

    def gradient(behind, before, steps=60):
        a = submission.NumberWithGrad(3)
        b = a * behind
        for _ in range(steps):
            b = b * 1.5 + (b * 1.25 + 2.0)
        (b * before).backward()
        return a.grad

    _in_proportion(gradient)


@pytest.mark.check(question="cost", hint=PATHS)
def test_ladder(submission):
    """60 steps that each use the last two nodes: c = b * 1.25 + (a * 1.5 + 1)."""

    def gradient(behind, before, steps=60):
        leaf = submission.NumberWithGrad(3)
        earlier = leaf * behind
        last = earlier * 2
        for _ in range(steps):
            earlier, last = last, last * 1.25 + (earlier * 1.5 + 1.0)
        (last * before).backward()
        return leaf.grad

    _in_proportion(gradient)
