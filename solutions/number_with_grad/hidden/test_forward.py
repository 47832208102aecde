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


@pytest.mark.check(
    question="forward",
    hint="Keep all three arguments of the constructor, in the order of the text; compute nothing.",
)
def test_constructor_keeps_what_it_is_given(submission):
    """NumberWithGrad(num, depends_on, creation_op) keeps all three, whatever the number is."""
    a, b = submission.NumberWithGrad(4), submission.NumberWithGrad(5)
    by_name = submission.NumberWithGrad(9, depends_on=[a, b], creation_op="add")
    in_order = submission.NumberWithGrad(-2.5, [a, b], "add")

    for node, num in ((by_name, 9), (in_order, -2.5)):
        close(node.num, num, "num")
        equal(node.creation_op, "add", "creation_op")
        operands = node.depends_on
        equal(len(operands), 2, "the number of operands")
        expect(graphs.is_one(operands[0], a), "the first operand should be the first one given")
        expect(graphs.is_one(operands[1], b), "the second operand should be the second one given")


@pytest.mark.check(
    question="forward",
    hint="A NumberWithGrad goes through `ensure_number` unchanged, not copied; of a plain number "
    "every call makes a new leaf.",
)
def test_ensure_number(submission):
    """The function ensure_number leaves a NumberWithGrad alone, and makes a plain number a leaf."""
    a = submission.NumberWithGrad(6)
    k, other = submission.ensure_number(2.5), submission.ensure_number(2.5)

    close(k.num, 2.5, "ensure_number(2.5).num")
    expect(graphs.is_one(submission.ensure_number(a), a), "ensure_number(a) should give back a")
    expect(graphs.are_two(k, other), "two calls of ensure_number(2.5) should give two leaves")


@pytest.mark.check(question="forward")
@pytest.mark.parametrize(
    ("op", "value", "small"),
    [
        pytest.param("+", 5.5, 5e-5, id="add"),
        pytest.param("-", 8.5, 1e-5, id="sub"),
        pytest.param("*", -10.5, 6e-10, id="mul"),
        pytest.param("/", -14 / 3, 1.5, id="div"),
    ],
)
def test_value_of_two_nodes(submission, op, value, small):
    """The value of a {op} b is right for two nodes, which keep theirs; for small numbers too.

    No known mistake gets a sum or a product wrong. They stay: all that follows is made of them.
    """
    for x, y, want in ((7, -1.5, value), (3e-5, 2e-5, small)):
        a, b = submission.NumberWithGrad(x), submission.NumberWithGrad(y)
        close(graphs.APPLY[op](a, b).num, want, f"a {op} b")
        close(a.num, x, f"a after a {op} b")
        close(b.num, y, f"b after a {op} b")


@pytest.mark.check(
    question="forward",
    hint="A plain number has no `num`: it becomes a leaf by `ensure_number` first.",
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
    [
        pytest.param(3, 64, id="3"),
        pytest.param(-1, 0.25, id="-1"),
        pytest.param(0.5, 2, id="0.5"),
        pytest.param(0.3, 1.5157165665, id="0.3"),
        pytest.param(-1.7, 0.0947322854, id="-1.7"),
    ],
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


@pytest.mark.check(
    question="forward", hint="Every result is a new node, even where its value is that of a."
)
def test_result_is_a_new_node(submission):
    """Every operation gives back a new node: a + 0, a - 0, a * 1, a / 1 and a ** 1 are not a."""
    a = submission.NumberWithGrad(6)
    results = {"a + 0": a + 0, "a - 0": a - 0, "a * 1": a * 1, "a / 1": a / 1, "a ** 1": a**1}

    for what, result in results.items():
        close(result.num, 6, what)
        expect(
            graphs.are_two(result, a), f"the result of {what} should be a new node, and is a itself"
        )


@pytest.mark.check(
    question="forward",
    hint="If every operation alone is right: does one of them change a node that was there before?",
)
@given(graph=graphs.expressions())
@settings(max_examples=50)
def test_values_of_expressions(submission, graph):
    """The value of a longer expression is right, and its leaves keep theirs."""
    nodes = graphs.build(submission.NumberWithGrad, graph)

    close(nodes[-1].num, graphs.build(float, graph)[-1], "the value of the expression")
    close(nodes[0].num, graph[0][0], "the first leaf")
