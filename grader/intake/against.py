"""What contradicts whom: the ids that a platform gives, held against those of the roster.

The one rule for collecting and exporting. May import the course's roster; must never look at a
name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from grader.course.roster import Student

EMAIL = "email"
"""The roster's column of e-mail addresses. People have several, so one may differ honestly."""


class Contradiction(NamedTuple):
    """An id that somebody has at a platform, where the roster gives the student another one."""

    column: str
    own: str
    """The student's, as the roster has it."""
    said: str

    def __str__(self) -> str:
        return f"{self.column} in roster.csv is {self.own}, not {self.said}"


def ids_by_column(student: Student) -> dict[str, str]:
    """Column of `roster.csv` to the id of the student there; the e-mail address is one."""
    return {**student.ids, EMAIL: student.email} if student.email else dict(student.ids)


def contradictions(
    own: Mapping[str, str], said: Iterable[tuple[str, str]]
) -> tuple[Contradiction, ...]:
    """The ids, each with its column, that are not the student's own in the same column.

    Nothing contradicts where either side says nothing. Two systems may count alike, so an id says
    nothing of another column.
    """
    return tuple(
        Contradiction(column, own[column], value)
        for column, value in said
        if own.get(column) and plain(value) and plain(own[column]) != plain(value)
    )


def plain(text: str) -> str:
    """The text as ids are compared: in NFC, without blanks around it, whatever its case."""
    return unicodedata.normalize("NFC", text).strip().casefold()
