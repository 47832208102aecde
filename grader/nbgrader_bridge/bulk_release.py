"""A release, what a gradebook holds of it, and whether the two are the same.

Both ways into a gradebook ask here before they write. May import course, intake, the engine's
reading of a moment and, late, `.bulk`; must never write.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.course import Assignment, Course
from grader.engine.stamps import STAMP_BYTES, stamp_time
from grader.errors import GraderError, UsageError, suggestion
from grader.feedback.text import clean_line, count
from grader.intake.find import read_bytes
from grader.intake.release import read_release
from grader.nbgrader_bridge.rows import NotebookCells, cells_of

if TYPE_CHECKING:
    import sqlalchemy as sa

    from grader.nbgrader_bridge.bulk import StoredNotebook


@dataclass(frozen=True)
class Release:
    """A released notebook, and its cells that nbgrader keeps rows for."""

    assignment: Assignment
    notebook: dict[str, Any]
    """As `json.loads` gives it."""
    cells: NotebookCells


def load_release(course: Course, name: str) -> Release:
    """The release of an assignment.

    Raises
    ------
    UsageError
        When there is none, or it has other questions or points than `assignment.toml`.
    """
    assignment = course.assignment(name)
    read_release(assignment.release_notebook)  # raises where it is none
    notebook = json.loads(assignment.release_notebook.read_text("utf-8"))
    cells = cells_of(notebook)
    asked = {
        question.id if question.kind == "manual" else f"check_{question.id}": question.points
        for question in assignment.questions
    }
    has = {cell: about.max_score for cell, about in cells.grades.items()}
    if odd := [cell for cell in sorted({*asked, *has}) if asked.get(cell) != has.get(cell)]:
        raise UsageError(
            f"comparing the release of {name} with its assignment.toml",
            expected="a grade cell for each question, with its points",
            came=f"a difference in {', '.join(odd)}",
            todo=f"run `grader generate {name}`, look at what it changes, and give it to students",
        )
    return Release(assignment, notebook, cells)


def handed_in(path: Path) -> datetime | None:
    """The moment in a `timestamp.txt`, in UTC without a zone, as a gradebook keeps it.

    None where there is none, or a text that is no time: a student may have written it.
    """
    try:
        data = read_bytes(path, STAMP_BYTES)
        if not isinstance(data, bytes):
            return None
        moment = stamp_time(data.decode("utf-8-sig"), UTC)
    except (ValueError, GraderError):
        return None
    return moment.astimezone(UTC).replace(tzinfo=None)


def stored_notebook(connection: sa.Connection, release: Release) -> StoredNotebook:
    """What a gradebook holds of a release, when it is the same set of cells and points.

    Raises
    ------
    UsageError
        When the assignment was never generated, or changed since.
    """
    from grader.nbgrader_bridge import bulk

    name = release.assignment.id
    known = bulk.assignments(connection)
    if name not in known:
        raise UsageError(
            f"looking for {name} in the gradebook",
            expected="an assignment that nbgrader generated",
            came=f"none of that name ({suggestion(name, known)})",
            todo=f"run `nbgrader generate_assignment {name}` in the course's folder",
        )
    held = bulk.notebooks(connection, known[name])
    if set(held) != {name}:
        raise UsageError(
            f"looking for the notebook of {name} in the gradebook",
            expected=f"one notebook, {name}.ipynb",
            came=", ".join(f"{each}.ipynb" for each in sorted(held)) or "none",
            todo=f"leave source/{name}/ with the notebook that `grader generate` puts there, and "
            f"run `nbgrader generate_assignment {name} --force`",
        )
    stored = held[name]
    if found := list(_differences(release.cells, stored.cells)):
        raise _changed(name, found, stored.submissions)
    return stored


def _differences(now: NotebookCells, then: NotebookCells) -> Iterator[str]:
    for name in sorted({*now.grades, *then.grades}):
        new, old = now.grades.get(name), then.grades.get(name)
        if new is None or old is None:
            yield f"{name} is only in the {'gradebook' if new is None else 'release'}"
        elif new.max_score != old.max_score:
            yield f"{name} pays {new.max_score:g}, in the gradebook {old.max_score:g}"
        elif new.cell_type != old.cell_type:
            yield f"{name} is a {new.cell_type} cell, in the gradebook a {old.cell_type} cell"
    for name in sorted(now.solutions ^ then.solutions):
        yield f"answer {name} is only in the {'release' if name in now.solutions else 'gradebook'}"
    for name in sorted(then.tasks):
        yield f"task {name} is only in the gradebook"


def _changed(name: str, found: Sequence[str], submissions: int) -> UsageError:
    more = f" and {len(found) - 4} more" if len(found) > 4 else ""
    only_points = all(" pays " in each for each in found)
    again = f"run `nbgrader generate_assignment {name} --force`"
    todo = f"{again}, which brings the gradebook up to the release"
    if submissions and not only_points:
        todo = (
            f"the gradebook holds {count(submissions, 'submission')} to the earlier release: take "
            f"back the change in solutions/{name} and `grader generate {name}`; or, to begin anew, "
            f"copy the gradebook, `nbgrader db assignment remove {name} --force`, and {again}"
        )
    return UsageError(
        f"comparing the release of {name} with the gradebook",
        expected="the same cells, with the same points",
        came=clean_line("; ".join(found[:4]), 400) + more,
        todo=todo,
    )
