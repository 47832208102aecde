"""Rows of a gradebook that count and should not: no hand-in any more, or too many points.

May import the course, intake and how the room opens a gradebook; must never change a row, since
what a person wrote there is not ours to delete.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.errors import UsageError
from grader.intake.students import list_submissions
from grader.nbgrader_bridge.bulk_config import load_nb_course

Key = tuple[str, str]
"""Student, as the gradebook calls them, and assignment."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Submissions in a gradebook whose grades a person must look at."""

    without_hand_in: tuple[Key, ...]
    too_high: tuple[Key, ...]
    """A person gave more than the question pays by now."""


def doubtful(course: Course, names: Sequence[str], submissions: Path) -> Doubtful:
    """The doubtful rows of these assignments, of every student.

    Raises
    ------
    UsageError, GraderError
        When there is no gradebook, or it cannot be read.
    """
    nb = load_nb_course(course.root)
    from grader.nbgrader_bridge import bulk
    from grader.nbgrader_bridge.bulk_connect import transaction

    gone: list[Key] = []
    high: list[Key] = []
    with transaction(nb.url) as connection:
        known = bulk.assignments(connection)
        for name in sorted(set(names) & known.keys()):
            there = _handed_in(submissions, name)
            students = _students(bulk, connection, known[name])
            gone += [(each, name) for each in students if _nfc(each) not in there]
            high += [(each, name) for each in _too_high(bulk, connection, known[name])]
    return Doubtful(tuple(gone), tuple(high))


def _students(bulk: Any, connection: Any, assignment: str) -> list[str]:
    import sqlalchemy as sa

    table = bulk.SUBMITTED_ASSIGNMENT
    query = sa.select(table.c.student_id).where(table.c.assignment_id == assignment)
    return sorted(connection.scalars(query))


def _too_high(bulk: Any, connection: Any, assignment: str) -> list[str]:
    import sqlalchemy as sa

    table, book, grade = bulk.SUBMITTED_ASSIGNMENT, bulk.SUBMITTED_NOTEBOOK, bulk.GRADE
    query = (
        sa.select(table.c.student_id)
        .join(book, book.c.assignment_id == table.c.id)
        .join(grade, grade.c.notebook_id == book.c.id)
        .join(bulk.GRADE_CELLS, bulk.GRADE_CELLS.c.id == grade.c.cell_id)
        .where(table.c.assignment_id == assignment)
        .where(grade.c.manual_score > bulk.GRADE_CELLS.c.max_score)
    )
    return sorted(set(connection.scalars(query)))


def _handed_in(submissions: Path, name: str) -> set[str]:
    with contextlib.suppress(UsageError):  # nobody has a folder for it
        return {_nfc(each.student) for each in list_submissions(submissions, name)}
    return set()


def _nfc(student: str) -> str:
    return unicodedata.normalize("NFC", student)
