"""A class of four whose answers wait, and what a reader is handed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course
from grader.course.roster import load_roster
from grader.marking.carry import open_results
from grader.marking.hand_out import HandedOut, hand_out
from tests.marking import desk


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The toy course."""
    return desk.course(tmp_path / "course")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Results of four students; bo and cy have the same answer, dee has none to `why`."""
    reports = [
        desk.report("ada"),
        desk.report("bo", "Since it adds.", "First."),
        desk.report("cy", "Since it adds.  \n", "Second."),
        desk.report("dee", " ", "Third."),
    ]
    return desk.results(tmp_path, reports)


@pytest.fixture
def export(course: Course, out: Path, tmp_path: Path) -> Callable[..., tuple[HandedOut, ...]]:
    """Hands answers out into `marking/` in the test's folder, or another one."""

    def call(to: str = "marking", **options: object) -> tuple[HandedOut, ...]:
        held = open_results(course, out)
        given = {"names": ["toy"], **options}
        return hand_out(course, load_roster(course), held, tmp_path / to, **given)  # type: ignore[arg-type]

    return call


@pytest.fixture
def why(export: Callable[..., tuple[HandedOut, ...]]) -> Path:
    """The table of the question `why`."""
    table = export(questions=["why"])[0].table
    assert table is not None
    return table
