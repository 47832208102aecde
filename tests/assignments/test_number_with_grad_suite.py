"""What the hidden suite of `number_with_grad` draws, and that its two oracles agree."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from autodiff_ref.scalar import NumberWithGrad, topological_order
from grader.course import load_course
from grader.course.misconception import load_misconceptions
from grader.engine import corpus

ROOT = Path(__file__).parents[2]
GRAPHS_SEEN = 300
"""A mistake that is wrong on one graph in a hundred gets past this many in 5 % of cases."""


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"hidden_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


assignment = load_course(ROOT).assignment("number_with_grad")
graphs = _load(assignment.hidden / "graphs.py")

STRATEGIES = {
    "chains": graphs.chains(),
    "shared_leaves": graphs.shared_leaves(),
    "shared_nodes": graphs.shared_nodes(),
    "expressions": graphs.expressions(),
    "reflected": graphs.expressions(reflected=True),
}
EXACT = ("chains", "shared_leaves", "shared_nodes")


def _drawn(strategy: Any, count: int = 150) -> list[Any]:
    found: list[Any] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(graph: Any) -> None:
        found.append(graph)

    keep()
    return found


def _frozen_graphs() -> list[Any]:
    """The frozen examples of the question about intermediate nodes."""
    return [
        example["graph"]
        for check, examples in corpus.load(assignment.corpus).examples.items()
        if check.startswith("test_reused_node.py")
        for example in examples
    ]


def _steps_that_use(graph: Any) -> list[int]:
    """How often each node is an operand."""
    leaves, steps = graph
    uses = [0] * (len(leaves) + len(steps))
    for op, i, j in steps:
        uses[i] += 1
        if "k" not in op:
            uses[j] += 1
    return uses


@pytest.mark.parametrize("name", STRATEGIES)
def test_oracles_agree(name: str) -> None:
    """The complex step and the reference give the same gradients, to the bit on integers."""
    for graph in _drawn(STRATEGIES[name]):
        measured = graphs.gradients(graph)
        reference = graphs.reference(graph)[: len(measured)]

        # A dozen roundings of 1e-16 each where numbers are not integers.
        tolerance = 0.0 if name in EXACT else 1e-13
        assert measured == pytest.approx(reference, rel=tolerance, abs=0.0)


@pytest.mark.parametrize("name", STRATEGIES)
def test_values_stay_away_from_trouble(name: str) -> None:
    """No value is so large that float32 loses its digits; nothing small is divided by."""
    for leaves, steps in _drawn(STRATEGIES[name]):
        values = graphs.build(float, (leaves, steps))
        divisors = [
            values[i] if op == "k/" else j if op == "/k" else values[j]
            for op, i, j in steps
            if "/" in op
        ]

        assert all(isinstance(value, float) and abs(value) < 2**16 for value in values)
        assert all(abs(divisor) >= 0.5 for divisor in divisors)


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_node_reaches_the_root(name: str) -> None:
    """Every node but the last one is used, and the graphs are small."""
    for graph in _drawn(STRATEGIES[name]):
        uses = _steps_that_use(graph)

        assert 0 not in uses[:-1]
        assert 2 <= len(graph[1]) <= 20


def test_each_question_has_graphs_of_its_own() -> None:
    """Chains reuse nothing, `shared_leaves` leaves alone, `shared_nodes` other nodes alone."""
    for graph in _drawn(STRATEGIES["chains"]):
        assert set(_steps_that_use(graph)[:-1]) == {1}
    for leaves, steps in _drawn(STRATEGIES["shared_leaves"]):
        assert set(_steps_that_use((leaves, steps))[len(leaves) : -1]) <= {1}
    for leaves, steps in _drawn(STRATEGIES["shared_nodes"]):
        assert set(_steps_that_use((leaves, steps))[: len(leaves)]) == {1}


@pytest.mark.parametrize(
    "kept",
    [lambda parents: parents, lambda parents: parents[::-1]],
    ids=["last one kept", "first one kept"],
)
def test_equal_values_are_common(kept: Callable[[Any], Any]) -> None:
    """An engine that keeps operands as a set of values is wrong on one frozen graph in twenty."""
    frozen = _frozen_graphs()
    wrong = 0
    for graph in frozen:
        nodes = graphs.build(NumberWithGrad, graph)
        reached, waiting = {id(nodes[-1])}, [nodes[-1]]
        while waiting:
            by_value = {parent.num: parent for parent in kept(waiting.pop().depends_on)}
            fresh = [parent for parent in by_value.values() if id(parent) not in reached]
            reached.update(map(id, fresh))
            waiting += fresh
        everything = topological_order(nodes[-1])
        wrong += any(node.depends_on and id(node) not in reached for node in everything)

    assert wrong >= len(frozen) / 20


def test_enough_graphs_are_seen() -> None:
    """The frozen examples about intermediate nodes are hundreds of different graphs."""
    different = {repr(graph) for graph in _frozen_graphs()}

    assert len(different) >= GRAPHS_SEEN


def test_depth_and_cost_are_a_tenth() -> None:
    """Twenty points, of which depth and cost together pay at most two."""
    points = {question.id: question.points for question in assignment.auto}

    assert sum(points.values()) == 20
    assert points["depth"] + points["cost"] <= 2


def test_hints_do_not_give_code_away() -> None:
    """A hint is one or a few sentences, and holds no line of the model answer."""
    for mistake in load_misconceptions(assignment):
        assert mistake.hint.endswith((".", "?")), mistake.name
        assert len(mistake.hint) <= 320, mistake.name
        assert not any(word in mistake.hint for word in ("def ", "return ", "+= ")), mistake.name
