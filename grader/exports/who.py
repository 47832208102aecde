"""Which student a row of somebody else's file is about.

A row gives clues, such as its `SIS Login ID`, in the order in which they are believed. A student is
known by the name of the folder and by what `roster.csv` says. May import `course.roster`, the
errors, and of `intake` how names are squashed and what contradicts whom; must never guess between
two students, nor believe a clue against an id.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from grader.course.roster import Roster
from grader.errors import UsageError
from grader.intake.against import EMAIL, Contradiction, contradictions, ids_by_column, plain
from grader.intake.names import spellings, squashed

_MAIL = re.compile(r"e-?mail|courriel|correo|e-?post")
"""In the heading of a column of e-mail addresses; others are known by what stands in them."""


@dataclass(frozen=True, slots=True)
class Person:
    """A student, with everything that another system may call them."""

    student: str
    ids: tuple[str, ...] = ()
    """The folder's name, e-mail address and ids."""
    names: tuple[str, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)
    """Column of `roster.csv` to the id there; the e-mail address is one."""
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
            ids_by_column(one),
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
    need not be in this class. Another e-mail address counts against a name alone, since people have
    several. A row that an id finds goes before rows that a name finds.

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


def namesakes(
    rows: Mapping[int, Sequence[Clue]],
    everybody: Sequence[Person],
    found: Mapping[int, Clue],
    wanted: Container[str],
) -> tuple[str, ...]:
    """The rows that have the name of a wanted student without a row, but another id; and which."""
    placed = {clue.value for clue in found.values()}
    known = {
        one.student: one for one in everybody if one.student in wanted and one.student not in placed
    }
    index, mails = _index(list(known.values())), _mail_columns(rows, everybody)
    return tuple(
        f"row {row + 1} could be {student}, but the {other[0]}"
        for row, clues in rows.items()
        if row not in found
        for student in dict.fromkeys(_one(index, clue) for clue in clues if _is_name(clue, clues))
        if student is not None and (other := _against(known[student], clues, mails))
    )


def _match(
    rows: Mapping[int, Sequence[Clue]], everybody: Sequence[Person]
) -> tuple[dict[int, Clue], dict[int, str]]:
    index, mails = _index(everybody), _mail_columns(rows, everybody)
    known = {person.student: person for person in everybody}
    found: dict[int, Clue] = {}
    sure: set[int] = set()
    doubts: dict[int, str] = {}
    for row, clues in rows.items():
        led = [
            (clue, student)
            for clue in clues
            if (student := _one(index, clue)) is not None
            and _counts(clue, clues, _against(known[student], clues, mails))
        ]
        if len({student for _, student in led}) > 1:
            told = ", ".join(f"{clue.column} says {student!r}" for clue, student in led)
            doubts[row] = f"row {row + 1}: {told}"
        elif led:
            found[row] = Clue(led[0][0].column, led[0][1], led[0][0].kind)
            sure |= {row for clue, _ in led if not _is_name(clue, clues)}
    rows_of: dict[str, list[int]] = {}
    for row, clue in found.items():
        rows_of.setdefault(clue.value, []).append(row)
    for student, all_ in rows_of.items():
        several = [row for row in all_ if row in sure] or all_
        for row in set(all_) - {*several}:
            del found[row]
        if len(several) > 1:
            told = " and ".join(f"row {row + 1} by {found[row].column}" for row in several)
            doubts |= dict.fromkeys(several, f"{student!r} in {told}")
    return {row: clue for row, clue in found.items() if row not in doubts}, doubts


def _counts(clue: Clue, clues: Sequence[Clue], others: Sequence[Contradiction]) -> bool:
    """Whether a clue counts against what the row's ids say."""
    may_differ = {EMAIL} if not _is_name(clue, clues) else set()
    return all(other.column in may_differ for other in others)


def _is_name(clue: Clue, clues: Sequence[Clue]) -> bool:
    """Whether a person may have chosen it: a name, also where a folder is called like it."""
    names = {each.column for each in clues if each.kind in {"name", "squashed"}}
    return clue.column in names


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
        keys = {("id", plain(each)) for each in person.ids}
        keys |= {("name", _name(each)) for each in person.names}
        keys |= {(f"own {column}", plain(each)) for column, each in person.own.items()}
        keys |= {("squashed", each) for name in person.names for each in spellings(name)}
        for key in keys:
            if key[1]:
                index.setdefault(key, set()).add(person.student)
    return index


def _one(index: Mapping[tuple[str, str], set[str]], clue: Clue) -> str | None:
    """The one student to whom the clue leads; None for nobody, and for several."""
    form = {"id": plain, "own": plain, "name": _name, "squashed": squashed}[clue.kind]
    kind = f"own {clue.own}" if clue.kind == "own" else clue.kind
    students = index.get((kind, form(clue.value)), set())
    return next(iter(students)) if len(students) == 1 else None


def _against(person: Person, clues: Sequence[Clue], mails: Set[str]) -> tuple[Contradiction, ...]:
    """What the row's ids say against being of the person."""
    said = [
        (clue.own or (EMAIL if clue.column in mails else _roster_column(clue.column)), clue.value)
        for clue in clues
        if clue.kind in {"id", "own"}
    ]
    return contradictions(
        person.own, [(column, each) for column, each in said if column != EMAIL or "@" in each]
    )


def _mail_columns(rows: Mapping[int, Sequence[Clue]], everybody: Sequence[Person]) -> set[str]:
    """The columns of e-mail addresses: so called, or with mostly those of the roster in them."""
    known = {plain(person.own[EMAIL]) for person in everybody if EMAIL in person.own}
    said: dict[str, list[bool]] = {}
    for clue in (each for clues in rows.values() for each in clues if each.kind == "id"):
        if "@" in clue.value:
            said.setdefault(clue.column, []).append(plain(clue.value) in known)
    return {
        column
        for column, ours in said.items()
        if _MAIL.search(column.casefold()) or 2 * sum(ours) > len(ours)
    }


def _roster_column(heading: str) -> str:
    """What the roster calls a column of that heading: `SIS User ID` is `sis_user_id`."""
    return re.sub(r"[^a-z0-9]+", "_", heading.casefold())


def _name(text: str) -> str:
    """A name in one order of its words: `Lovelace, Ada` is `ada lovelace`."""
    last, comma, first = text.partition(",")
    return " ".join(plain(f"{first} {last}" if comma else text).split())
