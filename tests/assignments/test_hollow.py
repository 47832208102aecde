"""An answer that is hollow in one place earns nothing there, though all the others are right.

Behind the model answer one function is replaced: by what gives answers of the right form without
their content, by its own first answer for ever, or by a stand-in that is written here. Which checks
ask a function is found by letting it raise. The gate `nonsense` of `grader verify` covers all names
at once; here each stands alone, so that no check owes its failure to a neighbour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from grader.authoring import hollow
from grader.boundary.interface import load_interface
from grader.course import load_course
from grader.course.source import reference_cells
from grader.engine.session import JudgeProcess

pytestmark = [pytest.mark.needs("linux", "landlock", "seccomp"), pytest.mark.nightly]
COURSE = load_course(Path(__file__).parents[2])
RAISES, FIRST = "raises", "gives its first answer for ever"
REPLACE = """
def replace(names, functions, target, cover):
    right = names[target]
    cover(right)

    def beside(function):  # the other answers go on with the right one
        def call(*args, **kwargs):
            before, names[target] = names[target], right
            try:
                return function(*args, **kwargs)
            finally:
                names[target] = before
        return call

    for each in set(functions) - {target}:
        names[each] = beside(names[each])

def raising(right):
    def stand_in(*args, **kwargs):
        raise RuntimeError("hollow")
    return stand_in

def first(right):
    kept = []
    def stand_in(*args, **kwargs):
        kept.append(kept[0] if kept else right(*args, **kwargs))
        return kept[0]
    return stand_in
"""
"""Runs in a worker, behind the model answer."""

ONE_ANSWER = {
    ("xor_mlp", "xor_by_hand"): "takes nothing",
    ("xor_mlp", "xnor_by_hand"): "takes nothing",
    ("perceptron", "xor_weights"): "takes nothing",
    ("matrix_backprop", "misprints"): "takes nothing",
}
"""Functions that lose nothing by giving their first answer for ever, and why."""

LEAST_SQUARES = """
def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    X, wanted = np.asarray(X_aug, dtype=float), np.asarray(y) == 1
    def right(w):
        return bool(np.all((X @ w > 0) == wanted))
    if right(np.asarray(start)):
        return np.array(start, dtype=float), 1, 0, True
    w = np.linalg.lstsq(X, np.where(wanted, 1.0, -1.0), rcond=None)[0]
    done = right(w) and max_passes > 1
    return w, 2 if done else max_passes, 1, done
"""
ONE_NETWORK = """
def train(X, y, W1, b1, W2, b2, lr, steps):
    if steps < 100:
        for _ in range(steps):
            W1, b1, W2, b2 = step(X, y, W1, b1, W2, b2, lr)
        return W1, b1, W2, b2
    V1, c1, V2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2)
    V1[:2], c1[:2], V2[0, :2] = 6, (-3, -9), (8, -8)
    return V1, c1, V2, np.array([-4.0])
"""
CLOSED_FORM = """
def measured_jacobian(A, B, x, h):
    return A + B * (3 * np.asarray(x, dtype=float) ** 2 + h**2)
def numeric_jacobian(f, x, h=1e-5):
    raise NotImplementedError
"""
SIGNS_ALONE = """
def backward(layers, x, passed, y):
    sign = 1.0 - 2.0 * y[0]
    return [(np.full(np.shape(W), sign), np.full(np.shape(b), sign)) for W, b in layers]
"""
GRAPHS = ("local_gradients.py", "reused_leaf.py", "reused_node.py", "large_graphs.py")
NO_GRAPH = """
for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "neg"):
    def _bare(*args, _right=getattr(NumberWithGrad, f"__{_name}__")):
        return NumberWithGrad(_right(*args).num)
    setattr(NumberWithGrad, f"__{_name}__", _bare)
"""
NUMBERS_OF_ONE = """
def backward(self, backward_grad=None):
    for node in topological_order(self):
        node.grad = 1.0
NumberWithGrad.backward = backward
"""
STAND_INS = {
    "weights by least squares": (
        "perceptron",
        LEAST_SQUARES,
        ("test_training.py", "test_budget.py"),
    ),
    "one network for every start": ("xor_mlp", ONE_NETWORK, ("learn_xor",)),
    "a Jacobian that is not measured": ("matrix_backprop", CLOSED_FORM, ("::test_measured",)),
    "gradients that are signs": ("matrix_backprop", SIGNS_ALONE, ("test_network_gradients.py",)),
    "operations without a graph": ("number_with_grad", NO_GRAPH, GRAPHS),
    "gradients of 1": ("number_with_grad", NUMBERS_OF_ONE, (*GRAPHS, "backward_twice.py")),
}
"""Name to assignment, code, and what is in the names of the checks that it must lose."""


def code_of(assignment: str, target: str, how: str) -> str:
    """A cell behind the model answer, in which one function is hollow and the others are not."""
    functions = list(load_interface(COURSE.assignment(assignment).interface).functions)
    covers = {
        RAISES: f"lambda right: globals().update({{{target!r}: _mine['raising'](right)}})",
        FIRST: f"lambda right: globals().update({{{target!r}: _mine['first'](right)}})",
    }
    filled = f"lambda right: _forms['cover'](globals(), {{}}, [{target!r}], {how!r})"
    return (
        f"_forms, _mine = {{'__name__': 'hollow'}}, {{}}\n"
        f"exec({Path(hollow.__file__).read_text(encoding='utf-8')!r}, _forms)\n"
        f"exec({REPLACE!r}, _mine)\n"
        f"_mine['replace'](globals(), {functions!r}, {target!r}, {covers.get(how, filled)})\n"
    )


def lost(judge: JudgeProcess, code: str, checks: Iterable[str] | None = None) -> set[str]:
    """The checks that the model answer loses with this cell behind it; of these, by default all."""
    cells = [*reference_cells(judge.assignment), ("hollow", code)]
    results = judge.run_cells(cells, None if checks is None else sorted(checks))
    assert not (results.load or {}).get("left_out"), results.load
    assert all(each.outcome != "ours" for each in results.outcomes)
    return {each.check for each in results.outcomes if each.outcome != "passed"}


def too_good(judge: JudgeProcess, target: str) -> Iterator[str]:
    """A line for each check that passes though the function that it asks is hollow."""
    name = judge.assignment.id
    own = lost(judge, code_of(name, target, RAISES))
    if not own:
        yield f"{target}: no check asks it"
        return
    for fill in hollow.FILLS:
        for check in sorted(own - lost(judge, code_of(name, target, fill), own)):
            yield f"{target}: {check} passes on {fill}"
    if lost(judge, code_of(name, target, FIRST), own):
        if (name, target) in ONE_ANSWER:
            yield f"{target}: loses a check when it {FIRST}: take it out of ONE_ANSWER"
    elif (name, target) not in ONE_ANSWER:
        yield f"{target}: every check passes when it {FIRST}"


@pytest.mark.parametrize("name", COURSE.assignments)
def test_no_function_is_hollow(name: str) -> None:
    """No check passes on the form of an answer of the one function that it asks."""
    assignment = COURSE.assignment(name)
    with JudgeProcess(COURSE, assignment) as judge:
        functions = load_interface(assignment.interface).functions
        found = [line for target in functions for line in too_good(judge, target)]

    assert found == []


@pytest.mark.parametrize("name", STAND_INS)
def test_stand_in_earns_nothing(name: str) -> None:
    """What gives right answers in another way than by doing what is taught loses every check."""
    assignment, code, parts = STAND_INS[name]
    with JudgeProcess(COURSE, COURSE.assignment(assignment)) as judge:
        asked = {info.name for info in judge.manifest if any(part in info.name for part in parts)}
        missed = lost(judge, code)

    assert asked
    assert asked - missed == set()
