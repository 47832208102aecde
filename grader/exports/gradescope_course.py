"""One assignment of a course as a course of its own: what Gradescope's machine grades with.

The files of the assignment, what its suite imports from the course's root, `course.toml` without
the other assignments, and in `due.json` who has more time. Nothing else of a class goes along: no
names, no ids. May import `course` and the errors; must never run what a course holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from grader.course import Assignment, Course
from grader.course.extensions import due_for, load_extensions
from grader.course.reach import reached
from grader.course.roster import Roster, load_roster
from grader.errors import CourseError, UsageError

DUE, DUE_SCHEMA = "due.json", "grader/gradescope-due/v1"
_OF_AN_ASSIGNMENT = ("assignment.toml", "source.py", "interface.py", "corpus.json")
_FOLDERS = ("hidden", "misconceptions")


def course_files(course: Course, assignment: Assignment, *, deduct: bool) -> dict[str, bytes]:
    """Every file by its path below the course's root, `course.toml` and `due.json` among them.

    Parameters
    ----------
    deduct:
        Take the course's late policy along; else nothing is deducted there.

    Raises
    ------
    CourseError
        When a file that grading needs is missing.
    UsageError
        When what the policy deducts could not be known there.
    """
    paths = [assignment.folder / name for name in _OF_AN_ASSIGNMENT]
    paths += [assignment.release_notebook]
    for path in paths:
        if not path.is_file():
            raise CourseError(
                f"packaging {assignment.id}",
                expected=f"the file {path}",
                came="it is not there",
                todo="run `grader generate` and `grader freeze`, or write it",
            )
    if assignment.release_py.is_file():
        paths.append(assignment.release_py)  # by which a stub that was handed in is known
    for folder in _FOLDERS:
        paths += _files(assignment.folder / folder)
    paths += reached(course.root, assignment.hidden)
    files = {path.relative_to(course.root).as_posix(): path.read_bytes() for path in paths}
    rule = course.deadlines.late
    if deduct and rule.policy == "grace_days":
        raise UsageError(
            f"packaging {assignment.id} for Gradescope",
            expected="a late policy that one assignment can follow alone",
            came='policy = "grace_days": the days are shared by all assignments of the course',
            todo="--no-deduction packages it so that nothing is deducted there; deduct afterwards",
        )
    files["course.toml"] = _course_toml(course, assignment, deduct=deduct).encode()
    charged = deduct and rule.policy != "none"
    due = _more_time(course, assignment, must=charged)
    if due:
        document = {
            "schema": DUE_SCHEMA,
            "due": {email: when.isoformat() for email, when in sorted(due.items())},
        }
        files[DUE] = (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()
    return files


def read_due(path: Path) -> dict[str, datetime]:
    """E-mail address, folded, to the later deadline of who has one; nothing without the file."""
    if not path.exists():
        return {}
    document = json.loads(path.read_bytes())
    return {email: datetime.fromisoformat(when) for email, when in document["due"].items()}


def _more_time(course: Course, assignment: Assignment, *, must: bool) -> dict[str, datetime]:
    """E-mail address to the deadline of who has another than the class; raises without one."""
    roster = load_roster(course)
    common = course.deadlines.due.get(assignment.id)
    extensions = load_extensions(course, roster)
    found: dict[str, datetime] = {}
    unknown = []
    for name in {*roster.students, *(who for who, what in extensions if what == assignment.id)}:
        student = roster.students.get(name)
        due = due_for(course, assignment.id, student, extensions.get((name, assignment.id)))
        unsaid = common is None and student is not None and student.extra_time is not None
        if due == common and not unsaid:
            continue
        if due is not None and student is not None and student.email:
            found[student.email.casefold()] = due
        else:
            unknown.append(name)
    if unknown and must:
        raise _cannot_know(assignment, unknown, roster, common)
    return found


def _cannot_know(
    assignment: Assignment, unknown: list[str], roster: Roster, common: datetime | None
) -> UsageError:
    names = ", ".join(sorted(unknown)[:10]) + (" and more" if len(unknown) > 10 else "")
    expected = "an e-mail address in roster.csv for everybody who has more time"
    if common is None:
        expected = f"a deadline of {assignment.id} in course.toml, since students have extra time"
    elif not roster.students:
        expected = "a roster.csv with the e-mail addresses of those who have more time"
    return UsageError(
        f"packaging {assignment.id} for Gradescope",
        expected=expected,
        came=f"none; it is about {names}",
        todo="write it, since they would lose points there for being late; or --no-deduction",
    )


def _course_toml(course: Course, assignment: Assignment, *, deduct: bool) -> str:
    deadlines = course.deadlines
    late = deadlines.late.model_dump(exclude_defaults=True) if deduct else {}
    tables: dict[str, Mapping[str, object]] = {
        "": {
            "id": course.id,
            "title": course.title,
            "assignments": [assignment.id],
            "promises": list(course.promises),
            "display_modules": list(course.display_modules),
        },
        "deadlines": {"timezone": deadlines.timezone},
        "deadlines.due": _one(deadlines.due, assignment),
        "deadlines.released": _one(deadlines.released, assignment),
        "deadlines.late": late,
    }
    return "\n".join(_table(name, rows) for name, rows in tables.items() if rows)


def _one(times: Mapping[str, datetime], assignment: Assignment) -> dict[str, object]:
    return {name: when for name, when in times.items() if name == assignment.id}


def _table(name: str, rows: Mapping[str, object]) -> str:
    lines = [f"[{name}]"] if name else []
    return "".join(
        f"{line}\n" for line in (*lines, *(f"{k} = {_toml(v)}" for k, v in rows.items()))
    )


def _toml(value: object) -> str:
    """The value as TOML writes it; only the kinds that a course holds."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        # The two forms agree but for one character, which JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _files(folder: Path) -> list[Path]:
    """What lies in the folder, without caches and hidden files."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(
            part == "__pycache__" or part.startswith(".") for part in path.relative_to(folder).parts
        )
    ]
