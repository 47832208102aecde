"""Question `reused_leaf`: leaves with several uses; every intermediate node is used once.

Only `+` and `*`, which the earlier questions pay for, so that a wrong division loses nothing here.
"""

import graphs
import pytest
from hypothesis import given, settings

from grader.testing import close

HINT = "Every use of a node contributes to its gradient: the contributions add up."


@pytest.mark.check(question="reused_leaf", hint=HINT)
@pytest.mark.parametrize(
    ("op", "want"), [pytest.param("+", 10, id="add"), pytest.param("*", 70, id="mul")]
)
def test_same_leaf_on_both_sides(submission, op, want):
    """In (a {op} a) * 5 the leaf stands on both sides of one operation."""
    a = submission.NumberWithGrad(7)
    (graphs.APPLY[op](a, a) * 5).backward()

    close(a.grad, want, "a.grad")


@pytest.mark.check(question="reused_leaf", hint=HINT)
def test_two_paths(submission):
    """In (4a + 3)(a + 2) two paths lead from the leaf to the result."""
    a = submission.NumberWithGrad(5)
    b = a * 4
    c = b + 3
    d = a + 2
    (c * d).backward()

    close(a.grad, 51, "a.grad")
    close(c.grad, 7, "c.grad")
    close(d.grad, 23, "d.grad")


@pytest.mark.check(question="reused_leaf", hint=HINT)
def test_near_and_far(submission):
    """In ((a * 3 + 1) * 2 + a) * a some paths are longer than others."""
    a = submission.NumberWithGrad(2)
    (((a * 3 + 1) * 2 + a) * a).backward()

    close(a.grad, 30, "a.grad")


@pytest.mark.check(question="reused_leaf", hint=HINT)
def test_many_uses(submission):
    """A product of five times the same leaf."""
    a = submission.NumberWithGrad(2)
    (a * a * a * a * a).backward()

    close(a.grad, 80, "a.grad")


@pytest.mark.check(
    question="reused_leaf",
    hint="Two nodes that hold the same number are still two nodes, each with its own gradient.",
)
def test_equal_leaves_are_not_the_same_leaf(submission):
    """In a * a * b the two leaves have the same value; each has a gradient of its own."""
    a, b = submission.NumberWithGrad(4), submission.NumberWithGrad(4)
    (a * a * b).backward()

    close(a.grad, 32, "a.grad")
    close(b.grad, 16, "b.grad")


@pytest.mark.check(question="reused_leaf", hint=HINT)
@given(graph=graphs.shared_leaves())
@settings(max_examples=100)
def test_measured(submission, graph):
    """In random graphs of + and * every leaf has the gradient that one measures."""
    nodes = graphs.build(submission.NumberWithGrad, graph)
    nodes[-1].backward()

    for leaf, want in enumerate(graphs.gradients(graph)):
        close(nodes[leaf].grad, want, f"the gradient of leaf {leaf + 1}")


@pytest.mark.check(question="reused_leaf", hint=HINT)
@given(graph=graphs.shared_leaves())
@settings(max_examples=60)
def test_intermediate_nodes(submission, graph):
    """In random graphs of + and * intermediate nodes have the right gradient as well."""
    nodes = graphs.build(submission.NumberWithGrad, graph)
    nodes[-1].backward()

    leaves, want = len(graph[0]), graphs.reference(graph)
    for node in range(leaves + 3):
        what = f"leaf {node + 1}" if node < leaves else f"step {node - leaves + 1}"
        close(nodes[node].grad, want[node], f"the gradient of {what}")
