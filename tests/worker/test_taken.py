"""Tests of `grader.worker.taken`: a function keeps its name for the checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from grader.worker.taken import Definitions

ASKED = ("step", "Node", "size", "Odd", "never_made")
MADE = "def step(): return 'stepped'\nclass Node: pass\nsize = 3\n"


def loaded(*cells: str) -> tuple[dict[str, Any], list[Mapping[str, list[str]]]]:
    """The names after all cells ran and functions were given back, and what each cell told."""
    names: dict[str, Any] = {}
    definitions = Definitions(ASKED)
    told = []
    for cell in cells:
        exec(cell, names)
        told.append(definitions.look(names))
    definitions.give_back(names)
    return names, told


@pytest.mark.parametrize(
    "cell",
    [
        "for step in range(5): pass",
        "step = 0.1",
        "step, other = 1, 2",
        "del step",
        "with open('/dev/null') as step: pass",
    ],
)
def test_a_function_keeps_its_name(cell: str) -> None:
    """Whatever a later cell uses the name for, the checks find the function."""
    names, told = loaded(MADE, cell, "pass")

    assert names["step"]() == "stepped"
    assert [each["taken"] for each in told] == [[], ["step"], []]


@pytest.mark.parametrize("wrap", ["numpy.vectorize", "functools.cache", "Called"])
def test_what_a_decorator_made_keeps_its_name(wrap: str) -> None:
    """It need be no function, and no earlier one comes in its place."""
    called = "class Called(functools.partial): pass\n"
    anew = f"import functools, numpy\n{called}@{wrap}\ndef step(): return 'anew'"
    names, told = loaded(MADE, anew, "for step in range(5): pass")

    assert names["step"]() == "anew"
    assert told[-1]["taken"] == ["step"]


def test_a_class_keeps_its_name() -> None:
    """An instance called as its class is no class."""
    names, _ = loaded(MADE, "Node = Node()")

    assert isinstance(names["Node"], type)


@pytest.mark.parametrize(
    "cell",
    [
        "def step(): return 'anew'",
        "step = lambda: 'anew'",
        "class step(str): pass\nstep = 'x'.join",
    ],
)
def test_what_is_defined_anew_holds(cell: str) -> None:
    """A later cell may mend a function, in any way that makes another one of it."""
    names, told = loaded(MADE, cell)

    assert names["step"] is not None
    assert names["step"].__name__ != "step" or names["step"]() == "anew"
    assert told[-1]["taken"] == []


def test_the_last_function_is_given_back() -> None:
    """Defined twice and then taken: the second one is what is checked."""
    names, told = loaded(MADE, "def step(): return 'anew'", "step = 1", "step = 2")

    assert names["step"]() == "anew"
    assert [each["taken"] for each in told] == [[], [], ["step"], []]


def test_names_of_the_hand_in_s_own_are_its_own() -> None:
    """`data = data()` is how some write it, and what stands there last is what answers read."""
    names, told = loaded("def data(): return [1]", "data = data()")

    assert names["data"] == [1]
    assert told[-1] == {"taken": [], "hides": []}


def test_a_number_stays_what_it_is_last() -> None:
    """Only functions and classes keep their names."""
    names, _ = loaded(MADE, "size = 4")

    assert names["size"] == 4


def test_python_s_own_functions_are_the_hand_in_s_to_hide() -> None:
    """`max = 3` may be what a function below reads; it is told, and not changed."""
    names, told = loaded("max = 3\nsum = lambda values: 0", "max = 4\ndel sum", "id = None")

    assert names["max"] == 4
    assert [each["hides"] for each in told] == [["max"], [], ["id"]]


def test_odd_names_and_values_cost_nothing() -> None:
    """A hand-in may put anything among its names."""
    odd = "globals()[3] = 4\nclass Odd:\n    def __getattribute__(self, name): raise ValueError\n"

    names, told = loaded(odd + "odd = Odd()\nglobals()[None] = odd", "del Odd")

    assert told[-1]["taken"] == ["Odd"]
    assert names[3] == 4
