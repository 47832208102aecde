"""Whose score is out of date: by what lies in the folder of submissions now, and by its points.

Of hand-ins only bytes are compared. May import this room, `course`, the errors, and of `intake` how
a hand-in is found; must never stop an export, nor decide which hand-in counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from grader.course import Assignment, Course
from grader.errors import GraderError
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
        `<student>/<assignment>/<file>`; where it is not there nothing is known. What cannot be
        read is told.
    """
    notes = {}
    homes: list[tuple[str, Path]] = []
    blind: list[str] = []
    try:
        homes = _homes(submissions)
    except OSError as error:
        why = f"{submissions}: {error.strerror or error}"
        blind = [f"WHO HANDED IN ANEW IS NOT KNOWN, since nothing can be read there: {why}"]
    for name, of_one in grades.items():
        assignment = course.assignment(name)
        anew, never, unread = [], [], []
        for student, home in homes:
            grade = of_one.get(student)
            try:
                if not _is_folder(home / name):
                    continue
                if grade is None:
                    never.append(student)
                elif _handed_in_anew(grade.report, home / name, assignment):
                    anew.append(student)
            except (OSError, GraderError):
                unread.append(student)
        words = "HANDED IN ANEW since it was graded, so grade again"
        notes[name] = [*blind, *listed(words, anew)]
        notes[name] += listed("HANDED IN, BUT NOT GRADED", never)
        notes[name] += listed("a hand-in that cannot be read, so perhaps another one", unread)
        other = [student for student in of_one if not _pays_the_same(of_one[student], assignment)]
        words = "OTHER POINTS in assignment.toml than it was graded by, so grade again"
        notes[name] += listed(words, other)
    return notes


def _pays_the_same(grade: Grade, assignment: Assignment) -> bool:
    """Whether the questions that were graded are those that there are, with their points."""
    graded = [(each.id, each.kind, each.max_points) for each in grade.report.questions]
    return graded == [(each.id, each.kind, each.points) for each in assignment.questions]


def _homes(submissions: Path) -> list[tuple[str, Path]]:
    """The students who have a folder, with that folder."""
    if not submissions.is_dir():
        return []
    found = [home for home in sorted(submissions.iterdir()) if not home.name.startswith(".")]
    return [(unicodedata.normalize("NFC", home.name), home) for home in found if _is_folder(home)]


def _is_folder(path: Path) -> bool:
    return not path.is_symlink() and path.is_dir()


def _handed_in_anew(report: SubmissionReport, folder: Path, assignment: Assignment) -> bool:
    most = assignment.limits.submission_kb * 1024
    return is_another(report.digest, report.receipt.beside, folder, assignment.hand_in, most)
