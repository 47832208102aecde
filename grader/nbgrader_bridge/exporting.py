"""`nbgrader export`: nbgrader's columns, in which a missing grade is blank and nothing is run.

May import nbgrader, the exports' cells and the room; must never write a 0 that nobody gave.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from grader.engine.standing import Standings
from grader.exports.cells import csv_text, harmless
from grader.exports.grades import number
from grader.exports.place import file_named
from grader.feedback.text import clean_line
from grader.files import write_atomically
from grader.nbgrader_bridge.saving import charge, percent_of, score_given, standings_of

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score", "state",
)  # fmt: skip
"""nbgrader's own, and what became of the hand-in: graded, waiting, missing, excused, dropped."""


class GradesCsv(ExportPlugin):  # type: ignore[misc]  # traitlets has no types
    """The exporter of `c.ExportApp.plugin_class`."""

    def export(self, gradebook: Gradebook) -> None:
        """Writes the class as CSV, lateness counted of the points as they are now."""
        named = Path(self.to or "grades.csv")
        target = file_named(named, "--to")
        directory = self.parent.coursedir
        standings = standings_of(Path(directory.root or "."), directory)
        rows = list(_rows(gradebook, standings, set(map(str, self.student)), self._assignments()))
        self._tell_too_high(gradebook)
        gradebook.db.commit()
        write_atomically(target, csv_text([COLUMNS, *rows]).encode("utf-8", "replace"))
        self.log.info("Exporting grades to %s", named)

    def _tell_too_high(self, gradebook: Gradebook) -> None:
        """Name the marks that count for nothing, because the question pays less by now."""
        for assignment in gradebook.assignments:
            if self._assignments() and assignment.name not in self._assignments():
                continue
            for submission in assignment.submissions:
                for grade in _grades(submission):
                    if _too_high(grade):
                        self.log.warning(
                            "%s (%s): %s has %s of %s points; left blank until it is marked again",
                            clean_line(submission.student_id, 60), assignment.name, grade.name,
                            number(grade.manual_score), number(grade.max_score),
                        )  # fmt: skip

    def _assignments(self) -> set[str]:
        return set(map(str, self.assignment))


def _rows(
    gradebook: Gradebook, standings: Standings, students: set[str], assignments: set[str]
) -> Iterator[list[str]]:
    for assignment in gradebook.assignments:
        if assignments and assignment.name not in assignments:
            continue
        for student in sorted(gradebook.students, key=lambda one: one.id):
            if not students or student.id in students:
                row = _row(gradebook, standings, assignment, student)
                yield [_cell(cell) for cell in row]


def _cell(value: Any) -> str:
    """A value as a cell: nothing is blank, points are as short as they can be said."""
    if value is None:
        return ""
    return number(value) if isinstance(value, float) else harmless(str(value))


def _row(gradebook: Gradebook, standings: Standings, assignment: Any, student: Any) -> list[Any]:
    known = standings.roster.students.get(unicodedata.normalize("NFC", student.id))
    status = known.status if known else "enrolled"
    due = assignment.duedate or standings.course.deadlines.due.get(assignment.name)
    when = raw = taken = score = None
    state = "missing"
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        submission = None
    if submission is not None:
        percent = percent_of(standings, student.id, assignment.name)
        for notebook in submission.notebooks:
            charge(notebook, percent)
        gradebook.db.flush()
        gradebook.db.refresh(submission)
        waits = any(score_given(each) is None or _too_high(each) for each in _grades(submission))
        state = "waiting" if waits else "graded"
        when, raw = submission.timestamp, submission.score
        taken = submission.late_submission_penalty
        score = None if waits else max(0.0, raw - taken)
    if status != "enrolled":
        state = status
        score = score if status == "dropped" else None
    about = [student.id, student.last_name, student.first_name, student.email]
    return [assignment.name, due, when, *about, raw, taken, score, assignment.max_score, state]


def _grades(submission: Any) -> list[Any]:
    return [grade for notebook in submission.notebooks for grade in notebook.grades]


def _too_high(grade: Any) -> bool:
    """Whether a person's score is more than the cell pays; extra credit is a column of its own."""
    return grade.manual_score is not None and grade.manual_score > grade.max_score
