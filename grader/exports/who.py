"""Which student a row of somebody else's file is about.

A row gives clues, such as its `SIS Login ID`, in the order in which they are believed. A student is
known by the name of the folder and by what `roster.csv` says. May import `course.roster`, the
errors, and of `intake` how names are squashed; must never guess between two students, nor believe a
clue against an id.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.course.roster import Roster
from grader.errors import UsageError
from grader.intake.names import spellings, squashed


@dataclass(frozen=True, slots=True)
class Person:
    """A student, with everything that another system may call them."""

    student: str
    ids: tuple[str, ...] = ()
    """The folder's name, e-mail address and ids."""
    names: tuple[str, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)
    """Column of `roster.csv` to the id there."""
    stranger: bool = False
    """Known by the name of a folder alone, which whoever handed it in may have chosen."""


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing that a row says about whom it is about."""

    column: str
    value: str
    kind: str = "id"
    """`id`; `own`, an id that counts in its own column alone; `name`, as people write it;
    `squashed`, its letters alone, as Canvas names files."""
    own: str = ""
    """The column of `roster.csv` for the ids of this column, where its heading does not say it."""


def people(roster: Roster, students: Iterable[str]) -> tuple[Person, ...]:
    """Everybody in the roster, and every graded student whether or not they are in it."""
    known = {
        one.student: Person(
            one.student,
            tuple(each for each in (one.student, one.email, *one.ids.values()) if each),
            tuple(each for each in (one.name, one.student) if each),
            one.ids,
        )
        for one in roster.students.values()
    }
    for student in students:
        known.setdefault(student, Person(student, (student,), (student,), stranger=True))
    return tuple(known.values())


def match(rows: Mapping[int, Sequence[Clue]], everybody: Sequence[Person]) -> dict[int, Clue]:
    """The clue by which each row is known, its value replaced by the student; others left out.

    Those of the roster come first: no folder's name takes a row from one of them, or makes it
    unclear whose it is.

    Nothing counts for somebody to whom the roster gives another id than the row has in a column of
    the same system: two people may have one name, two systems may count alike, and the other one
    need not be in this class.

    Raises
    ------
    UsageError
        When two clues of a row lead to two students, or two rows to one.
    """
    found, doubts = match_the_clear(rows, everybody)
    for came in doubts.values():
        raise _unclear(came)
    return found


def match_the_clear(
    rows: Mapping[int, Sequence[Clue]], everybody: Sequence[Person]
) -> tuple[dict[int, Clue], dict[int, str]]:
    """What `match` gives of the rows that are clear, and of each of the others why it is not."""
    found, doubts = _match(rows, [person for person in everybody if not person.stranger])
    left = {row: clues for row, clues in rows.items() if row not in found and row not in doubts}
    others, more = _match(left, [person for person in everybody if person.stranger])
    return found | others, doubts | more


def _match(
    rows: Mapping[int, Sequence[Clue]], everybody: Sequence[Person]
) -> tuple[dict[int, Clue], dict[int, str]]:
    index = _index(everybody)
    known = {person.student: person for person in everybody}
    found: dict[int, Clue] = {}
    doubts: dict[int, str] = {}
    for row, clues in rows.items():
        led = [
            Clue(clue.column, student, clue.kind)
            for clue in clues
            if (student := _one(index, clue)) is not None
            and not _contradicts(known[student], clues)
        ]
        if len({clue.value for clue in led}) > 1:
            told = ", ".join(f"{clue.column} says {clue.value!r}" for clue in led)
            doubts[row] = f"row {row + 1}: {told}"
        elif led:
            found[row] = led[0]
    rows_of: dict[str, list[int]] = {}
    for row, clue in found.items():
        rows_of.setdefault(clue.value, []).append(row)
    for student, several in rows_of.items():
        if len(several) > 1:
            told = " and ".join(f"row {row + 1} by {found[row].column}" for row in several)
            doubts |= dict.fromkeys(several, f"{student!r} in {told}")
    return {row: clue for row, clue in found.items() if row not in doubts}, doubts


def _unclear(came: str) -> UsageError:
    return UsageError(
        "looking for the students in the file",
        expected="each row is about one student, and each student has one row",
        came=came,
        todo="name with --match the one column that holds the ids of roster.csv or the names of "
        "the folders, or correct roster.csv",
    )


def _index(everybody: Sequence[Person]) -> dict[tuple[str, str], set[str]]:
    """Kind and normal form to the students of whom it is true."""
    index: dict[tuple[str, str], set[str]] = {}
    for person in everybody:
        keys = {("id", _plain(each)) for each in person.ids}
        keys |= {("name", _name(each)) for each in person.names}
        keys |= {(f"own {column}", _plain(each)) for column, each in person.own.items()}
        keys |= {("squashed", each) for name in person.names for each in spellings(name)}
        for key in keys:
            if key[1]:
                index.setdefault(key, set()).add(person.student)
    return index


def _one(index: Mapping[tuple[str, str], set[str]], clue: Clue) -> str | None:
    """The one student to whom the clue leads; None for nobody, and for several."""
    form = {"id": _plain, "own": _plain, "name": _name, "squashed": squashed}[clue.kind]
    kind = f"own {clue.own}" if clue.kind == "own" else clue.kind
    students = index.get((kind, form(clue.value)), set())
    return next(iter(students)) if len(students) == 1 else None


def _contradicts(person: Person, clues: Iterable[Clue]) -> bool:
    """Whether the roster gives the person another id than the row, in a column of the same name."""
    own = {column: _plain(value) for column, value in person.own.items()}
    return any(
        clue.kind in {"id", "own"}
        and own.get(clue.own or _roster_column(clue.column), value) != value
        for clue in clues
        if (value := _plain(clue.value))
    )


def _roster_column(heading: str) -> str:
    """What the roster calls a column of that heading: `SIS User ID` is `sis_user_id`."""
    return re.sub(r"[^a-z0-9]+", "_", heading.casefold())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()


def _name(text: str) -> str:
    """A name in one order of its words: `Lovelace, Ada` is `ada lovelace`."""
    last, comma, first = text.partition(",")
    return " ".join(_plain(f"{first} {last}" if comma else text).split())
