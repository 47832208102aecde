"""A source as a notebook with nbgrader's metadata, and a released notebook as a percent file.

May import `percent`, `source` and `grader.course`. Plain dictionaries and text; must never import a
notebook library, nor decide what students may see: that is nbgrader's stripping.
"""

from __future__ import annotations

from typing import Any

from grader.course import Assignment
from grader.course.percent import as_comment, as_notebook, as_python
from grader.course.source import Kind, Source, SourceCell

# kind -> grade, solution, locked
_ROLES: dict[Kind, tuple[bool, bool, bool]] = {
    "text": (False, False, True),
    "given": (False, False, True),
    "solution": (False, True, False),
    "check": (True, False, True),
    "manual": (True, True, False),
}


def instructor_notebook(assignment: Assignment, source: Source) -> dict[str, Any]:
    """The notebook with every answer in it, ready for nbgrader. It must not be written down."""
    return {
        "cells": [_cell(assignment, cell) for cell in source.cells],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def percent_bytes(notebook: dict[str, Any]) -> bytes:
    """A released notebook's cells as a percent file, each gradable one with its grade id."""
    return ("\n\n".join(_percent(cell) for cell in notebook["cells"]) + "\n").encode()


def _cell(assignment: Assignment, cell: SourceCell) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cell_type": "markdown" if cell.kind in {"text", "manual"} else "code",
        "id": cell.cell_id,
        "metadata": {},
        "source": cell.text,
    }
    if made["cell_type"] == "code":
        made |= {"execution_count": None, "outputs": [], "source": as_notebook(cell.text)}
    if cell.kind in _ROLES:
        made["metadata"]["nbgrader"] = _graded(assignment, cell)
    return made


def _graded(assignment: Assignment, cell: SourceCell) -> dict[str, Any]:
    grade, solution, locked = _ROLES[cell.kind]
    six = {
        "schema_version": 3,
        "grade_id": cell.grade_id,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if not grade:
        return six
    points = assignment.question(cell.question).points
    return six | {"points": int(points) if points == int(points) else points}


def _percent(cell: dict[str, Any]) -> str:
    graded = cell["metadata"].get("nbgrader", {})
    named = graded.get("grade", False) or graded.get("solution", False)
    markdown = cell["cell_type"] == "markdown"
    mark = "# %%" + " [markdown]" * markdown
    if named:
        mark += f' grade_id="{graded["grade_id"]}"'
    text = as_comment(cell["source"]) if markdown else as_python(cell["source"])
    return f"{mark}\n{text}".rstrip("\n")
