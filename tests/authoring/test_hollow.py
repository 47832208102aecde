"""Answers that keep the form of a model answer and lose their content."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.authoring.hollow import FILLS, cover

MODEL = """
import numpy as np

class Box:
    def __init__(self, size, inner=()):
        if size < 0:
            raise ValueError("too small")
        self.size, self.inner, self.word = size, list(inner), "a box"

    def __add__(self, other):
        return Box(self.size + other.size, [self, other])

    def largest(self):
        return max([self.size, *(each.largest() for each in self.inner)])

def pair(w, by=2.0):
    return w * by, [int(by), by > 1, "word", None, {"key": 1}]

def twice(w):
    w *= 2
    return pair(w)[0]

def wide(w, v):
    return [np.zeros(3), np.zeros(3), np.zeros((2, 2)), 5.0]
"""
CLASSES = {"Box": (["size", "inner", "word"], ["__init__", "__add__", "largest"])}


def covered(fill: str) -> dict[str, Any]:
    """The names of the model answer above, covered."""
    names: dict[str, Any] = {}
    exec(MODEL, names)
    cover(names, CLASSES, ["pair", "twice", "wide"], fill)
    return names


@pytest.mark.parametrize(
    ("fill", "array", "number", "truth"),
    [
        ("zeros", [0, 0], 0, False),
        ("ones", [1, 1], 1, True),
        ("minus ones", [-1, -1], -1, True),
        ("large numbers", [1e6, 1e6], 10**6, True),
        ("its arguments", [3, 4], 7, True),
        ("its arguments from the last", [3, 4], 7, False),
        ("its arguments negated", [-3, -4], -7, False),
    ],
)
def test_the_form_stays(fill: str, array: list[float], number: int, truth: bool) -> None:
    """Arrays, numbers and truth values are filled; words, keys and what is absent are emptied."""
    first, rest = covered(fill)["pair"](np.array([3.0, 4.0]), 7)

    assert type(first) is np.ndarray
    assert first.tolist() == array
    assert first.dtype == float
    assert rest == [number, truth, "", 0, {}]
    assert type(rest[1]) is bool


def test_every_filling_is_tried() -> None:
    """The fillings that the test above knows are all that there are."""
    assert list(FILLS) == [
        "zeros",
        "ones",
        "minus ones",
        "large numbers",
        "its arguments",
        "its arguments from the last",
        "its arguments negated",
    ]


@pytest.mark.parametrize(
    ("fill", "wanted"),
    [
        ("its arguments", [[1, 2, 3], [4, 5, 6], [[0, 0], [0, 0]], 0]),
        ("its arguments from the last", [[4, 5, 6], [1, 2, 3], [[0, 0], [0, 0]], 0]),
    ],
)
def test_each_argument_is_taken_once(fill: str, wanted: list[Any]) -> None:
    """Arguments of the same shape are used in order, and zeros stand where none is left."""
    given = [(np.array([1.0, 2, 3]), True)], {"v": np.array([4.0, 5, 6])}

    got = covered(fill)["wide"](*given)

    assert [np.asarray(each).tolist() for each in got] == wanted


def test_arguments_come_back_as_copies() -> None:
    """What comes back can be changed, and the argument stays."""
    w, v = np.ones(3), np.zeros(3)

    covered("its arguments")["wide"](w, v)[0][:] = 9

    assert w.tolist() == [1, 1, 1]


def test_the_model_works_by_its_own_names_on_copies() -> None:
    """The model answer calls itself uncovered, and changes nothing that was given."""
    names, w = covered("zeros"), np.array([3.0, 4.0])

    got = names["twice"](w)

    assert got.tolist() == [0, 0]
    assert w.tolist() == [3, 4]
    assert names["pair"](w)[0].tolist() == [0, 0]  # covered again afterwards


def test_what_the_model_refuses_is_not_told() -> None:
    """Where the model answer raises, a number comes back: when to refuse is content."""
    names = covered("ones")

    assert names["pair"]("word", by=None) == 0
    assert names["Box"](-1).size == 0


def test_objects_stay_objects() -> None:
    """Objects of the model answer are kept inside covers, whose values are filled."""
    names = covered("ones")

    total = names["Box"](3) + names["Box"](4)
    total.size = 8
    assert type(total) is names["Box"]
    assert [type(each) for each in total.inner] == [names["Box"]] * 2
    assert (total.size, total.inner[0].size, total.word, total.largest()) == (1, 1, "", 1)
    assert total.__dict__["model"].size == 8
