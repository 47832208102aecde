"""Reads a demo class from the course and writes its hand-ins from the release.

`solutions/<id>/demo/demo.toml` lists the hand-ins; the files beside it hold answer cells in the
percent format. May import the course room, the records and the errors; must never grade.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from grader.course import Assignment
from grader.course.answers import MARK, AnswerCell, by_name, read_answers
from grader.errors import CourseError
from grader.records import Record, Status, SubmissionReport


class Student(Record):
    """One hand-in of the demo class, with what grading must say of it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    form: Literal["ipynb", "py"]
    answers: tuple[str, ...] = Field(default=(), strict=False)
    file: str = ""
    status: Status = "graded"
    loses: tuple[str, ...] = Field(default=(), strict=False)


def read_class(assignment: Assignment) -> tuple[Student, ...]:
    """The demo class of an assignment; empty when it has none."""
    path = assignment.folder / "demo" / "demo.toml"
    if not path.is_file():
        return ()
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("students", [])
        return tuple(Student.model_validate(entry) for entry in entries)
    except (tomllib.TOMLDecodeError, ValidationError, TypeError, AttributeError) as error:
        raise CourseError(
            f"reading {path}",
            expected="[[students]] with name, form, answers or file, status, loses",
            came=" ".join(str(error).split())[:300],
            todo="correct the entry",
        ) from error


def write_class(assignment: Assignment, students: Sequence[Student], folder: Path) -> None:
    """Write every hand-in below `folder`, one folder for each, made from the release."""
    for student in students:
        target = folder / student.name / assignment.id / f"{assignment.id}.{student.form}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(hand_in(assignment, student), encoding="utf-8")


def hand_in(assignment: Assignment, student: Student) -> str:
    """The text of the file that this student hands in."""
    if student.file:
        return _read(assignment, student.file)
    cells = [c for name in student.answers for c in read_answers(_read(assignment, name))]
    if student.form == "py":
        return _fill_script(assignment.release_py.read_text(encoding="utf-8"), cells)
    notebook = json.loads(assignment.release_notebook.read_text(encoding="utf-8"))
    return json.dumps(_fill_notebook(notebook, cells), indent=1, ensure_ascii=False) + "\n"


def surprises(report: SubmissionReport | None, student: Student) -> list[str]:
    """What is not as the class knows it should be, one phrase each; empty when all is right."""
    if report is None:
        return ["it has no record"]
    if report.status != student.status:
        return [f"status is {report.status}, expected {student.status}: {report.message}"]
    if report.status != "graded":
        return []
    auto = [question for question in report.questions if question.kind == "auto"]
    lost = {q.id for q in auto if q.points is None or q.points < q.max_points}
    expected = set(student.loses)
    found = [f"loses points in {name}" for name in sorted(lost - expected)]
    return found + [f"loses nothing in {name}" for name in sorted(expected - lost)]


def _read(assignment: Assignment, name: str) -> str:
    path = assignment.folder / "demo" / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(
            f"reading the demo class of {assignment.id}",
            expected=f"the file {path}, which demo.toml names",
            came=error.strerror or type(error).__name__,
            todo="add the file, or take its name out of demo.toml",
        ) from error


def _fill_notebook(notebook: dict[str, Any], cells: Sequence[AnswerCell]) -> dict[str, Any]:
    named, further = by_name(cells)
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution") and marks["grade_id"] in named:
            cell["source"] = named[marks["grade_id"]].source.splitlines(keepends=True)
    own: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"own-{number}",
            "metadata": {},
            "outputs": [],
            "source": cell.source.splitlines(keepends=True),
        }
        for number, cell in enumerate(further, 1)
    ]
    return {**notebook, "cells": [*notebook["cells"], *own]}


def _fill_script(release: str, cells: Sequence[AnswerCell]) -> str:
    named, further = by_name(cells)
    parts: list[str] = []
    for block in re.split(r"(?m)^(?=# %%)", release):
        first = block.split("\n", 1)[0]
        mark = MARK.match(first)
        answer = named.get(mark["name"] or "") if mark else None
        if answer is not None:
            source = answer.source
            if answer.markdown:
                source = "\n".join(f"# {line}".rstrip() for line in source.split("\n"))
            block = f"{first}\n{source}\n\n"
        parts.append(block)
    return "".join([*parts, *(f"\n# %%\n{cell.source}\n" for cell in further)])
