"""Who takes the course: `roster.csv` at the course's root, which need not be there.

May import `.sheet`, `.models`, `grader.errors` and `grader.records`. Must never look at a hand-in:
a student without one is still a student.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.course.models import Course
from grader.course.sheet import Mistakes, Row, read_sheet
from grader.errors import UsageError, suggestion
from grader.records import Enrolment

COLUMNS = ("student", "name", "email", "section", "group", "extra_time", "status")
"""The columns of `roster.csv` beside those that end in `_id`."""
STATUSES: tuple[Enrolment, ...] = ("enrolled", "excused", "dropped")

_ID = re.compile(r"[a-z][a-z0-9_]*_id")
_EXTRA = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)\s*(%|d|h)")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+")


@dataclass(frozen=True, slots=True)
class ExtraTime:
    """More time for every assignment; one of the three is not 0."""

    percent: float = 0.0
    """Of the time between release and deadline."""
    days: int = 0
    """Days of the calendar: the deadline keeps its time of day."""
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Student:
    """One line of the roster; what it leaves out is empty. All text is in NFC."""

    student: str
    """The name of the student's folder."""
    name: str = ""
    email: str = ""
    section: str = ""
    group: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Column to id, such as `canvas_id`; no empty ones."""
    extra_time: ExtraTime | None = None
    status: Enrolment = "enrolled"


@dataclass(frozen=True, slots=True)
class Roster:
    """The students in the order of the file; empty where there is none."""

    students: Mapping[str, Student] = field(default_factory=dict)
    """By the name of the folder."""

    def find(self, text: str, column: str = "") -> Student | None:
        """The student with that folder, e-mail or id; None where nobody has it.

        Parameters
        ----------
        column:
            Look in this column alone, such as `canvas_id`; folder and e-mail come first otherwise.

        Raises
        ------
        UsageError
            When ids of several students are the same: two systems may count alike.
        """
        wanted = unicodedata.normalize("NFC", text.strip())
        everybody = self.students.values()
        if not wanted:
            return None
        if column in {"", "student"} and wanted in self.students:
            return self.students[wanted]
        if column in {"", "email"}:
            for one in everybody:
                if one.email and one.email.casefold() == wanted.casefold():
                    return one
        held = [
            (one, where)
            for one in everybody
            for where, value in one.ids.items()
            if value == wanted and column in {"", where}
        ]
        if len({one.student for one, _ in held}) > 1:
            raise UsageError(
                f"looking for the student {wanted!r}",
                expected="an id that one student alone has",
                came=" and ".join(f"{one.student} ({where})" for one, where in held),
                todo="say which column is meant",
            )
        return held[0][0] if held else None


def roster_file(course: Course) -> Path:
    """Where the roster lies; it need not be there."""
    return course.root / "roster.csv"


def load_roster(course: Course) -> Roster:
    """The roster of the course; an empty one where there is no `roster.csv`.

    Raises
    ------
    CourseError
        With every mistake of the file, each with its line and column.
    """
    path = roster_file(course)
    if not os.path.lexists(path):  # a link that leads nowhere is not taken for none
        return Roster()
    mistakes = Mistakes(path)
    rows = read_sheet(
        path,
        mistakes,
        required=("student",),
        optional=COLUMNS[1:],
        also=lambda column: _ID.fullmatch(column) is not None,
    )
    taken: dict[tuple[str, str], int] = {}
    students: dict[str, Student] = {}
    for row in rows:
        student = _student(row, mistakes)
        for column, value in _unique(student):
            if value and taken.setdefault((column, value), row.line) != row.line:
                first = taken[column, value]
                mistakes.add(row.line, column, f"{row[column]!r} stands at line {first} already")
        students.setdefault(student.student, student)
    mistakes.close(f"the columns {', '.join(COLUMNS)} and any that ends in _id")
    return Roster(students)


def _student(row: Row, mistakes: Mistakes) -> Student:
    folder, status = row["student"], row["status"] or "enrolled"
    if not folder:
        mistakes.add(row.line, "student", "is empty")
    elif folder.startswith(".") or "/" in folder or "\\" in folder:
        mistakes.add(row.line, "student", f"{folder!r} cannot be the name of a folder")
    if row["email"] and not re.fullmatch(r"[^@\s]+@[^@\s]+", row["email"]):
        mistakes.add(row.line, "email", f"{row['email']!r} is no e-mail address")
    ids = {name: text for name, text in row.cells.items() if _ID.fullmatch(name) and text}
    for column, text in ids.items():
        if _SHORTENED.fullmatch(text):
            words = f"{text!r} is a number that a spreadsheet shortened; format the column as text"
            mistakes.add(row.line, column, words)
    for column, text in {"student": folder, "email": row["email"], **ids}.items():
        hidden = next((char for char in text if unicodedata.category(char) == "Cf"), None)
        if hidden is not None:
            words = f"a character that does not show: U+{ord(hidden):04X}"
            mistakes.add(row.line, column, words)
    known = next((each for each in STATUSES if each == status), None)
    if known is None:
        words = f"unknown status {status!r}: {suggestion(status, STATUSES)}"
        mistakes.add(row.line, "status", words)
    return Student(
        student=folder,
        name=row["name"],
        email=row["email"],
        section=row["section"],
        group=row["group"],
        ids=ids,
        extra_time=_extra(row, mistakes),
        status=known or "enrolled",
    )


def _extra(row: Row, mistakes: Mistakes) -> ExtraTime | None:
    text = row["extra_time"]
    if not text:
        return None
    match = _EXTRA.fullmatch(text)
    if match is None or (match[2] == "d" and "." in match[1]):
        words = f"expected a form such as 25%, 2 d or 12 h, came {text!r}"
        mistakes.add(row.line, "extra_time", words)
        return None
    number = float(match[1])
    if not number:
        return None
    if match[2] == "d":
        return ExtraTime(days=int(number))
    return ExtraTime(percent=number) if match[2] == "%" else ExtraTime(hours=number)


def _unique(student: Student) -> list[tuple[str, str]]:
    """Column and value of what no two students may share."""
    return [
        ("student", student.student),
        ("email", student.email.casefold()),
        *student.ids.items(),
    ]
