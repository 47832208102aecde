"""A graph as rows: in order, whole, and enough to find the gradients again."""

import dataclasses
import doctest
import re
from fractions import Fraction

import pytest

from autodiff_ref import trace as module
from autodiff_ref.gradcheck import OPERATIONS, evaluate_graph, random_graph
from autodiff_ref.scalar import NumberWithGrad
from autodiff_ref.trace import Row, to_dot, trace


def lecture():
    """The lectures' graph, after backward, with its names."""
    a = NumberWithGrad(3)
    b = a * 4
    c = b + 3
    d = a + 2
    e = c * d
    e.backward()
    return e, {"a": a, "b": b, "c": c, "d": d, "e": e}


def test_the_lectures_graph():
    """Every node of (4a + 3)(a + 2) has one row, operands first."""
    root, names = lecture()

    rows = trace(root, **names)

    assert rows == [
        Row(0, "a", "", 3, (), (), 35),
        Row(1, "", "", 4, (), (), 15),
        Row(2, "b", "mul", 12, (0, 1), (4, 3), 5),
        Row(3, "", "", 3, (), (), 5),
        Row(4, "c", "add", 15, (2, 3), (1, 1), 5),
        Row(5, "", "", 2, (), (), 15),
        Row(6, "d", "add", 5, (0, 5), (1, 1), 15),
        Row(7, "e", "mul", 75, (4, 6), (5, 15), 1),
    ]


@pytest.mark.parametrize("seed", range(30))
def test_rows_are_enough_to_find_the_gradients(seed):
    """Walked backwards, values, operands and local derivatives give each gradient again."""
    graph = random_graph(seed, 12)
    root = evaluate_graph(graph, [NumberWithGrad(x) for x in graph["leaves"]], OPERATIONS)[-1]
    root.backward()

    rows = trace(root)

    found = [0.0] * len(rows)
    found[-1] = 1.0
    for row in reversed(rows):
        for operand, derivative in zip(row.operands, row.local_derivatives, strict=True):
            assert operand < row.number
            found[operand] += found[row.number] * derivative
    assert [row.gradient for row in rows] == pytest.approx(found, rel=1e-12)
    assert [row.number for row in rows] == list(range(len(rows)))


def test_before_backward_there_is_no_gradient():
    """Rows of a graph that was only computed have None for a gradient."""
    assert [row.gradient for row in trace(NumberWithGrad(2) ** 2)] == [None, None]


def test_a_leaf_alone():
    """A leaf is a graph of one row."""
    assert trace(NumberWithGrad(2)) == [Row(0, "", "", 2, (), (), None)]


def test_rows_outlive_the_graph():
    """Rows keep what was, whatever becomes of the nodes, and cannot be changed."""
    root, names = lecture()
    rows = trace(root)
    before = list(rows)

    names["a"].num, names["a"].grad = 100, 100

    assert rows == before
    with pytest.raises(dataclasses.FrozenInstanceError):
        rows[0].value = 1


def test_a_name_of_another_graph_is_passed_over():
    """A named node that took no part makes no row."""
    a = NumberWithGrad(1)

    assert [row.name for row in trace(a, a=a, b=NumberWithGrad(1))] == ["a"]


def test_deep_graphs():
    """A chain of 20,000 operations is traced without recursion."""
    x = NumberWithGrad(1.0)
    for _ in range(20_000):
        x = x.relu()

    assert len(trace(x)) == 20_001


# to_dot


def test_the_drawing_has_every_node_and_every_edge():
    """One box for each row, one edge for each operand, with the local derivatives."""
    root, names = lecture()
    rows = trace(root, **names)

    text = to_dot(rows)

    assert len(re.findall(r"^  \d+ \[label", text, flags=re.M)) == len(rows)
    edges = re.findall(r'^  (\d+) -> (\d+) \[label="(.*)"\]$', text, flags=re.M)
    assert [(int(a), int(b), int(d)) for a, b, d in edges] == [
        (operand, row.number, derivative)
        for row in rows
        for operand, derivative in zip(row.operands, row.local_derivatives, strict=True)
    ]
    assert '  7 [label="e mul\\n75\\ngradient 1"]' in text
    assert '  1 [label="4\\ngradient 15"]' in text
    assert text.startswith("digraph {\n")
    assert text.endswith("}\n")


def test_numbers_in_a_drawing_are_short():
    """Floats have six digits, and Fractions and complex numbers are drawn too."""
    third = to_dot(trace(NumberWithGrad(1 / 3) + Fraction(2, 3) * NumberWithGrad(1j)))

    assert 'label="0.333333"' in third
    assert 'label="2/3"' in third
    assert 'label="0+1j"' in third


def test_names_cannot_break_out_of_a_label():
    """Quotes and backslashes in a name are escaped."""
    a = NumberWithGrad(1)

    assert '0 [label="say \\"a\\" \\\\\\n1"]' in to_dot(trace(a, **{'say "a" \\': a}))


def test_docstrings_hold():
    """The example in the docstring runs as printed."""
    results = doctest.testmod(module)

    assert results.attempted >= 5
    assert results.failed == 0
