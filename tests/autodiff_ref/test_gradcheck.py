"""The independent ways to a derivative, and the random graphs, checked on known answers."""

import ast
import doctest
import json
import math
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from autodiff_ref import gradcheck
from autodiff_ref.gradcheck import (
    OPERATIONS,
    central_difference,
    check,
    check_direction,
    complex_step,
    evaluate_graph,
    random_graph,
)

# Known derivatives, as (f, df, x); f works on floats and complex numbers.
KNOWN = {
    "cube": (lambda x: x**3, lambda x: 3 * x**2, 1.25),
    "inverse": (lambda x: 1 / x, lambda x: -1 / x**2, -2.0),
    "exp": (np.exp, np.exp, 0.5),
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2, 0.3),
    "line far away": (lambda x: 7 * x, lambda x: 7.0, 1000.3),
    "constant": (lambda x: 5.0, lambda x: 0.0, 1.0),
}


@pytest.mark.parametrize(("f", "df", "x"), KNOWN.values(), ids=KNOWN)
def test_central_difference(f, df, x):
    """A central difference gives seven digits, far from 0 too."""
    # f''' h^2 / 6 < 1e-9 here; rounding: eps |f| / h = 2.2e-16 * 7000 / 1e-5 = 1.6e-7.
    assert central_difference(f, x) == pytest.approx(df(x), rel=1e-7, abs=1e-9)
    assert type(central_difference(f, x)) is float


def test_central_difference_divides_by_the_step_really_taken():
    """Far from 0 the step is rounded, and the division knows it: the slope of x is 1 exactly."""
    assert central_difference(lambda x: x, 1000.3) == 1.0


@pytest.mark.parametrize(("f", "df", "x"), KNOWN.values(), ids=KNOWN)
def test_complex_step(f, df, x):
    """A complex step gives all digits but the last few roundings."""
    assert complex_step(f, x) == pytest.approx(df(x), rel=1e-15)
    assert type(complex_step(f, x)) is float


@pytest.mark.parametrize("way", [central_difference, complex_step])
def test_gradients_of_arrays(way):
    """For an array both give an array of its shape, and leave the argument alone."""
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    weights = np.array([[1.0, 2.0], [3.0, 4.0]])

    gradient = way(lambda x: (weights * x**2).sum(), x)

    # As above: rounding eps * 50 / h = 1e-9 for the central difference.
    np.testing.assert_allclose(gradient, 2 * weights * x, rtol=1e-8)
    assert gradient.dtype == np.float64
    np.testing.assert_array_equal(x, [[1.0, -2.0], [0.5, 3.0]])


def test_a_complex_step_loses_what_is_not_analytic():
    """The documented trap: through abs a complex step says 0, and a central difference says -1."""
    assert complex_step(abs, -2.0) == 0.0
    assert central_difference(abs, -2.0) == pytest.approx(-1.0, rel=1e-9)


@pytest.mark.parametrize(("f", "df", "x"), KNOWN.values(), ids=KNOWN)
def test_check_accepts_right_gradients(f, df, x):
    """A right derivative of one number passes."""
    check(f, df, x)


def test_check_accepts_right_gradients_of_arrays():
    """A right gradient passes for any shape and any direction."""
    x = np.linspace(-1.0, 2.0, 24).reshape(2, 3, 4)

    for seed in range(20):
        check(lambda x: (x**3).sum(), lambda x: 3 * x**2, x, seed=seed)


@pytest.mark.parametrize("entry", [0, 7, 23])
def test_check_refuses_one_wrong_entry(entry):
    """One entry that is 1 % off is found among 24, with both slopes in the message."""
    x = np.linspace(1.0, 2.0, 24)

    def nearly(x):
        gradient = 3 * x**2
        gradient[entry] *= 1.01
        return gradient

    with pytest.raises(AssertionError, match=r"expected the slope .* but grad\(x\) gives"):
        check(lambda x: (x**3).sum(), nearly, x)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_check_refuses_nan_and_inf(bad):
    """A gradient that is nan or inf is never right."""
    with pytest.raises(AssertionError, match="checking a gradient"), np.errstate(all="ignore"):
        check(lambda x: (x * x).sum(), lambda x: np.array([bad, 1.0]), np.array([1.0, 0.5]))


def test_check_refuses_a_wrong_shape():
    """A gradient of another shape than x is refused, even where broadcasting would do."""
    with pytest.raises(AssertionError, match=r"expected the shape of x, \(3,\), but got \(\)"):
        check(lambda x: x.sum(), lambda x: 1.0, np.ones(3))


def test_check_sees_a_small_gradient_of_a_large_function():
    """Rounding of a large value is allowed for, and no more: 1e6 + x passes, 1e6 + 2x does not."""
    check(lambda x: 1e6 + x, lambda x: 1.0, 0.5)

    with pytest.raises(AssertionError, match="expected the slope"):
        check(lambda x: 1e6 + 2 * x, lambda x: 1.0, 0.5)


# check_direction


def network(params):
    """A smooth number of the weights and biases of two layers, each 4 x 3 and smaller."""
    a = np.array([0.5, -1.0, 2.0])
    for weights, bias in params:
        a = np.tanh(weights @ a + bias)
    return float((a**2).sum())


class Named(NamedTuple):
    """A layer with names."""

    weights: np.ndarray
    bias: np.ndarray


def layers(build=tuple):
    """Two layers of fixed numbers, each built by `build` from a list."""
    rng = np.random.default_rng(1)
    shapes = [((4, 3), (4,)), ((2, 4), (2,))]
    return [build([rng.standard_normal(shape) for shape in layer]) for layer in shapes]


def gradient_entry_by_entry(params):
    """The gradient of `network`, built as the layers are, by a complex step at each entry."""

    def with_entry(value, layer, part):
        moved = [list(pair) for pair in params]
        moved[layer][part] = value
        a = np.array([0.5, -1.0, 2.0])
        for weights, bias in moved:
            a = np.tanh(weights @ a + bias)
        return (a**2).sum()

    return [
        [
            complex_step(lambda value, at=(i, j): with_entry(value, *at), params[i][j])
            for j in range(2)
        ]
        for i in range(2)
    ]


@pytest.mark.parametrize("build", [tuple, list, Named._make])
def test_a_networks_parameters_are_checked_at_once(build):
    """Arrays in lists, tuples or named tuples are walked together, and come back so built."""
    params, seen = layers(build), []

    def watched(moved):
        seen.append([type(layer) for layer in moved])
        return network(moved)

    for seed in range(5):
        check_direction(watched, params, gradient_entry_by_entry(params), seed=seed)

    assert {tuple(kinds) for kinds in seen} == {tuple(type(layer) for layer in params)}


@pytest.mark.parametrize(("layer", "part"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_one_wrong_array_among_many_is_found(layer, part):
    """A gradient array that is 1 % off is found, whichever it is."""
    params = layers()
    wrong = gradient_entry_by_entry(params)
    wrong[layer][part] = wrong[layer][part] * 1.01

    with pytest.raises(AssertionError, match=r"expected the slope .* along direction 0"):
        check_direction(network, params, wrong)


def test_a_given_direction_is_taken():
    """Along (0, 1) only the second entry counts, and the length of the direction does not."""
    x, half_wrong = np.array([1.0, 2.0]), np.array([99.0, 4.0])

    for length in (1.0, 1e-6, 100.0):
        check_direction(lambda x: (x * x).sum(), x, half_wrong, np.array([0.0, length]))
        with pytest.raises(AssertionError, match="along the direction, but"):
            check_direction(lambda x: (x * x).sum(), x, half_wrong, np.array([length, 0.0]))


def test_numbers_stay_numbers():
    """A number among the parameters reaches f as a float."""
    check_direction(lambda p: math.sin(p[0]) * p[1], [0.5, 2.0], [2 * math.cos(0.5), math.sin(0.5)])


def test_directions_and_gradients_must_fit():
    """A gradient or direction of another build is refused, and so is one that leads nowhere."""
    x = [np.ones((2, 1)), np.ones(2)]
    right = [np.ones((2, 1)), np.ones(2)]

    def total(parts):
        return sum(part.sum() for part in parts)

    with pytest.raises(
        AssertionError, match=r"a gradient with the shapes of x, \[\(2, 1\), \(2,\)\]"
    ):
        check_direction(total, x, [np.ones(2), np.ones(2)])
    with pytest.raises(AssertionError, match="a direction with the shapes of x"):
        check_direction(total, x, right, [np.ones((2, 1))])
    with pytest.raises(ValueError, match="but got one of length 0"):
        check_direction(total, x, right, [np.zeros((2, 1)), np.zeros(2)])


def test_what_is_checked_is_left_alone():
    """Neither x nor the gradient is written to."""
    x, gradient = np.ones(3), 2 * np.ones(3)

    check_direction(lambda x: (x * x).sum(), x, gradient)

    assert (x.tolist(), gradient.tolist()) == ([1, 1, 1], [2, 2, 2])


# Random graphs


def graphs(n=300, n_ops=12, **how):
    """The first n graphs of this kind."""
    return [random_graph(seed, n_ops, **how) for seed in range(n)]


def used_nodes(step):
    """The numbers of the nodes that a step uses, twice where it uses one twice."""
    name, left, right = step
    return [n for n in ([left] if name == "pow" else [left, right]) if isinstance(n, int)]


def test_a_graph_is_plain_data():
    """A graph is dicts, lists, tuples, numbers and strings, and JSON brings it back in meaning."""
    for graph in graphs(20):
        again = json.loads(json.dumps(graph))

        assert evaluate_graph(again, again["leaves"]) == evaluate_graph(graph, graph["leaves"])
        assert {type(x) for x in graph["leaves"]} == {float}
        assert {type(part) for step in graph["steps"] for part in step} <= {
            str, int, float, type(None),
        }  # fmt: skip


def test_a_seed_is_a_graph():
    """The same arguments give the same graph, and other seeds other graphs."""
    assert random_graph(3, 12) == random_graph(3, 12)
    assert len({json.dumps(graph) for graph in graphs(100)}) > 95


def test_a_known_seed():
    """The drawing is fixed for good: frozen examples depend on it."""
    assert random_graph(0, 3, ops=("add", "mul")) == {
        "leaves": [1.0, 2.0],
        "steps": [("add", 1, 0), ("add", 2.0, 2), ("mul", 3, 3)],
    }


@pytest.mark.parametrize("n_ops", [1, 2, 3, 12, 40])
@pytest.mark.parametrize("ops", [tuple(OPERATIONS), ("add", "mul"), ("add", "neg")])
def test_every_graph_keeps_its_promises(n_ops, ops):
    """Right size, earlier nodes only, one root over all, moderate values, divisors, gradients."""
    for graph in graphs(60, n_ops, ops=ops):
        leaves, steps = graph["leaves"], graph["steps"]
        values = evaluate_graph(graph, leaves)
        uses = [n for step in steps for n in used_nodes(step)]
        divisors = [
            values[right] if isinstance(right, int) else right
            for name, _, right in steps
            if name == "div"
        ] + [values[left] for name, left, right in steps if name == "pow" and right < 0]

        assert len(steps) == n_ops
        assert 1 <= len(leaves) <= min(4, n_ops + 1)
        assert {name for name, _, _ in steps} <= set(ops)
        assert all(n < len(leaves) + i for i, step in enumerate(steps) for n in used_nodes(step))
        assert set(uses) == set(range(len(values) - 1))
        assert max(map(abs, values)) <= 40
        assert all(abs(divisor) >= 0.5 for divisor in divisors)
        slopes = central_difference(
            lambda x, g=graph: evaluate_graph(g, x.tolist())[-1], np.array(leaves)
        )
        assert np.all((np.abs(slopes) > 0.9e-3) & (np.abs(slopes) < 1.1e4))


def test_graphs_are_hard_where_code_goes_wrong():
    """Equal numbers in different nodes, results used again and constants are all common."""
    drawn = graphs(300, 12)

    equal = reused = 0
    for graph in drawn:
        values = evaluate_graph(graph, graph["leaves"])
        uses = [n for step in graph["steps"] for n in set(used_nodes(step))]
        results = range(len(graph["leaves"]), len(values))
        equal += len(set(values)) < len(values)
        reused += any(uses.count(n) > 1 for n in results)
    steps = [step for graph in drawn for step in graph["steps"]]

    assert equal > 0.9 * 300
    assert reused > 0.8 * 300
    assert {name for name, _, _ in steps} == set(OPERATIONS)
    assert sum(isinstance(left, float) for _, left, _ in steps) > 100
    assert sum(isinstance(right, float) for _, _, right in steps) > 100


@pytest.mark.parametrize(
    ("constants", "left", "right"),
    [("both", True, True), ("right", False, True), ("none", False, False)],
)
def test_constants_stand_where_allowed(constants, left, right):
    """Constants are on both sides, on the right alone, or nowhere."""
    steps = [step for graph in graphs(60, constants=constants) for step in graph["steps"]]

    assert any(isinstance(step[1], float) for step in steps) == left
    assert any(isinstance(step[2], float) for step in steps) == right


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_ops": 0},
        {"n_ops": 3, "ops": ("mul",)},
        {"n_ops": 3, "ops": ("add", "exp")},
    ],
)
def test_impossible_graphs_are_refused(wrong):
    """No steps, no "add", or an unknown operation is refused with what was expected."""
    with pytest.raises(ValueError, match="expected n_ops >= 1, ops out of"):
        random_graph(0, **wrong)


def test_an_unknown_place_for_constants_is_refused():
    """A mistyped `constants` is refused with what was expected."""
    with pytest.raises(ValueError, match=r"but got .* constants='left'"):
        random_graph(0, 3, constants="left")


# Evaluating


def test_evaluate_graph_by_hand():
    """Every operation and place of a constant gives what the formula gives, node by node."""
    graph = {
        "leaves": [2.0, 4.0],
        "steps": [
            ("add", 0, 1),
            ("sub", 1.0, 2),
            ("mul", 3, 3),
            ("div", 4, 0.5),
            ("pow", 0, 3),
            ("neg", 6, None),
        ],
    }

    assert evaluate_graph(graph, [2.0, 4.0]) == [2.0, 4.0, 6.0, -5.0, 25.0, 50.0, 8.0, -8.0]
    assert evaluate_graph(graph, [1j, 4.0])[2] == 4 + 1j


def test_evaluate_graph_with_other_operations():
    """With `ops` a graph is carried out by anything, here by text."""
    ops = {
        "add": lambda x, y: f"({x} + {y})",
        "mul": lambda x, y: f"{x} {y}",
        "neg": lambda x: f"-{x}",
        "pow": lambda x, k: f"{x}^{k}",
    }
    graph = {
        "leaves": [1.0, 1.0],
        "steps": [("add", 0, 1.0), ("mul", 2, 1), ("neg", 3, None), ("pow", 4, 2)],
    }

    assert evaluate_graph(graph, ["a", "b"], ops=ops)[-1] == "-(a + 1.0) b^2"


# The module


def test_the_oracle_imports_nothing_of_what_it_checks():
    """The oracle imports NumPy and the standard library alone."""
    tree = ast.parse(Path(gradcheck.__file__).read_text(encoding="utf-8"))
    imported = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ] + [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert imported
    assert {name.split(".")[0] for name in imported} <= {"numpy", *sys.stdlib_module_names}


def test_docstrings_hold():
    """The examples in the docstrings run as printed."""
    results = doctest.testmod(gradcheck)

    assert results.attempted >= 5
    assert results.failed == 0
