"""Question `backward_twice`: several calls of `backward`, and a gradient that is given.

So that a lost sum over paths is not paid for again, numbers are asked of chains only, where no node
is used twice. Where one is, a second call is compared with the first, be that right or wrong.
"""

import graphs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, expect

HINT = (
    "Leaves accumulate over calls; every node that was computed from others starts afresh in each "
    "call."
)
AGAIN = (
    "A second call does the same work as the first: what a call counts or marks on its way must be "
    "as new when the next one begins."
)
GIVEN = "backward(k) starts with k at the root, where backward() starts with 1."


@pytest.mark.check(question="backward_twice", hint=HINT)
@pytest.mark.parametrize("calls", [2, 3])
def test_leaves_accumulate(submission, calls):
    """After {calls} calls of backward a leaf holds {calls} times its gradient.

    So does one that was made of a plain number.
    """
    a, k = submission.NumberWithGrad(2), submission.ensure_number(5)
    c = a * 6 + k
    for _ in range(calls):
        c.backward()

    close(a.grad, 6 * calls, "a.grad")
    close(k.grad, calls, "the gradient of k = ensure_number(5)")


@pytest.mark.check(question="backward_twice", hint=HINT)
def test_other_nodes_are_recomputed(submission):
    """After a second call intermediate nodes have the same gradient as after the first."""
    a = submission.NumberWithGrad(2)
    b = a + 4
    c = b * 7
    d = c * 3
    d.backward()
    d.backward()

    close(c.grad, 3, "c.grad")
    close(b.grad, 21, "b.grad")


@pytest.mark.check(question="backward_twice", hint=HINT)
def test_two_results_of_one_leaf(submission):
    """Calls of backward on two results, one after the other: their common leaf holds the sum."""
    a = submission.NumberWithGrad(2)
    b = a * 9
    c = a * 4 + 1
    b.backward()
    c.backward()

    close(a.grad, 13, "a.grad")


@pytest.mark.check(
    question="backward_twice",
    hint="An operation changes nothing in its operands, and a call nothing in nodes that its root "
    "does not depend on: what earlier calls left in a leaf stays there.",
)
def test_next_graph_is_built_later(submission):
    """A graph that is built after a call adds to its leaves; a leaf outside it keeps its own."""
    a, k = submission.NumberWithGrad(2), submission.NumberWithGrad(7)
    (a * 9 + k).backward()
    (a * 4).backward()

    close(a.grad, 13, "a.grad after calls on a * 9 + k and a * 4")
    close(k.grad, 1, "k.grad after calls on a * 9 + k and a * 4")


@pytest.mark.check(
    question="backward_twice",
    hint="A node that is not a leaf starts afresh in every call that reaches it, whichever node "
    "the call is on.",
)
def test_roots_above_one_node(submission):
    """Calls on b * 3 and then on (b * 3) * 4 or b * 5: in each of them b starts afresh.

    What b sends where it has a use outside the graph as well is compared with calls on new nodes,
    be they right or wrong: that it sends at all there is the business of `reused_node`.
    """

    def gradients(*called):
        a = submission.NumberWithGrad(6)
        b = a + 1
        results = {3: b * 3, 5: b * 5}
        for factor in called:
            results[factor].backward()
        return a.grad, b.grad

    a = submission.NumberWithGrad(6)
    b = a + 1
    c = b * 3
    c.backward()
    (c * 4).backward()
    close(c.grad, 4, "the gradient of c = b * 3 after calls on c and c * 4")
    close(b.grad, 12, "b.grad after calls on c = b * 3 and c * 4")
    close(a.grad, 15, "a.grad, b = a + 1, after calls on c = b * 3 and c * 4")

    (by_3, b_by_3), (by_5, b_by_5) = gradients(3), gradients(5)
    if None not in (by_3, b_by_3, by_5, b_by_5):
        by_both, b_by_both = gradients(3, 5)
        close(b_by_both, b_by_5, "b.grad after calls on b * 3 and b * 5")
        close(by_both, by_3 + by_5, "a.grad, b = a + 1, after calls on b * 3 and b * 5")


@pytest.mark.check(question="backward_twice", hint=HINT)
def test_from_the_middle(submission):
    """A call on the end and then on a node in the middle, which is the root of its own graph."""
    a = submission.NumberWithGrad(2)
    b = a * 5
    c = b * 3
    c.backward()
    b.backward(2)

    close(b.grad, 2, "b.grad")
    close(a.grad, 25, "a.grad")


@pytest.mark.check(
    question="backward_twice",
    hint="A leaf accumulates over calls, and it does so when the call is on the leaf itself.",
)
def test_leaf_is_the_root(submission):
    """A leaf is the root of a graph of one node: there too it holds the sum over the calls."""
    a = submission.NumberWithGrad(7)
    a.backward()
    a.backward(2.5)

    close(a.grad, 3.5, "a.grad")


@pytest.mark.check(question="backward_twice", hint=GIVEN)
@pytest.mark.parametrize("start", [2.5, -3])
def test_given_gradient(submission, start):
    """Given {start}, backward gives {start} times the gradients of backward()."""
    a = submission.NumberWithGrad(2)
    b = a * 6
    c = b * 4
    c.backward(start)

    close(c.grad, start, "c.grad")
    close(b.grad, 4 * start, "b.grad")
    close(a.grad, 24 * start, "a.grad")


@pytest.mark.check(question="backward_twice", hint="The number 0 is a gradient; None means none.")
def test_zero_is_a_gradient(submission):
    """A call of backward(0) adds nothing to the leaves."""
    a = submission.NumberWithGrad(2)
    c = a * 6
    c.backward(3)
    c.backward(0)

    close(a.grad, 18, "a.grad")
    close(c.grad, 0, "c.grad")


@pytest.mark.check(question="backward_twice", hint=HINT)
@given(
    graph=graphs.chains(),
    starts=st.lists(st.sampled_from([-2, 0, 0.5, 1, 3, None]), min_size=1, max_size=3),
)
@settings(max_examples=60)
def test_any_calls(submission, graph, starts):
    """Several calls with several gradients: leaves hold the sum, the root the last one."""
    nodes = graphs.build(submission.NumberWithGrad, graph)
    for start in starts:
        if start is None:
            nodes[-1].backward()
        else:
            nodes[-1].backward(start)

    sent = [1 if start is None else start for start in starts]
    close(nodes[-1].grad, sent[-1], "the gradient of the root")
    for leaf, want in enumerate(graphs.gradients(graph)):
        close(nodes[leaf].grad, want * sum(sent), f"the gradient of leaf {leaf + 1}")


@pytest.mark.check(question="backward_twice", hint=AGAIN)
def test_again_on_a_node_used_twice(submission):
    """In b * b, b = a + 2, a second call gives a once more what the first one gave it."""
    a = submission.NumberWithGrad(4)
    b = a + 2

    _gives_the_same_again([a, b, b * b], leaves=1)


@pytest.mark.check(question="backward_twice", hint=AGAIN)
@given(graph=graphs.shared_nodes())
@settings(max_examples=40)
def test_again_on_nodes_used_often(submission, graph):
    """In random graphs of + and * a second call gives every leaf once more what the first gave."""
    nodes = graphs.build(submission.NumberWithGrad, graph)

    _gives_the_same_again(nodes, leaves=len(graph[0]))


def _gives_the_same_again(nodes, leaves):
    """Passes when a second call doubles the gradients of the leaves, and finds the others again."""
    nodes[-1].backward()
    first = [node.grad for node in nodes]
    nodes[-1].backward()

    close(nodes[-1].grad, 1, "the gradient of the root after the second call")
    expect(any(once is not None for once in first[:leaves]), "the first call should reach a leaf")
    for place, (node, once) in enumerate(zip(nodes, first, strict=True)):
        if once is not None:  # what the first call did not reach is no matter of the second
            what = f"leaf {place + 1}" if place < leaves else f"step {place - leaves + 1}"
            want = 2 * once if place < leaves else once
            close(node.grad, want, f"the gradient of {what} after the second call")
