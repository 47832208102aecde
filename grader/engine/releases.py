"""Whether a release is one into which the hand-ins of its assignment can be fitted.

May import course, errors and of intake how a release is read; must never read a hand-in.
"""

from __future__ import annotations

from grader.course import Assignment
from grader.course.source import Kind, read_source
from grader.errors import CourseError
from grader.intake.release import Role, read_release

_ROLES: dict[Kind, Role] = {"solution": "answer", "manual": "manual"}
"""What cells of the source are in a release, of those that students answer in."""


def must_hold_questions(assignment: Assignment) -> None:
    """Raise unless the release has a place for every answer that its source asks for.

    Where an editor dropped the metadata of a cell, every hand-in would be fitted in as one without
    that answer.

    Raises
    ------
    CourseError
        When there is no release, or one without the cell of an answer.
    """
    release = read_release(assignment.release_notebook)
    there = {(cell.role, cell.grade_id) for cell in release.cells}
    lacks = [
        cell.grade_id
        for cell in read_source(assignment).cells
        if cell.kind in _ROLES and (_ROLES[cell.kind], cell.grade_id) not in there
    ]
    if lacks:
        raise CourseError(
            f"reading the release {assignment.release_notebook}",
            expected="a cell for each answer, marked in its metadata as nbgrader marks it",
            came=f"none for {', '.join(lacks)}",
            todo=f"run `grader generate {assignment.id}`, which writes it as it was handed out",
        )
