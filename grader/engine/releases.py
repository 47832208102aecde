"""Whether a release is one into which the hand-ins of its assignment can be fitted.

May import course, errors and of intake how a release is read; must never read a hand-in.
"""

from __future__ import annotations

from grader.course import Assignment
from grader.errors import CourseError
from grader.intake.release import read_release


def must_hold_questions(assignment: Assignment) -> None:
    """Raise unless the release has a place for what is graded.

    Into one without, as an editor leaves it that drops the metadata of cells, every hand-in would
    be fitted as one without answers.

    Raises
    ------
    CourseError
        When there is no release, none with a cell for answers, or one without a question that a
        person marks.
    """
    release = read_release(assignment.release_notebook)
    there = {cell.grade_id for cell in release.of_role("manual")}
    lacks = [question.id for question in assignment.manual if question.id not in there]
    if assignment.auto and not release.of_role("answer"):
        lacks.insert(0, "any cell for an answer in code")
    if lacks:
        raise CourseError(
            f"reading the release {assignment.release_notebook}",
            expected="a cell for each answer, marked in its metadata as nbgrader marks it",
            came=f"no {', no '.join(lacks)}",
            todo=f"run `grader generate {assignment.id}`, which writes it as it was handed out",
        )
