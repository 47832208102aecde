"""A stand-in for the engine: what it was asked, and the reports that it gives back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.course import Course
from grader.engine.grade import Grading
from grader.engine.standing import load_standings
from grader.records import CheckReport, Promise, QuestionReport, Receipt, SubmissionReport

ROOT = Path(__file__).resolve().parents[2]
PROMISES: dict[Promise, bool] = {"unforgeable": True, "unreadable": True, "contained": True}


@dataclass
class FakeEngine:
    """Gives back what the test put into `reports`; `asked` holds every call."""

    reports: list[SubmissionReport] = field(default_factory=list)
    without: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    before: Callable[[], None] = lambda: None

    def grade(self, course: Course, ids: list[str], **asked: Any) -> Grading:
        """As `grader.engine.grade.grade`."""
        self.asked.append({"course": course, "ids": ids, **asked})
        self.before()
        for done, report in enumerate(self.reports, 1):
            asked["on_progress"](
                SimpleNamespace(
                    done=done,
                    total=len(self.reports),
                    assignment=report.assignment,
                    student=report.student,
                    status=report.status,
                )
            )
        grading = Grading(
            reports=tuple(self.reports),
            afresh=tuple(self.reports),
            standings=load_standings(course, asked["submissions"]),
            wall_s=2.0,
            cpu_s=3.0,
            executed=4,
            reused=1,
            promises=PROMISES,
            unsafe=asked["unsafe"],
            without=self.without,
        )
        if "on_graded" in asked:
            asked["on_graded"](grading)
        return grading


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine is replaced by a stand-in for the length of a test."""
    fake = FakeEngine()
    module: Any = type(sys)("grader.engine.grade")
    module.grade = fake.grade
    monkeypatch.setitem(sys.modules, "grader.engine.grade", module)
    return fake


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch) -> list[SimpleNamespace]:
    """What the doctor finds; a test may change the list."""
    found = [
        SimpleNamespace(promise=name, reached=True, layers=("a", "b"), missing="", todo="")
        for name in PROMISES
    ]
    module: Any = type(sys)("grader.sandbox.doctor")
    module.examine = lambda: tuple(found)
    monkeypatch.setitem(sys.modules, "grader.sandbox.doctor", module)
    return found


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """A folder for hand-ins."""
    folder = tmp_path / "submitted"
    folder.mkdir()
    return folder


@pytest.fixture
def course_options() -> list[str]:
    """The option that names this project's own course."""
    return ["--course", str(ROOT)]


@pytest.fixture
def make_report() -> Callable[..., SubmissionReport]:
    """A report that lost one question of two; any field can be replaced."""

    def make(student: str = "ada", **fields: Any) -> SubmissionReport:
        given: dict[str, Any] = {
            "student": student,
            "assignment": "number_with_grad",
            "title": "Scalar automatic differentiation",
            "status": "graded",
            "score": 5.5,
            "max_score": 8.0,
            "manual_score": None,
            "manual_max_score": 3.0,
            "promises": PROMISES,
            "unsafe": False,
            "receipt": Receipt(file="number_with_grad.py"),
            "questions": tuple(
                QuestionReport(
                    id=name, title=name, kind="auto", show="full", points=points, max_points=4.0
                )
                for name, points in (("forward", 4.0), ("cost", 1.5))
            ),
            "checks": (
                CheckReport(
                    name="test_x.py::test_y",
                    question="cost",
                    outcome="failed",
                    points=0.0,
                    max_points=2.5,
                    title="The cost grows with nodes",
                    message="wrong",
                    cpu_s=0.25,
                    wall_s=0.5,
                ),
            ),
        }
        return SubmissionReport(**{**given, **fields})

    return make
