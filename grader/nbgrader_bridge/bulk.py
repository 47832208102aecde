"""Writes the rows of a whole class in a few statements, inside a transaction that is open.

What is there is changed and what is not is made, as nbgrader would: of a row that exists only the
engine's own columns change, and what a person wrote stays. May import sqlalchemy, nbgrader's tables
and `.rows`; must never commit, and never touch `manual_score`, `manual_comment`, `extra_credit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from nbgrader.api import Base, new_uuid
from sqlalchemy.dialects import postgresql, sqlite

from grader.nbgrader_bridge.rows import GradeCell, NotebookCells, Row, penalty

_TABLES = Base.metadata.tables
STUDENT = _TABLES["student"]
ASSIGNMENT = _TABLES["assignment"]
NOTEBOOK = _TABLES["notebook"]
BASE_CELL = _TABLES["base_cell"]
GRADE_CELLS = _TABLES["grade_cells"]
SUBMITTED_ASSIGNMENT = _TABLES["submitted_assignment"]
SUBMITTED_NOTEBOOK = _TABLES["submitted_notebook"]
GRADE = _TABLES["grade"]
COMMENT = _TABLES["comment"]


@dataclass(frozen=True, slots=True)
class StoredNotebook:
    """What a gradebook knows of a released notebook."""

    assignment_id: str
    notebook_id: str
    cells: NotebookCells
    grade_ids: Mapping[str, str]
    """Grade cell to the id of its row."""
    solution_ids: Mapping[str, str]
    submissions: int
    """How many students have rows already."""


def students(connection: sa.Connection) -> set[str]:
    """The students that a gradebook knows."""
    return set(connection.scalars(sa.select(STUDENT.c.id)))


def assignments(connection: sa.Connection) -> dict[str, str]:
    """The assignments that a gradebook knows: name to id."""
    return _pairs(connection, sa.select(ASSIGNMENT.c.name, ASSIGNMENT.c.id))


def _pairs(connection: sa.Connection, query: Any) -> dict[str, Any]:
    """What a query of two columns finds, the second by the first."""
    return {row[0]: row[1] for row in connection.execute(query)}


def notebooks(connection: sa.Connection, assignment_id: str) -> dict[str, StoredNotebook]:
    """The notebooks of an assignment, by name."""
    here = NOTEBOOK.c.assignment_id == assignment_id
    count = sa.select(sa.func.count()).select_from(SUBMITTED_ASSIGNMENT)
    taken = connection.scalar(count.where(SUBMITTED_ASSIGNMENT.c.assignment_id == assignment_id))
    found = {}
    for name, key in connection.execute(sa.select(NOTEBOOK.c.name, NOTEBOOK.c.id).where(here)):
        grades, grade_ids = {}, {}
        others: dict[str, dict[str, str]] = {"SolutionCell": {}, "TaskCell": {}}
        cells = (
            sa.select(
                BASE_CELL.c.name,
                BASE_CELL.c.id,
                BASE_CELL.c.type,
                GRADE_CELLS.c.max_score,
                GRADE_CELLS.c.cell_type,
            )
            .outerjoin(GRADE_CELLS, GRADE_CELLS.c.id == BASE_CELL.c.id)
            .where(BASE_CELL.c.notebook_id == key)
        )
        for cell, cell_id, kind, most, cell_type in connection.execute(cells):
            if kind == "GradeCell":
                grades[cell], grade_ids[cell] = GradeCell(float(most), cell_type), cell_id
            else:
                others.setdefault(kind, {})[cell] = cell_id
        solutions = others["SolutionCell"]
        known = NotebookCells(grades, frozenset(solutions), frozenset(others["TaskCell"]))
        found[name] = StoredNotebook(
            assignment_id, key, known, grade_ids, solutions, int(taken or 0)
        )
    return found


def write_rows(connection: sa.Connection, notebook: StoredNotebook, rows: Sequence[Row]) -> None:
    """Make or change everything that nbgrader keeps of these submissions."""
    ordered = sorted(rows, key=lambda row: row.student)  # every writer in one order: no deadlock
    _students(connection, ordered)
    _submissions(connection, notebook, ordered)
    handed_in = _notebooks(connection, notebook, ordered)
    _grades(connection, notebook, handed_in, ordered)
    _comments(connection, notebook, handed_in, ordered)
    write_penalties(connection, notebook, handed_in, ordered)


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    """The dialect's own insert, which can say what happens to a row that is there."""
    kind = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return kind(table)


def _add(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows; one that somebody else made meanwhile stays as it is."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def _students(connection: sa.Connection, rows: Sequence[Row]) -> None:
    known = students(connection)
    _add(connection, STUDENT, [{"id": r.student} for r in rows if r.student not in known])


def _submissions(connection: sa.Connection, notebook: StoredNotebook, rows: Sequence[Row]) -> None:
    table = SUBMITTED_ASSIGNMENT
    query = sa.select(table.c.student_id, table.c.id, table.c.timestamp)
    query = query.where(table.c.assignment_id == notebook.assignment_id)
    known = {student: (key, when) for student, key, when in connection.execute(query)}
    new = [
        {
            "assignment_id": notebook.assignment_id,
            "student_id": row.student,
            "timestamp": row.timestamp,
        }
        for row in rows
        if row.student not in known
    ]
    _add(connection, table, new)
    moved = [
        {"key": known[row.student][0], "when": row.timestamp}
        for row in rows
        if row.student in known
        and row.timestamp is not None
        and row.timestamp != known[row.student][1]
    ]
    _change(connection, table, {"timestamp": "when"}, moved)


def _notebooks(
    connection: sa.Connection, notebook: StoredNotebook, rows: Sequence[Row]
) -> dict[str, str]:
    """Student to the id of the submitted notebook, made where there was none."""
    named = sa.select(SUBMITTED_ASSIGNMENT.c.student_id, SUBMITTED_ASSIGNMENT.c.id).where(
        SUBMITTED_ASSIGNMENT.c.assignment_id == notebook.assignment_id
    )
    submissions = _pairs(connection, named)
    here = SUBMITTED_NOTEBOOK.c.notebook_id == notebook.notebook_id
    held = sa.select(SUBMITTED_NOTEBOOK.c.assignment_id, SUBMITTED_NOTEBOOK.c.id).where(here)
    known = _pairs(connection, held)
    new = [
        {"assignment_id": submissions[row.student], "notebook_id": notebook.notebook_id}
        for row in rows
        if submissions[row.student] not in known
    ]
    _add(connection, SUBMITTED_NOTEBOOK, new)
    found = _pairs(connection, held)
    return {row.student: found[submissions[row.student]] for row in rows}


def _grades(
    connection: sa.Connection,
    notebook: StoredNotebook,
    handed_in: Mapping[str, str],
    rows: Sequence[Row],
) -> None:
    new = [
        {
            "id": new_uuid(),
            "cell_id": notebook.grade_ids[name],
            "notebook_id": handed_in[row.student],
            "auto_score": grade.auto_score,
            "needs_manual_grade": grade.waiting,
        }
        for row in rows
        for name, grade in sorted(row.grades.items())
    ]
    insert = _insert(connection, GRADE)
    # A person's score holds over ours, and nbgrader then asks that person to look once more.
    waiting = insert.excluded.needs_manual_grade | GRADE.c.manual_score.is_not(None)
    _upsert(connection, insert, new, auto_score=None, needs_manual_grade=waiting)


def _comments(
    connection: sa.Connection,
    notebook: StoredNotebook,
    handed_in: Mapping[str, str],
    rows: Sequence[Row],
) -> None:
    new = [
        {
            "id": new_uuid(),
            "cell_id": notebook.solution_ids[name],
            "notebook_id": handed_in[row.student],
            "auto_comment": comment,
        }
        for row in rows
        for name, comment in sorted(row.comments.items())
    ]
    _upsert(connection, _insert(connection, COMMENT), new, auto_comment=None)


def _upsert(
    connection: sa.Connection, insert: Any, rows: list[dict[str, Any]], **columns: Any
) -> None:
    """Insert rows; where one is there those columns change, to what came where None is given."""
    values = {name: insert.excluded[name] if how is None else how for name, how in columns.items()}
    statement = insert.on_conflict_do_update(index_elements=["cell_id", "notebook_id"], set_=values)
    if rows:
        connection.execute(statement, rows)


def write_penalties(
    connection: sa.Connection,
    notebook: StoredNotebook,
    handed_in: Mapping[str, str],
    rows: Sequence[Row],
) -> None:
    """What lateness takes, of the points with those that a person gave."""
    here = SUBMITTED_NOTEBOOK.c.notebook_id == notebook.notebook_id
    table = SUBMITTED_NOTEBOOK
    held = sa.select(table.c.id, table.c.late_submission_penalty).where(here)
    before = _pairs(connection, held)
    scores: dict[str, list[float]] = {}
    earned = sa.select(
        GRADE.c.notebook_id,
        sa.func.coalesce(GRADE.c.manual_score, GRADE.c.auto_score),
        GRADE.c.extra_credit,
    ).join(table, table.c.id == GRADE.c.notebook_id)
    for key, score, extra in connection.execute(earned.where(here)):
        # Extra credit counts beside a score, never alone: so nbgrader adds it up.
        scores.setdefault(key, []).append(0.0 if score is None else score + (extra or 0.0))
    changed = []
    for row in rows:
        key = handed_in[row.student]
        taken = penalty(scores.get(key, ()), row.deducted_percent)
        if taken != before[key]:
            changed.append({"key": key, "taken": taken})
    _change(connection, table, {"late_submission_penalty": "taken"}, changed)


def _change(
    connection: sa.Connection,
    table: sa.Table,
    columns: Mapping[str, str],
    rows: Iterable[dict[str, Any]],
) -> None:
    """Set columns of single rows, each found by its id under `key`."""
    values: dict[str, Any] = {column: sa.bindparam(name) for column, name in columns.items()}
    statement = sa.update(table).where(table.c.id == sa.bindparam("key")).values(**values)
    if listed := list(rows):
        connection.execute(statement, listed)
