"""Whose score is out of date: by what lies in the folder of submissions now, and by its points.

Of hand-ins only bytes are compared. May import this room, `course`, the errors, and of `intake` how
a hand-in is found; must never stop an export, nor decide which hand-in counts.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.course import Assignment, Course
from grader.errors import GraderError
from grader.exports.grades import Grade, listed
from grader.intake.convert import says_that_it_was_made
from grader.intake.find import Found, find_hand_in, read_bytes
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
            elif _is_another(grade.report, folder, assignment):
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


def _is_another(report: SubmissionReport, folder: Path, assignment: Assignment) -> bool:
    """Whether what lies there is not what was graded; no where that cannot be told."""
    if not report.digest:
        return False
    graded, plus, _ = report.digest.partition("+")
    most = assignment.limits.submission_kb * 1024
    try:
        found = find_hand_in(folder, assignment.hand_in, most)
        if not isinstance(found, Found):
            return bool(plus)
        read = [read_bytes(path, most) for path in (found.path, found.other) if path is not None]
    except GraderError:
        return False
    held = {hashlib.sha256(data).hexdigest(): data for data in read if isinstance(data, bytes)}
    if not plus and len(held) < len(read):
        return False  # a file that is too large was, and is, not read
    known = {graded, report.receipt.beside}
    new = [data for sha256, data in held.items() if sha256 not in known]
    return graded not in held or not all(map(says_that_it_was_made, new))
