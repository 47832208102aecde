"""Reads `course.toml` and `assignment.toml`, and says everything that is wrong with one at once.

May import `tomllib` and the rest of this room. Must never import or run what a course
holds: a course is read even where it could not be graded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from grader.course.deadlines import mend_deadlines
from grader.course.mistakes import phrases, refuse, repeated
from grader.course.models import Assignment, Course
from grader.errors import CourseError, UsageError, suggestion

M = TypeVar("M", bound=BaseModel)
_MOST_BYTES = 1 << 18
"""Of one TOML file; the time that reading takes may grow with the square of it."""


def find_course(start: Path) -> Path:
    """The nearest folder at or above `start` that holds a `course.toml`.

    Raises
    ------
    UsageError
        There is none; or it lies in a hand-in of another course, and may be a student's.
    """
    here = start.resolve()
    found = [folder for folder in (here, *here.parents) if _may_be(folder / "course.toml")]
    for outer in found[1:]:
        if _assignments_of(outer).intersection(found[0].relative_to(outer).parts):
            raise UsageError(
                "looking for the course",
                expected="one that no student can have written, since its suites are run",
                came=f"{found[0]}, inside what looks like a hand-in to {outer}",
                todo=f"go to {outer}; or, if you trust it, name it with --course {found[0]}",
            )
    if found:
        return found[0]
    raise UsageError(
        "looking for the course",
        expected="a course.toml in this folder or above it",
        came=f"none at or above {here}",
        todo="go to the course's folder, or name it with --course DIR",
    )


def _may_be(path: Path) -> bool:
    """Whether it is a file, or a link that leads nowhere now and must not be passed over."""
    return path.is_file() or path.is_symlink()


def _assignments_of(root: Path) -> set[str]:
    """What a course lists, as far as it can be read."""
    try:
        listed = _toml(root / "course.toml").get("assignments")
    except CourseError:
        return set()
    return {each for each in listed if type(each) is str} if isinstance(listed, list) else set()


def load_course(root: Path) -> Course:
    """The course in that folder; every assignment that it lists has a folder."""
    root = root.resolve()
    path = root / "course.toml"
    data = _toml(path)
    mistakes: list[str] = []
    mend_deadlines(data, mistakes)
    mistakes += [f"`assignments`: {name!r} is listed twice" for name in _twice(data, "assignments")]
    mistakes += [f"`promises`: {name!r} is listed twice" for name in _twice(data, "promises")]
    mistakes += _folders(root, data)
    return _build(Course, path, {**data, "root": root}, mistakes)


def load_assignment(root: Path, name: str) -> Assignment:
    """The assignment of that id, whether or not the course lists it."""
    root = root.resolve()
    path = root / "solutions" / name / "assignment.toml"
    data = _toml(path)
    mistakes = _reserved(data, ("id", "root"))
    mistakes += [f"`hand_in`: {item!r} is listed twice" for item in _twice(data, "hand_in")]
    mistakes += _questions(data)
    data = {"hand_in": [f"{name}.ipynb", f"{name}.py"], **data}
    return _build(Assignment, path, {**data, "root": root, "id": name}, mistakes)


def read_record(model: type[M], path: Path) -> M:
    """The record that a TOML file holds; one error with every mistake in it."""
    return _build(model, path, _toml(path), [])


def _toml(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        if len(data) > _MOST_BYTES:
            raise ValueError(f"it has {len(data)} bytes, and at most {_MOST_BYTES} are read")
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        came, todo = f"byte {error.start} is not UTF-8", "save the file as UTF-8"
    except RecursionError:
        came, todo = "brackets in brackets, too deep to be read", "mend that value"
    except ValueError as error:  # also a number of more digits than Python reads
        came, todo = f"{error}", "mend that line"
    except OSError as error:
        came, todo = f"{error.strerror}", "write the file, or correct the name that leads to it"
        raise _no_toml(path, came, todo) from error
    raise _no_toml(path, came, todo)


def _no_toml(path: Path, came: str, todo: str) -> CourseError:
    return CourseError(f"reading {path}", expected="a TOML file in UTF-8", came=came, todo=todo)


def _build(model: type[M], path: Path, data: Mapping[str, Any], mistakes: list[str]) -> M:
    """The record, or one error with every mistake: first the model's, then ours."""
    try:
        record = model.model_validate(data)
    except ValidationError as error:
        mistakes = phrases(error, model) + mistakes
    if mistakes:
        refuse(path, mistakes)
    return record


def _twice(data: Mapping[str, Any], key: str) -> list[str]:
    value = data.get(key)
    return repeated(value) if isinstance(value, list) else []


def _reserved(data: dict[str, Any], keys: tuple[str, ...]) -> list[str]:
    """Keys that the reader sets itself; each is taken out of `data` and reported."""
    return [
        f"unknown key `{key}`: it follows from the folder's name"
        for key in keys
        if data.pop(key, None) is not None
    ]


def _folders(root: Path, data: dict[str, Any]) -> list[str]:
    listed = data.get("assignments")
    mistakes = _reserved(data, ("root",))
    if not isinstance(listed, list):
        return mistakes
    held = sorted(p.parent.name for p in (root / "solutions").glob("*/assignment.toml"))
    mistakes += [
        f"`assignments`: {name!r} has no solutions/{name}/assignment.toml: {suggestion(name, held)}"
        for name in listed
        if isinstance(name, str) and name not in held
    ]
    return mistakes


def _questions(data: Mapping[str, Any]) -> list[str]:
    asked = data.get("questions")
    if not isinstance(asked, list) or not asked:
        return []
    tables = [q for q in asked if isinstance(q, dict)]
    mistakes = [
        f"[[questions]]: the id {name!r} is used twice"
        for name in repeated(q.get("id") for q in tables)
    ]
    if not any(q.get("kind") == "auto" for q in tables):
        mistakes.append('[[questions]]: none is of kind "auto"; an assignment needs at least one')
    for number, table in enumerate(asked, 1):
        if isinstance(table, dict):
            mistakes += [f"[[questions]] {number}: {words}" for words in _by_hand(table)]
    return mistakes


def _by_hand(question: Mapping[str, Any]) -> list[str]:
    """What is wrong with the rubric and the comments of a question, as far as kinds allow."""
    mistakes = [
        f'`{key}` belongs to a question of kind "manual"'
        for key in ("rubric", "comments")
        if key in question and question.get("kind") == "auto"
    ]
    rubric = question.get("rubric")
    items = [i for i in rubric if isinstance(i, dict)] if isinstance(rubric, list) else []
    mistakes += [
        f"[[questions.rubric]]: the id {name!r} is used twice"
        for name in repeated(i.get("id") for i in items)
    ]
    paid: list[Any] = [i.get("points") for i in items]
    most: Any = question.get("points")
    # What is no number, or no number of points, the model reports.
    if all(type(each) in (int, float) and abs(each) <= 10_000 for each in (*paid, most)):
        # Nine digits: 0.1 and 0.2 are meant as what is typed.
        together, most = round(sum(paid), 9), round(most, 9)
        if together > most:
            mistakes.append(f"[[questions.rubric]]: pays {together:g}, the question only {most:g}")
    return mistakes
