"""Question `local_gradients`: the derivatives of single operations, and numbers on the left.

No node is used twice here, so that only the rules of the operations matter.
"""

import graphs
import pytest
from hypothesis import given, settings

from grader.testing import close


@pytest.mark.check(question="local_gradients")
@pytest.mark.parametrize(
    ("op", "by_a", "by_b"),
    [
        pytest.param("+", 3, 3, id="add"),
        pytest.param("-", 3, -3, id="sub"),
        pytest.param("*", 12, 15, id="mul"),
        pytest.param("/", 0.75, -0.9375, id="div"),
    ],
)
def test_two_nodes(submission, op, by_a, by_b):
    """The product (a {op} b) * 3 has the right gradients by a and by b.

    No known mistake loses + alone; it stays because the rule of + is a quarter of the question.
    """
    a, b = submission.NumberWithGrad(5.0), submission.NumberWithGrad(4.0)
    (graphs.APPLY[op](a, b) * 3).backward()

    close(a.grad, by_a, "a.grad")
    close(b.grad, by_b, "b.grad")


OPERANDS = {
    "+": [(0.0, 4.0, 1, 1), (5.0, 0.0, 1, 1), (0.0, 0.0, 1, 1)],
    "-": [(0.0, 4.0, 1, -1), (5.0, 0.0, 1, -1), (0.0, 0.0, 1, -1)],
    "*": [(0.0, 4.0, 4, 0), (5.0, 0.0, 0, 5), (0.0, 0.0, 0, 0)],
    "/": [(0.0, 4.0, 0.25, 0), (2e-5, 1e-5, 1e5, -2e5)],
}
"""Operands a and b, and the derivatives by them."""


@pytest.mark.check(
    question="local_gradients", hint="The table's rules hold for 0 and for small numbers as well."
)
@pytest.mark.parametrize(
    "op",
    [
        pytest.param("+", id="add"),
        pytest.param("-", id="sub"),
        pytest.param("*", id="mul"),
        pytest.param("/", id="div"),
    ],
)
def test_zeros_and_small_numbers(submission, op):
    """The product (a {op} b) * 3 has the right gradients where a or b is 0 or very small.

    Rules that divide by an operand, or keep away from dividing by 0, are wrong just there.
    """
    for x, y, by_a, by_b in OPERANDS[op]:
        a, b = submission.NumberWithGrad(x), submission.NumberWithGrad(y)
        (graphs.APPLY[op](a, b) * 3).backward()
        close(a.grad, 3 * by_a, f"a.grad for a = {x}, b = {y}")
        close(b.grad, 3 * by_b, f"b.grad for a = {x}, b = {y}")


@pytest.mark.check(
    question="local_gradients",
    hint="A plain number becomes a leaf like any other, and its leaf gets its gradient too.",
)
@pytest.mark.parametrize(
    ("op", "by_k"), [pytest.param("+", 3, id="add"), pytest.param("*", 15, id="mul")]
)
def test_leaf_of_a_plain_number(submission, op, by_k):
    """In (a {op} k) * 3 the leaf that was made of a plain number k gets its gradient.

    Where the operation knows no such leaf, the question `forward` is lost, and nothing here.
    """
    a, k = submission.NumberWithGrad(5.0), submission.ensure_number(1.5)
    (graphs.APPLY[op](a, k) * 3).backward()
    close(k.grad, by_k, f"the gradient of k = ensure_number(1.5) in (a {op} k) * 3")

    b = submission.NumberWithGrad(5.0)
    c = graphs.APPLY[op](b, 2.5)
    (c * 3).backward()
    for leaf in [each for each in c.depends_on if each.num == 2.5]:
        close(leaf.grad, by_k, f"the gradient of the leaf with 2.5 in (a {op} 2.5) * 3")


@pytest.mark.check(question="local_gradients")
@pytest.mark.parametrize(
    ("op", "by_a"),
    [
        pytest.param("+", 3, id="add"),
        pytest.param("-", 3, id="sub"),
        pytest.param("*", 7.5, id="mul"),
        pytest.param("/", 1.2, id="div"),
    ],
)
def test_plain_number_on_the_right(submission, op, by_a):
    """The product (a {op} 2.5) * 3 has the right gradient by a."""
    a = submission.NumberWithGrad(5.0)
    (graphs.APPLY[op](a, 2.5) * 3).backward()

    close(a.grad, by_a, "a.grad")


@pytest.mark.check(
    question="local_gradients",
    hint="The local gradient of a ** k is k times a to the power of one less than k.",
)
@pytest.mark.parametrize(
    ("exponent", "by_a"),
    [
        pytest.param(2, 8, id="2"),
        pytest.param(5, 1280, id="5"),
        pytest.param(-1, -0.0625, id="-1"),
        pytest.param(0.5, 0.25, id="0.5"),
        pytest.param(0.3, 0.113678742, id="0.3"),
        pytest.param(-1.7, -0.040261221, id="-1.7"),
        pytest.param(7, 28672, id="7"),
        pytest.param(-3, -0.01171875, id="-3"),
    ],
)
def test_power(submission, exponent, by_a):
    """The power a ** {exponent} has the right gradient by a."""
    a = submission.NumberWithGrad(4.0)
    (a**exponent).backward()

    close(a.grad, by_a, "a.grad")


@pytest.mark.check(
    question="local_gradients",
    hint="The rule k * a ** (k - 1) holds at a = 0 as well; one that divides by a does not.",
)
def test_power_at_zero(submission):
    """At a = 0 the power a ** 1 * 5 has the gradient 5 by a, and a ** 2 + 5 has the gradient 0."""
    for what, power, by_a in (
        ("a ** 1 * 5", lambda a: a**1 * 5, 5),
        ("a ** 2 + 5", lambda a: a**2 + 5, 0),
    ):
        a = submission.NumberWithGrad(0.0)
        power(a).backward()
        close(a.grad, by_a, f"the gradient of {what} by a")


@pytest.mark.check(
    question="local_gradients",
    hint="Whatever a is, a ** 0 is 1: a change of a changes nothing.",
)
def test_exponent_zero(submission):
    """The exponent 0 makes a constant: a ** 0 * b has the gradient 0 by a, and 1 by b."""
    a, b = submission.NumberWithGrad(4.0), submission.NumberWithGrad(7.0)
    (a**0 * b).backward()

    close(a.grad, 0, "a.grad")
    close(b.grad, 1, "b.grad")


@pytest.mark.check(question="local_gradients")
def test_negative(submission):
    """The negative -a has the right gradient, and so has what is computed from it."""
    a = submission.NumberWithGrad(5.0)
    (-a * 7).backward()

    close(a.grad, -7, "a.grad")


@pytest.mark.check(
    question="local_gradients",
    hint="With a plain number on the left Python calls the reflected method, such as `__rsub__`; "
    "inside it the plain number is the first operand.",
)
@pytest.mark.parametrize(
    ("op", "value", "by_a"),
    [
        pytest.param("+", 11, 3, id="radd"),
        pytest.param("-", 1, -3, id="rsub"),
        pytest.param("*", 30, 18, id="rmul"),
        pytest.param("/", 1.2, -0.72, id="rtruediv"),
    ],
)
def test_plain_number_on_the_left(submission, op, value, by_a):
    """With a number on the left, 6 {op} a has the right value and the right gradient by a."""
    a = submission.NumberWithGrad(5.0)
    b = graphs.APPLY["k" + op](a, 6)
    (b * 3).backward()

    close(b.num, value, f"6 {op} a")
    close(a.grad, by_a, "a.grad")


@pytest.mark.check(
    question="local_gradients", hint="`sum` starts with the plain number 0: it begins with 0 + a."
)
def test_sum_of_a_list(submission):
    """Python's own sum works on a list of nodes."""
    a, b = submission.NumberWithGrad(5.0), submission.NumberWithGrad(4.0)
    total = sum([a * 2, b * 6])
    total.backward()

    close(total.num, 34, "the sum")
    close(a.grad, 2, "a.grad")
    close(b.grad, 6, "b.grad")


@pytest.mark.check(question="local_gradients")
@given(graph=graphs.expressions())
@settings(max_examples=80)
def test_chains_of_operations(submission, graph):
    """Local gradients multiply along a chain of different operations."""
    nodes = graphs.build(submission.NumberWithGrad, graph)
    nodes[-1].backward()

    for leaf, want in enumerate(graphs.gradients(graph)):
        close(nodes[leaf].grad, want, f"the gradient of leaf {leaf + 1}")


@pytest.mark.check(question="local_gradients")
@given(graph=graphs.expressions(reflected=True))
@settings(max_examples=40)
def test_chains_of_reflected_operations(submission, graph):
    """Numbers on the left give the right gradient in a longer expression too."""
    nodes = graphs.build(submission.NumberWithGrad, graph)
    nodes[-1].backward()

    close(nodes[0].grad, graphs.reference(graph)[0], "the gradient of the leaf")
