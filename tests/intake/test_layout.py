"""Where a student's cells stand among the release's: said by the one function that places them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.authoring.generate import generate
from grader.course import load_course
from grader.intake.rebuild import RunCell, rebuild
from grader.intake.release import Release, read_release
from tests.courses_helper import make_course


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The toy course's release: text, given, double, its check, counter, its check, free text."""
    course = load_course(make_course(tmp_path_factory.mktemp("course"), manual=True))
    generate(course)
    return read_release(course.assignment("toy").release_notebook)


def cell(source: str, grade_id: str | None = None, kind: str = "code") -> dict[str, Any]:
    """A cell as the reading child gives it."""
    return {"type": kind, "source": source, "grade_id": grade_id}


def laid(release: Release, *cells: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Place, side and source of the student's cells, in the order in which they are run."""
    hand_in = {"kind": "ipynb", "cells": json.loads(json.dumps(cells)), "notes": []}
    run: tuple[RunCell, ...] = rebuild(release, hand_in, "toy.ipynb").cells
    return [(c.at, c.side, c.source) for c in run if c.origin == "student"]


def test_an_answer_stands_in_its_cells_place(release: Release) -> None:
    """Each answer is in the place of the cell with its grade id."""
    found = laid(
        release, cell("def double(x): ...", "double"), cell("class Counter: ...", "counter")
    )

    assert [(at, side) for at, side, _ in found] == [(2, "in"), (4, "in")]
    assert [release.cells[at].grade_id for at, _, _ in found] == ["double", "counter"]


def test_a_further_cell_stands_beside_what_it_follows(release: Release) -> None:
    """A cell of the student's own follows the known cell that it follows in the file."""
    found = laid(
        release,
        cell("first = 1"),
        cell("def double(x): ...", "double"),
        cell("after = 2"),
        cell("class Counter: ...", "counter"),
    )

    assert found == [
        (2, "before", "first = 1"),
        (2, "in", "def double(x): ..."),
        (2, "after", "after = 2"),
        (4, "in", "class Counter: ..."),
    ]


def test_the_parts_of_a_split_answer_stand_together(release: Release) -> None:
    """Both parts of a cell that was split, and what stands between them, are in its place."""
    found = laid(
        release,
        cell("def helper(x): return x", "double"),
        cell("between = 1"),
        cell("def double(x): return helper(x) + x", "double"),
    )

    assert [(at, side) for at, side, _ in found] == [(2, "in")] * 3


def test_a_bare_file_stands_before_the_first_answer(release: Release) -> None:
    """Code in which no cell is known is run in the place of the first answer."""
    found = laid(release, cell("x = 1"))

    assert found == [(2, "before", "x = 1")]
