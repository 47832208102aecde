"""Question `reused_node`: intermediate nodes with several uses; every leaf is used once.

Only `+` and `*`. The properties see 440 random graphs together: an engine that is wrong on one
graph in a hundred must not get through, and 250 graphs would let one in twelve of those pass.
"""

import graphs
import pytest
from hypothesis import given, settings

from grader.testing import close

HINT = (
    "A node may send its gradient on only once, after every node that uses it has sent. "
    "Follow b = a + 1, b * b by hand, as in section 3."
)
OUTSIDE = (
    "A node that the root does not depend on sends nothing. The nodes that a node has to wait for "
    "are those of its uses that the root depends on."
)


@pytest.mark.check(question="reused_node", hint=HINT)
def test_square(submission):
    """After b = a + 2, in b * b: the node stands on both sides."""
    a = submission.NumberWithGrad(4)
    b = a + 2
    (b * b).backward()

    close(b.grad, 12, "b.grad")
    close(a.grad, 12, "a.grad")


@pytest.mark.check(question="reused_node", hint=HINT)
def test_doubled_again_and_again(submission):
    """The step b = b + b, six times over."""
    a = submission.NumberWithGrad(3)
    b = a * 1
    for _ in range(6):
        b = b + b
    b.backward()

    close(a.grad, 64, "a.grad")


@pytest.mark.check(question="reused_node", hint=HINT)
@pytest.mark.parametrize(
    "order", [pytest.param("b first", id="first"), pytest.param("b last", id="last")]
)
def test_node_and_what_was_made_of_it(submission, order):
    """The node b is used to make c, and then together with c ({order})."""
    a, k = submission.NumberWithGrad(2), submission.NumberWithGrad(5)
    b = a * 4
    c = b + k
    (b * c if order == "b first" else c * b).backward()

    close(b.grad, 21, "b.grad")
    close(a.grad, 84, "a.grad")
    close(k.grad, 8, "k.grad")


@pytest.mark.check(question="reused_node", hint=HINT)
@pytest.mark.parametrize(
    "order",
    [pytest.param("short way first", id="short"), pytest.param("long way first", id="long")],
)
def test_short_and_long_way(submission, order):
    """The node b is used right below the result and at the end of a long way ({order})."""
    a = submission.NumberWithGrad(2)
    b = a * 3
    far = (((b + 1) * 2) + 1) * 2
    (b * far if order == "short way first" else far * b).backward()

    close(b.grad, 54, "b.grad")
    close(a.grad, 162, "a.grad")


@pytest.mark.check(question="reused_node", hint=HINT)
def test_three_uses(submission):
    """The node b has three uses, two of them in one product."""
    a = submission.NumberWithGrad(3)
    b = a * 2
    c = b * b
    d = b * 5
    (c + d).backward()

    close(b.grad, 17, "b.grad")
    close(a.grad, 34, "a.grad")


@pytest.mark.check(
    question="reused_node",
    hint="Two nodes that hold the same number are still two nodes: compare with `is` or `id`.",
)
def test_equal_values_on_different_nodes(submission):
    """In u * v the two nodes hold the same number: u = 3a, v = b + 2."""
    a, b = submission.NumberWithGrad(2), submission.NumberWithGrad(4)
    u = a * 3
    v = b + 2
    (u * v).backward()

    close(a.grad, 18, "a.grad")
    close(b.grad, 6, "b.grad")


@pytest.mark.check(question="reused_node", hint=OUTSIDE)
def test_use_outside_the_graph(submission):
    """The node b is used for the root, and also for nodes that the root does not depend on."""
    a = submission.NumberWithGrad(3)
    b = a * 2
    _, c, _ = b * 10, b * 5, b + 7
    c.backward()

    close(b.grad, 5, "b.grad")
    close(a.grad, 10, "a.grad")


@pytest.mark.check(question="reused_node", hint=OUTSIDE)
@given(graph=graphs.shared_nodes())
@settings(max_examples=40)
def test_uses_outside_the_graph(submission, graph):
    """In random graphs every node is also used for one that the root does not depend on."""
    nodes = graphs.build(submission.NumberWithGrad, graph)
    _ = [node * 2 for node in nodes]
    nodes[-1].backward()

    for leaf, want in enumerate(graphs.gradients(graph)):
        close(nodes[leaf].grad, want, f"the gradient of leaf {leaf + 1}")


@pytest.mark.check(question="reused_node", hint=HINT)
@given(graph=graphs.shared_nodes())
@settings(max_examples=200)
def test_measured(submission, graph):
    """In random graphs of + and * every leaf has the gradient that one measures."""
    nodes = graphs.build(submission.NumberWithGrad, graph)
    nodes[-1].backward()

    for leaf, want in enumerate(graphs.gradients(graph)):
        close(nodes[leaf].grad, want, f"the gradient of leaf {leaf + 1}")


@pytest.mark.check(question="reused_node", hint=HINT)
@given(graph=graphs.shared_nodes())
@settings(max_examples=200)
def test_intermediate_nodes(submission, graph):
    """In random graphs of + and * intermediate nodes have the right gradient as well."""
    nodes = graphs.build(submission.NumberWithGrad, graph)
    nodes[-1].backward()

    # The leaves and the first steps: all other gradients flow into these.
    leaves, want = len(graph[0]), graphs.reference(graph)
    for node in range(leaves + 3):
        what = f"leaf {node + 1}" if node < leaves else f"step {node - leaves + 1}"
        close(nodes[node].grad, want[node], f"the gradient of {what}")
