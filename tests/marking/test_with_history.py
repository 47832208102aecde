"""Marks beside gradings, regrades and taking back: whoever publishes last has read all marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grader.course import Course
from grader.history.replacing import publish_graded
from grader.history.results import Publishing
from grader.history.undo import undo
from grader.marking.carry import enter_files, open_results
from grader.marking.hand_out import HandedOut
from grader.records import SubmissionReport
from tests.marking import desk

Export = Callable[..., tuple[HandedOut, ...]]


def _ada(course: Course, out: Path) -> SubmissionReport:
    """Ada's report as it was published."""
    found = {report.student: report for report in open_results(course, out).reports}
    return found["ada"]


def _published(out: Path) -> str:
    return (out / "reports" / "ada.json").read_text(encoding="utf-8")


def _mark(course: Course, out: Path, table: Path) -> None:
    desk.fill(table, {"ada": {"points (of 3)": "2"}})
    enter_files(course, out, [table], reader="anna", at=desk.AT)


def _publishing() -> Publishing:
    return Publishing("A toy course", ["toy"], desk.RUN, {})


def test_a_grading_that_ends_after_an_import_has_its_marks(
    course: Course, out: Path, why: Path
) -> None:
    """Reports that were made before the marks came are marked once more when they are published."""
    made_before = open_results(course, out).reports
    _mark(course, out, why)

    publish_graded(made_before, out, graded_now=["toy"], publishing=_publishing())

    assert _ada(course, out).questions[2].points == 2.0
    assert '"reader": "anna"' in _published(out)


def test_taking_a_change_back_keeps_the_marks_that_came_since(
    course: Course, out: Path, why: Path
) -> None:
    """The earlier score comes back, and with it the mark that was given after it was replaced."""
    fewer = [
        each.model_copy(update={"score": 3.0, "final": 3.0}) if each.student == "ada" else each
        for each in open_results(course, out).reports
    ]
    publish_graded(fewer, out, graded_now=["toy"], publishing=_publishing())
    _mark(course, out, why)
    assert _ada(course, out).score == 3.0

    undo(course, out)

    ada = _ada(course, out)
    assert (ada.score, ada.questions[2].points) == (5.0, 2.0)
    assert '"reader": "anna"' in _published(out)
