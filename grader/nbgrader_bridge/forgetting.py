"""Takes one student out of nbgrader's gradebook, with everything that hangs on the row.

May import of the room how a gradebook is found and opened, sqlalchemy and, late, nbgrader; must
never touch another student's rows.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL

from grader.nbgrader_bridge.bulk_config import load_nb_course
from grader.nbgrader_bridge.bulk_connect import shown, transaction

STEPS = ("submitted", "autograded", "feedback")
"""nbgrader's folders with a folder for each student."""


def student_folders(root: Path) -> list[Path]:
    """Where nbgrader keeps a folder for each student, as the course's configuration says."""
    nb = load_nb_course(root)
    return [nb.folder(step, ".", ".") for step in STEPS]


def find_student(root: Path, student: str) -> tuple[str, int | None]:
    """The gradebook, and how many submissions it has of the student; None where it knows none.

    The student's name is in NFC; the gradebook may have it in any of Unicode's forms.

    Raises
    ------
    UsageError, GraderError
        When the folder is no nbgrader course, or the gradebook cannot be opened.
    """
    url = load_nb_course(root).url
    with transaction(url) as connection:
        return shown(url), _submissions(connection, student)


def remove_student(root: Path, student: str) -> None:
    """Delete the student's rows in one transaction; SQLite overwrites what it frees."""
    url = load_nb_course(root).url
    with transaction(url) as connection:
        _overwrite(connection, url)
        for statement in _deletions(_forms(connection, student)):
            connection.execute(statement)


def _overwrite(connection: sa.Connection, url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _forms(connection: sa.Connection, student: str) -> list[str]:
    """The student as the gradebook writes the name: an id is a folder's name, byte by byte."""
    from nbgrader.api import Student

    known = connection.execute(sa.select(_table(Student).c.id)).scalars()
    return [name for name in known if unicodedata.normalize("NFC", name) == student]


def _submissions(connection: sa.Connection, student: str) -> int | None:
    from nbgrader.api import SubmittedAssignment

    names = _forms(connection, student)
    if not names:
        return None
    work = _table(SubmittedAssignment)
    counted = sa.select(sa.func.count()).where(work.c.student_id.in_(names))
    return int(connection.execute(counted).scalar_one())


def _deletions(names: list[str]) -> list[Any]:
    """What hangs on a row goes before it."""
    from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook

    people, work, books = map(_table, (Student, SubmittedAssignment, SubmittedNotebook))
    own_work = sa.select(work.c.id).where(work.c.student_id.in_(names))
    own_books = sa.select(books.c.id).where(books.c.assignment_id.in_(own_work))
    return [
        *(
            sa.delete(t).where(t.c.notebook_id.in_(own_books))
            for t in map(_table, (Grade, Comment))
        ),
        sa.delete(books).where(books.c.assignment_id.in_(own_work)),
        sa.delete(work).where(work.c.student_id.in_(names)),
        sa.delete(people).where(people.c.id.in_(names)),
    ]


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table
