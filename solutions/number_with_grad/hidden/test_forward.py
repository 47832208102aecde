"""Question `forward`: construction, the fields, and the value of every operation.

Numbers on the left are not here: they belong to `local_gradients`, and are paid for once.
"""

import graphs
import pytest
from hypothesis import given, settings

from grader.testing import close, equal, expect


@pytest.mark.check(
    question="forward",
    hint="A leaf has an empty `depends_on` and the text '' as `creation_op`. A result has neither.",
)
def test_leaf_is_told_from_a_result(submission):
    """A leaf holds its number and depends on nothing; a result has operands and a creation_op."""
    a, b = submission.NumberWithGrad(4), submission.NumberWithGrad(-2.75)
    c = a + b

    close(b.num, -2.75, "num of a leaf")
    equal(len(a.depends_on), 0, "the number of operands of a leaf")
    equal(len(c.depends_on), 2, "the number of operands of a + b")
    equal(a.creation_op, "", "creation_op of a leaf")
    equal(c.creation_op, "add", "creation_op of a + b")


@pytest.mark.check(question="forward", hint="Keep all three arguments of the constructor.")
def test_constructor_keeps_what_it_is_given(submission):
    """NumberWithGrad(num, depends_on, creation_op) keeps all three."""
    a, b = submission.NumberWithGrad(4), submission.NumberWithGrad(5)
    c = submission.NumberWithGrad(9, depends_on=[a, b], creation_op="add")

    close(c.num, 9, "num")
    equal(c.creation_op, "add", "creation_op")
    operands = c.depends_on
    equal(len(operands), 2, "the number of operands")
    expect(graphs.is_one(operands[0], a), "the first operand should be the first one given")
    expect(graphs.is_one(operands[1], b), "the second operand should be the second one given")


@pytest.mark.check(
    question="forward", hint="A NumberWithGrad goes through `ensure_number` unchanged, not copied."
)
def test_ensure_number(submission):
    """The function ensure_number leaves a NumberWithGrad alone and wraps a plain number."""
    a = submission.NumberWithGrad(6)

    close(submission.ensure_number(2.5).num, 2.5, "ensure_number(2.5).num")
    expect(graphs.is_one(submission.ensure_number(a), a), "ensure_number(a) should give back a")


@pytest.mark.check(question="forward")
@pytest.mark.parametrize(
    ("op", "value"),
    [
        pytest.param("+", 5.5, id="add"),
        pytest.param("-", 8.5, id="sub"),
        pytest.param("*", -10.5, id="mul"),
        pytest.param("/", -14 / 3, id="div"),
    ],
)
def test_value_of_two_nodes(submission, op, value):
    """The value of a {op} b is right for two nodes.

    No known mistake gets a sum or a product wrong. They stay: all that follows is made of them.
    """
    a, b = submission.NumberWithGrad(7), submission.NumberWithGrad(-1.5)

    close(graphs.APPLY[op](a, b).num, value, f"a {op} b")


@pytest.mark.check(
    question="forward", hint="Pass the other operand through `ensure_number` before you use it."
)
@pytest.mark.parametrize(
    ("op", "value"),
    [
        pytest.param("+", 9.5, id="add"),
        pytest.param("-", 4.5, id="sub"),
        pytest.param("*", 17.5, id="mul"),
        pytest.param("/", 2.8, id="div"),
    ],
)
def test_value_with_a_plain_number(submission, op, value):
    """The value of a {op} 2.5 is right: a plain number stands on the right.

    As above: + and * with a number are what all the graphs of other questions are made of.
    """
    a = submission.NumberWithGrad(7)

    close(graphs.APPLY[op](a, 2.5).num, value, f"a {op} 2.5")


@pytest.mark.check(question="forward")
@pytest.mark.parametrize(
    ("exponent", "value"),
    [pytest.param(3, 64, id="3"), pytest.param(-1, 0.25, id="-1"), pytest.param(0.5, 2, id="0.5")],
)
def test_value_of_a_power(submission, exponent, value):
    """The value of a ** {exponent} is right."""
    a = submission.NumberWithGrad(4.0)

    close((a**exponent).num, value, f"a ** {exponent}")


@pytest.mark.check(question="forward")
def test_value_of_the_negative(submission):
    """The value of -a is right, and a itself stays as it was."""
    a = submission.NumberWithGrad(6)

    close((-a).num, -6, "-a")
    close(a.num, 6, "a after -a")


@pytest.mark.check(
    question="forward",
    hint="A plain number becomes a leaf (see `ensure_number`), and this leaf is an operand too.",
)
@pytest.mark.parametrize("op", [pytest.param("+", id="add"), pytest.param("*", id="mul")])
def test_plain_number_is_an_operand(submission, op):
    """The result of a {op} 5 has two operands: a, and a leaf with the number 5."""
    a = submission.NumberWithGrad(3)
    operands = graphs.APPLY[op](a, 5).depends_on

    equal(len(operands), 2, "the number of operands")
    expect(graphs.is_one(operands[0], a), "the first operand should be a itself")
    close(operands[1].num, 5, "depends_on[1].num")


@pytest.mark.check(question="forward")
@pytest.mark.parametrize(
    ("op", "name"), [pytest.param("+", "add", id="add"), pytest.param("*", "mul", id="mul")]
)
def test_result_remembers_how_it_was_made(submission, op, name):
    """The result of a {op} b knows its operands, in order, and its operation, '{name}'."""
    a, b = submission.NumberWithGrad(3), submission.NumberWithGrad(3)
    c = graphs.APPLY[op](a, b)

    equal(c.creation_op, name, "creation_op")
    operands = c.depends_on
    equal(len(operands), 2, "the number of operands")
    expect(graphs.is_one(operands[0], a), "the first operand should be a itself")
    expect(graphs.is_one(operands[1], b), "the second operand should be b itself")


@pytest.mark.check(question="forward", hint="An operation makes a new node and changes no other.")
@given(graph=graphs.expressions())
@settings(max_examples=50)
def test_values_of_expressions(submission, graph):
    """The value of a longer expression is right, and its leaves keep theirs."""
    nodes = graphs.build(submission.NumberWithGrad, graph)

    close(nodes[-1].num, graphs.build(float, graph)[-1], "the value of the expression")
    close(nodes[0].num, graph[0][0], "the first leaf")
