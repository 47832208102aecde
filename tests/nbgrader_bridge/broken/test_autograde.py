"""Every broken and tampered hand-in through nbgrader's own `autograde` and `generate_feedback`."""

from __future__ import annotations

import html
import re
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.cli.app import run
from tests.broken_set import ASSIGNMENT, MAXIMUM, Broken
from tests.nbgrader_bridge.nb_course import inside, nbgrader

pytestmark = pytest.mark.needs("nbgrader", "landlock", "seccomp")

GRADES = """
    SELECT s.student_id, c.name, g.auto_score, g.manual_score, g.needs_manual_grade
    FROM grade g JOIN submitted_notebook b ON b.id = g.notebook_id
    JOIN submitted_assignment s ON s.id = b.assignment_id
    JOIN base_cell c ON c.id = g.cell_id"""
_SOME = """
right half untouched endless_loop exit_in_an_answer kill_in_a_cell kill_in_an_answer syntax_error
warns check_deleted check_edited check_copied answer_deleted answer_copied answer_as_text
schema_too_new grade_false solution_true points_edited marks_stripped marks_no_object colab widgets
too_large no_json nothing_inside conflict nested percent bare cp1252 notebook_in_a_py
a_browser_s_name another_name two_notebooks stamp_no_time strips_asserts writes_its_grade
"""
EVERY_PUSH = frozenset(_SOME.split())
"""One or more of each kind; a night has time for all of them."""
Cell = tuple[float | None, float | None, bool]
"""Auto score, manual score, whether it waits for a person."""


@dataclass(frozen=True)
class Week:
    """What nbgrader did with which hand-ins, and the folder in which it did it."""

    root: Path
    cases: tuple[Broken, ...]
    autograde: subprocess.CompletedProcess[str]
    feedback: subprocess.CompletedProcess[str]
    grades: dict[str, dict[str, Cell]]


@pytest.fixture(scope="module", params=["some", pytest.param("all", marks=pytest.mark.nightly)])
def week(
    course: Path,
    cases: list[Broken],
    lay: Any,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Week:
    """One course of nbgrader's, with its hand-ins autograded and their feedback made."""
    chosen = [case for case in cases if request.param == "all" or case.name in EVERY_PUSH]
    folder = tmp_path_factory.mktemp("nbgrader")
    root = folder / "course"
    given = ["--id", "broken", "--exchange", str(folder / "exchange")]
    with inside(course):
        assert run(["-q", "init", str(root), *given]) == 0
    made = nbgrader(root, "generate_assignment", ASSIGNMENT)
    assert made.returncode == 0, made.stderr
    lay(chosen, root / "submitted")
    autograde = nbgrader(root, "autograde", ASSIGNMENT)
    feedback = nbgrader(root, "generate_feedback", ASSIGNMENT)
    return Week(root, tuple(chosen), autograde, feedback, _grades(root / "gradebook.db"))


def _grades(gradebook: Path) -> dict[str, dict[str, Cell]]:
    found: dict[str, dict[str, Cell]] = {}
    with sqlite3.connect(gradebook) as connection:
        for student, cell, auto, manual, waits in connection.execute(GRADES):
            found.setdefault(student, {})[cell] = (auto, manual, bool(waits))
    connection.close()
    return found


def test_nothing_stops_the_class(week: Week) -> None:
    """Both commands end well, whatever was handed in, and everybody has a result."""
    assert EVERY_PUSH <= {case.name for case in week.cases} == week.grades.keys()
    assert week.autograde.returncode == 0, week.autograde.stderr[-3000:]
    assert week.feedback.returncode == 0, week.feedback.stderr[-3000:]


def test_each_has_its_due_in_the_gradebook(week: Week) -> None:
    """Each question's points stand there as a plain number, and none of them waits."""
    scores = {}
    for student, cells in week.grades.items():
        checks = {name: cell for name, cell in cells.items() if name.startswith("check_")}
        assert len(checks) == 3, student
        assert [name for name, (_, _, waits) in checks.items() if waits] == [], student
        scores[student] = sum(auto for auto, _, _ in checks.values() if auto is not None)

    assert scores == {case.name: case.score for case in week.cases}
    assert max(scores.values()) == MAXIMUM


def test_nobody_marks_by_hand_but_a_person(week: Week) -> None:
    """No hand-in left a manual score; a text waits for a person, and no text is no point."""
    assert {manual for cells in week.grades.values() for _, manual, _ in cells.values()} == {None}
    assert week.grades["right"]["robust"] == (None, None, True)
    assert week.grades["untouched"]["robust"] == (0.0, None, False)
    assert week.grades["percent"]["robust"] == (0.0, None, False)


def test_each_student_reads_why_in_nbgraders_feedback(week: Week) -> None:
    """The page that nbgrader gives out says what our own page says."""
    silent = {}
    for case in week.cases:
        page = week.root / "feedback" / case.name / ASSIGNMENT / f"{ASSIGNMENT}.html"
        words = _words_of(page.read_text("utf-8"))
        silent[case.name] = [said for said in case.says if said not in words]

    assert {name: missing for name, missing in silent.items() if missing} == {}


def _words_of(page: str) -> str:
    shown = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())
