"""Reports of an invented class, and the results folder that a grading would leave of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.feedback.publish import publish
from grader.feedback.summary import RunFacts
from grader.records import QuestionReport, Receipt, SubmissionReport

DATA = Path(__file__).with_name("data")
RUN = RunFacts(wall_s=1.0, cpu_s=1.0, executed=1, reused=0, promises={}, unsafe=False)


def report(student: str = "ada", points: float | None = 5.5, **fields: Any) -> SubmissionReport:
    """A report of 8 points by checks and 2 by hand, which nobody has given yet."""
    given: dict[str, Any] = {
        "student": student,
        "assignment": "median",
        "title": "The median",
        "status": "graded",
        "score": points,
        "max_score": 8.0,
        "manual_score": None,
        "manual_max_score": 2.0,
        "promises": {"unforgeable": True, "unreadable": True, "contained": True},
        "unsafe": False,
        "receipt": Receipt(file="median.py"),
        "questions": (
            question("middle", points, 8.0),
            question("robust", fields.get("manual_score"), 2.0, kind="manual"),
        ),
        "checks": (),
    }
    return SubmissionReport(**{**given, **fields})


def question(name: str, points: float | None, most: float, **fields: Any) -> QuestionReport:
    """A question with so many points."""
    given = {"title": f"Question {name} <b>", "kind": "auto", "show": "full", **fields}
    return QuestionReport(id=name, points=points, max_points=most, **given)


@pytest.fixture
def make() -> Callable[..., SubmissionReport]:
    """A report: student, points by checks, then any field."""
    return report


@pytest.fixture
def results(tmp_path: Path) -> Callable[[Sequence[SubmissionReport]], Path]:
    """Writes reports and pages as a grading does, and gives back the folder."""

    def write(reports: Sequence[SubmissionReport]) -> Path:
        names = sorted({each.assignment for each in reports})
        out = tmp_path / "graded"
        publish(reports, out, course="A course", assignments=names, graded_now=names, run=RUN)
        return out

    return write
