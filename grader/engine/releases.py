"""Whether hand-ins of an assignment can be fitted into its release, and whether that is its own.

May import course, errors and of intake how a release is read; must never read a hand-in.
"""

from __future__ import annotations

from grader.course import Assignment
from grader.course.percent import as_notebook
from grader.course.source import STUB, Kind, public, read_source
from grader.errors import CourseError
from grader.intake.release import Role, read_release

_ROLES: dict[Kind, Role] = {"solution": "answer", "manual": "manual"}
"""What cells of the source are in a release, of those that students answer in."""
_CODE_KINDS, _CODE = {"given", "solution"}, {"given", "answer"}
"""What of either is run."""


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


def parted(assignment: Assignment) -> list[str]:
    """The cells in which the release and its source part, by their grade ids.

    Only what is run when a hand-in is graded: the given cells, which are the release's, and of an
    answer the lines that students got. A hand-in was written for the release, and the suite is
    proved by the source.
    """
    released = read_release(assignment.release_notebook).cells
    there = {str(cell.grade_id): _run(cell.source) for cell in released if cell.role in _CODE}
    wanted = {
        cell.grade_id: _run(as_notebook("\n".join(public(cell))))
        for cell in read_source(assignment).cells
        if cell.kind in _CODE_KINDS
    }
    apart = {name for name in {**wanted, **there} if wanted.get(name) != there.get(name)}
    # Cells that are in both, but run in another order.
    both = ([name for name in cells if name not in apart] for cells in (wanted, there))
    apart |= {name for pair in zip(*both, strict=True) if pair[0] != pair[1] for name in pair}
    return [name for name in {**wanted, **there} if name in apart]


def _run(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip() not in ("", *STUB)]
