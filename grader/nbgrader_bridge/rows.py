"""What a report is in nbgrader's gradebook: pure values, the same for both ways of grading.

`nbgrader autograde` with our preprocessors and `grader grade --gradebook` both write what is said
here. May import records and errors and, of the engine, how lateness takes points away; must never
open a database or a file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grader.engine.lateness import without
from grader.errors import GraderError
from grader.records import SubmissionReport

NO_RESPONSE = "No response."
"""What nbgrader itself says of an answer cell that is as it was given out."""


@dataclass(frozen=True, slots=True)
class GradeCell:
    """A cell that carries points."""

    max_score: float
    cell_type: str


@dataclass(frozen=True, slots=True)
class NotebookCells:
    """The cells of a release that have rows in a gradebook, by grade id."""

    grades: Mapping[str, GradeCell]
    solutions: frozenset[str]
    tasks: frozenset[str] = frozenset()
    """A kind of cell that our releases never have."""


@dataclass(frozen=True, slots=True)
class AutoGrade:
    """What the engine says of one grade cell; a score that a person gave is no part of it."""

    auto_score: float | None
    waiting: bool
    """Whether a person must look, as far as the engine knows."""


@dataclass(frozen=True, slots=True)
class Row:
    """Everything that a gradebook takes from one report."""

    student: str
    """As the student's folder is called on disk."""
    timestamp: datetime | None
    """UTC without a zone, as nbgrader keeps it; None leaves what is there."""
    grades: Mapping[str, AutoGrade]
    comments: Mapping[str, str | None]
    """Solution cell to the comment that the grader makes."""
    deducted_percent: float


def cells_of(release: Mapping[str, Any]) -> NotebookCells:
    """The cells of a released notebook that nbgrader keeps rows for."""
    grades, solutions, tasks = {}, set(), set()
    for cell in release["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade"):
            grades[marks["grade_id"]] = GradeCell(float(marks["points"]), cell["cell_type"])
        if marks.get("solution"):
            solutions.add(marks["grade_id"])
        if marks.get("task"):
            tasks.add(marks["grade_id"])
    return NotebookCells(grades, frozenset(solutions), frozenset(tasks))


def row_of(
    report: SubmissionReport, cells: NotebookCells, student: str, timestamp: datetime | None
) -> Row:
    """What a gradebook takes from a report."""
    return Row(
        student=student,
        timestamp=timestamp,
        grades=auto_grades(report),
        comments=auto_comments(report, cells),
        deducted_percent=report.late.deducted_percent if report.late else 0.0,
    )


def auto_grades(report: SubmissionReport) -> dict[str, AutoGrade]:
    """Grade cell to what the engine says of it.

    Where the engine failed every cell waits for a person and none has a score. A free text that is
    blank earns 0 and does not wait, as with nbgrader itself.

    Raises
    ------
    GraderError
        When points are not between 0 and what the question pays.
    """
    failed = report.status == "engine_failed"
    grades = {}
    for question in report.questions:
        if question.kind == "manual":
            waits = failed or bool(report.receipt.free_text.get(question.id, "").strip())
            grades[question.id] = AutoGrade(None if waits else 0.0, waits)
        elif failed or question.points is None:
            grades[f"check_{question.id}"] = AutoGrade(None, True)
        else:
            points = _possible(report, question.id, question.points, question.max_points)
            grades[f"check_{question.id}"] = AutoGrade(points, False)
    return grades


def _possible(report: SubmissionReport, question: str, points: float, most: float) -> float:
    if not 0 <= points <= most:
        raise GraderError(
            f"taking the points of {report.student} for the gradebook",
            expected=f"{question} between 0 and {most:g}",
            came=f"{points!r}",
            todo="nothing was written; grade again, and report it if it comes back",
        )
    return float(points)


def auto_comments(report: SubmissionReport, cells: NotebookCells) -> dict[str, str | None]:
    """Solution cell to the comment that stands under it in nbgrader's feedback; None for none.

    Where a file was there and could not be graded nothing is said about its answers: why stands at
    the top of the notebook.
    """
    said: dict[str, str | None] = dict.fromkeys(cells.solutions)
    if report.status not in ("graded", "empty"):
        return said
    grades = auto_grades(report)
    states = {answer.cell: answer.state for answer in report.receipt.answers}
    for name in said:
        if name in grades:
            blank = not grades[name].waiting
        else:
            blank = states.get(name, "missing") in ("unchanged", "missing")
        said[name] = NO_RESPONSE if blank else None
    return said


def penalty(scores: Iterable[float], percent: float) -> float | None:
    """The points that lateness takes from what a notebook earned; None where it takes none.

    Parameters
    ----------
    scores:
        The score of every grade cell, a person's where there is one, with extra credit.
    percent:
        `Late.deducted_percent`.
    """
    total = math.fsum(scores)
    if percent <= 0 or total <= 0:
        return None
    left = without(total, percent)
    return None if left is None else total - left
