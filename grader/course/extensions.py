"""Deadlines of single students: `extensions.csv` at the course's root, and extra time.

May import the rest of this room and `grader.errors`. Must never see when somebody handed in.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from grader.course.clock import in_zone, plus_days, zone_named
from grader.course.deadlines import local_time
from grader.course.models import Course
from grader.course.roster import ExtraTime, Roster, Student, roster_file
from grader.course.sheet import Mistakes, Row, read_sheet
from grader.errors import CourseError, suggestion

COLUMNS = ("student", "assignment", "until", "days", "reason")
"""The columns of `extensions.csv`; a line has either `until` or `days`."""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for one student and one assignment: until a time, or days of the calendar."""

    until: datetime | None = None
    days: int = 0
    reason: str = ""
    """For staff; no student's page shows it."""


def load_extensions(course: Course, roster: Roster) -> dict[tuple[str, str], Extension]:
    """Student and assignment to their extension; nothing where there is no `extensions.csv`.

    A student is written by folder, and where there is a roster by e-mail or id too.

    Raises
    ------
    CourseError
        With every mistake of the file, each with its line and column.
    """
    if not os.path.lexists(course.extensions):  # a link that leads nowhere is not taken for none
        return {}
    mistakes = Mistakes(course.extensions)
    rows = read_sheet(course.extensions, mistakes, required=COLUMNS[:2], optional=COLUMNS[2:])
    found: dict[tuple[str, str], Extension] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (_student(row, roster, mistakes), _assignment(row, course, mistakes))
        if lines.setdefault(key, row.line) != row.line:
            mistakes.add(row.line, "", f"line {lines[key]} is for the same student and assignment")
        found[key] = _extension(row, course, mistakes)
    mistakes.close(f"the columns {', '.join(COLUMNS)}; each line with `until` or `days`")
    return found


def due_for(
    course: Course,
    assignment: str,
    student: Student | None = None,
    extension: Extension | None = None,
) -> datetime | None:
    """When the assignment is due for that student; None where it has no deadline.

    Extra time and days of an extension add up; a time of an extension holds where it is later.

    Raises
    ------
    CourseError
        When a percentage of extra time has nothing to be a percentage of.
    """
    due = course.deadlines.due.get(assignment)
    if due is None:
        return None
    zone = zone_named(course.deadlines.timezone)
    if student is not None and student.extra_time is not None:
        due = _with_extra(course, assignment, due, student, student.extra_time, zone)
    if extension is None:
        return due
    due = plus_days(due, extension.days, zone)
    return due if extension.until is None else max(due, extension.until)


def _with_extra(
    course: Course,
    assignment: str,
    due: datetime,
    student: Student,
    extra: ExtraTime,
    zone: tzinfo,
) -> datetime:
    released = course.deadlines.released.get(assignment)
    if extra.percent and released is None:
        raise CourseError(
            f"reading {roster_file(course)}",
            expected=f"a time of release in course.toml, since {student.student} has "
            f"{extra.percent:g} % extra time",
            came=f"no `{assignment}` in [deadlines.released]",
            todo="write it there, or give the extra time in days (2 d) or hours (12 h)",
        )
    more = timedelta(hours=extra.hours)
    if extra.percent and released is not None:
        minutes = (due - released).total_seconds() * extra.percent / 6000
        # A part of a minute is given, but not one that only rounding made.
        more += timedelta(minutes=math.ceil(round(minutes, 6)))
    later = plus_days(due, extra.days, zone)
    return in_zone(later + more, zone)


def _student(row: Row, roster: Roster, mistakes: Mistakes) -> str:
    text = row["student"]
    if not text:
        mistakes.add(row.line, "student", "is empty")
    if not roster.students or not text:
        return text
    student = roster.find(text)
    if student is None:
        words = f"{text!r} is not on the roster: {_near(text, roster.students)}"
        mistakes.add(row.line, "student", words)
        return text
    return student.student


def _near(text: str, known: Mapping[str, object]) -> str:
    """The nearest folder; a whole class is no help where none is near."""
    hint = suggestion(text, known)
    return "look for another spelling" if hint.startswith("known: ") else hint


def _assignment(row: Row, course: Course, mistakes: Mistakes) -> str:
    name = row["assignment"]
    if name not in course.assignments:
        words = f"unknown assignment {name!r}: {suggestion(name, course.assignments)}"
        mistakes.add(row.line, "assignment", words)
    elif name not in course.deadlines.due:
        words = f"{name!r} has no deadline; write it in [deadlines.due] of course.toml"
        mistakes.add(row.line, "assignment", words)
    return name


def _extension(row: Row, course: Course, mistakes: Mistakes) -> Extension:
    until, days, reason = row["until"], row["days"], row["reason"]
    if bool(until) == bool(days):
        came = "both are there" if until else "both are empty"
        mistakes.add(row.line, "", f"expected `until` or `days`; {came}")
    elif days:
        if days.isascii() and days.isdigit() and 1 <= int(days[:4]) <= 365 and len(days) <= 3:
            return Extension(days=int(days), reason=reason)
        mistakes.add(row.line, "days", f"expected a whole number from 1 to 365, came {days!r}")
    else:
        return Extension(until=_until(row, course, mistakes), reason=reason)
    return Extension()


def _until(row: Row, course: Course, mistakes: Mistakes) -> datetime | None:
    try:
        until = local_time(row["until"], zone_named(course.deadlines.timezone))
    except ValueError as error:
        mistakes.add(row.line, "until", str(error))
        return None
    due = course.deadlines.due.get(row["assignment"])
    if due is not None and until <= due:
        mistakes.add(row.line, "until", f"not later than it is due for everybody, {due}")
    return until
