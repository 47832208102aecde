"""The matrix of known mistakes by questions."""

from __future__ import annotations

from grader.authoring.matrix import Matrix, Row, matrix

QUESTION_OF = {"a1": "a", "a2": "a", "b1": "b", "c1": "c"}


def test_each_mistake_with_the_checks_that_it_loses() -> None:
    """A cell holds how many checks of a question are lost; what loses nothing is left out."""
    found = matrix(["a", "b", "c"], QUESTION_OF, {"m": frozenset({"a1", "a2", "c1"})})

    assert found == Matrix({"a": 2, "b": 1, "c": 1}, (Row("m", {"a": 2, "c": 1}),))


def test_narrow_mistakes_come_first_in_the_order_of_questions() -> None:
    """Rows go from mistakes of one question to wide ones, so that they make a staircase."""
    lost_by = {
        "wide": frozenset({"a1", "b1"}),
        "z_first": frozenset({"a2"}),
        "second": frozenset({"b1"}),
        "a_first": frozenset({"a1"}),
        "none": frozenset[str](),
    }

    found = matrix(["a", "b", "c"], QUESTION_OF, lost_by)

    assert [row.misconception for row in found.rows] == [
        "none", "a_first", "z_first", "second", "wide",
    ]  # fmt: skip
