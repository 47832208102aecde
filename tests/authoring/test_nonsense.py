"""Nonsense submissions: they are valid code, and every declared name gives the useless thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.authoring.hollow import FILLS
from grader.authoring.nonsense import VALUES, nonsense
from grader.boundary.interface import parse_interface

INTERFACE = parse_interface(
    """
class Node:
    num: Number
    def __init__(self, num: Number): ...
    def __add__(self, other: Node) -> Node: ...
    def backward(self) -> None: ...
def make(num: Number) -> Node: ...
def double(x: Number) -> Number: ...
""",
    Path("interface.py"),
)
PLAIN = {name: code for name, code, covers in nonsense(INTERFACE) if not covers}
FORMED = {name: code for name, code, covers in nonsense(INTERFACE) if covers}
MODEL = """
class Node:
    def __init__(self, num):
        self.num = num
    def __add__(self, other):
        return Node(self.num + other.num)
    def backward(self):
        self.num = 0
def make(num):
    return Node(num)
def double(x):
    return cover(x)
def cover(x):
    return x + x
"""


def module(name: str) -> dict[str, Any]:
    """The names of one nonsense submission."""
    names: dict[str, Any] = {}
    if name in FORMED:
        exec(MODEL, names)
    exec({**PLAIN, **FORMED}[name], names)
    return names


def test_each_value_comes_in_both_forms() -> None:
    """Each useless value is tried as every result, and as every attribute of real objects."""
    assert len(PLAIN) == 2 * len(VALUES)
    assert {"everything gives None", "every attribute is nan"} <= PLAIN.keys()


def test_each_filling_comes_once() -> None:
    """What stands in answers of the right form is tried once each: objects stay objects there."""
    assert len(FORMED) == len(FILLS)
    assert "every answer has the right form, filled with its arguments" in FORMED


@pytest.mark.parametrize("name", [*PLAIN, *FORMED])
def test_each_defines_every_declared_name(name: str) -> None:
    """Nonsense loads and has every name that the interface declares."""
    names = module(name)

    node = names["Node"](3)
    node.num = 5  # setting an attribute is possible, and changes nothing
    assert callable(names["make"])
    assert callable(names["double"])
    assert hasattr(node, "num")
    node.backward()


def test_everything_gives_the_value() -> None:
    """In the first form functions, methods and operators all give the value itself."""
    names = module("everything gives 1")

    node = names["Node"](3)
    assert (node.num, node + node, names["make"](3), names["double"](3)) == (1, 1, 1, 1)


def test_objects_stay_objects() -> None:
    """In the second form what should give an object of a class does; only values are nonsense."""
    names = module("every attribute is nan")

    made = names["make"](3)
    assert type(made) is names["Node"]
    assert type(made + made) is names["Node"]
    assert np.isnan(made.num)
    assert np.isnan(names["double"](3))


def test_its_own_argument_comes_back() -> None:
    """The argument given last comes back, the object itself included."""
    names = module("everything gives its own argument")

    node, other = names["Node"](1), names["Node"](2)
    assert names["double"](7) == 7
    assert node + other is other
    assert node.backward() is node


def test_the_first_argument_comes_back() -> None:
    """The argument given first comes back, which for a method is the object."""
    names = module("everything gives its first argument")

    node, other = names["Node"](1), names["Node"](2)
    assert names["double"](7, 8) == 7
    assert node + other is node


def test_a_covered_model_keeps_its_own_names() -> None:
    """A name of the model answer that is not declared is left alone, whatever it is called."""
    names = module("every answer has the right form, filled with ones")

    assert names["double"](7) == 1
    assert names["cover"](7) == 14


def test_without_classes_there_is_one_form() -> None:
    """An interface of functions alone needs no second form."""
    functions = parse_interface("def f() -> Number: ...", Path("interface.py"))

    assert len([name for name, _, covers in nonsense(functions) if not covers]) == len(VALUES)
