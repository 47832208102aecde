"""Whose score is out of date: by what lies in the folder of submissions now, and by its points.

Of hand-ins only bytes are compared. May import this room, `course`, the errors, and of `intake` how
a hand-in is found; must never stop an export, nor decide which hand-in counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.course import Assignment, Course
from grader.exports.grades import Grade, listed
from grader.intake.anew import is_another
from grader.records import SubmissionReport


def since(
    grades: Mapping[str, Mapping[str, Grade]], course: Course, submissions: Path
) -> dict[str, list[str]]:
    """Assignment to what a person must know: hand-ins and points that are newer than their scores.

    Parameters
    ----------
    grades:
        Assignment to student to grade, of what is exported.
    submissions:
        `<student>/<assignment>/<file>`; where it is not there nothing is known.
    """
    notes = {}
    for name, of_one in grades.items():
        assignment = course.assignment(name)
        anew, never = [], []
        for student, folder in _handed_in(submissions, name):
            grade = of_one.get(student)
            if grade is None:
                never.append(student)
            elif _handed_in_anew(grade.report, folder, assignment):
                anew.append(student)
        notes[name] = listed("HANDED IN ANEW since it was graded, so grade again", anew)
        notes[name] += listed("HANDED IN, BUT NOT GRADED", never)
        other = [student for student in of_one if not _pays_the_same(of_one[student], assignment)]
        words = "OTHER POINTS in assignment.toml than it was graded by, so grade again"
        notes[name] += listed(words, other)
    return notes


def _pays_the_same(grade: Grade, assignment: Assignment) -> bool:
    """Whether the questions that were graded are those that there are, with their points."""
    graded = [(each.id, each.kind, each.max_points) for each in grade.report.questions]
    return graded == [(each.id, each.kind, each.points) for each in assignment.questions]


def _handed_in(submissions: Path, assignment: str) -> Iterator[tuple[str, Path]]:
    """The students who have a folder for the assignment, with that folder."""
    if not submissions.is_dir():
        return
    for home in sorted(submissions.iterdir()):
        place = home / assignment
        hidden = home.name.startswith(".") or home.is_symlink() or place.is_symlink()
        if not hidden and place.is_dir():
            yield unicodedata.normalize("NFC", home.name), place


def _handed_in_anew(report: SubmissionReport, folder: Path, assignment: Assignment) -> bool:
    most = assignment.limits.submission_kb * 1024
    return is_another(report.digest, report.receipt.beside, folder, assignment.hand_in, most)
