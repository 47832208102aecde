"""Which student of the roster a person of a download is.

May import the course's roster, `names` and `against`; must never settle for somebody who is only
likely.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from grader.course.roster import Roster, Student
from grader.errors import UsageError
from grader.intake.against import EMAIL, Contradiction, contradictions, ids_by_column
from grader.intake.names import Person, spellings, squashed
from grader.intake.students import student_file_name


class Sure(IntEnum):
    """What says whose a hand-in is; more goes before less."""

    GROUP = 0
    """The name of a group."""
    NAME = 1
    """A name, which two people can have."""
    DOUBTED = 2
    """An id, beside another that is not the student's."""
    ID = 3
    """Ids alone."""


@dataclass(frozen=True, slots=True)
class Known:
    """The folders that a person's hand-in belongs to; none, and why, where nobody is found."""

    folders: tuple[str, ...]
    note: str = ""
    why: str = ""
    sure: Sure = Sure.ID


def students_of(person: Person, roster: Roster) -> Known:
    """The student that a person is; a group's name gives everybody in the group.

    Without a roster it is the download's own id or name. An id goes before a name, and counts in
    its own column alone: another system may count alike. Two ids that lead to two students lead to
    nobody.
    """
    if not roster.students:
        return Known((student_file_name(person.folder),), sure=Sure.NAME)
    found: dict[str, Student] = {}
    for column, value in person.ids:
        try:
            student = roster.find(value, column)
        except UsageError as error:
            return Known((), why=f"{value!r} is the id of several students: {error.came}")
        if student is not None:
            found[student.student] = student
    if len(found) > 1:
        return Known((), why=f"its ids belong to several students: {', '.join(found)}")
    for student in found.values():
        other = _against(student, person)
        told = f"known by an id, though the {other[0]}" if other else ""
        note = "; ".join(filter(None, (told, _standing(student))))
        return Known((student.student,), note=note, sure=Sure.DOUBTED if other else Sure.ID)
    return _by_name(person, roster)


def student_of_repository(person: Person, roster: Roster, assignment: str) -> Known:
    """The student that a folder of GitHub Classroom is of, `<assignment>-<login>`, or any folder.

    A login is one of `github_id`, or else the folder of a student for whom the roster says no other
    login. A name that somebody chose at GitHub is never compared with the names of people.
    """
    known = students_of(person, roster)
    login = _login(person.name, assignment)
    if not roster.students or not login:
        return known
    wanted = unicodedata.normalize("NFC", login).casefold()
    found = {
        one.student
        for one in roster.students.values()
        if one.ids.get("github_id", one.student).casefold() == wanted
    }
    everybody = sorted({*found, *known.folders})
    todo = "rename its folder to the student's, or write the login into the column github_id"
    if found and len(everybody) > 1:
        listed = " or ".join(everybody)
        return Known((), why=f"{person.name!r} could be of {listed}; {todo}")
    if not found:
        why = known.why and f"{known.why} and no login {login!r}; {todo}"
        return replace(known, why=why)
    (student,) = found
    told = f"{person.name} is taken for the repository of {student}"
    standing = _standing(roster.students[student])
    return Known((student,), note="; ".join(filter(None, (told, standing))))


def _login(folder: str, assignment: str) -> str:
    """What follows the assignment in the name of a repository; GitHub writes `-` for `_` there."""
    start = f"{assignment}-".replace("_", "-").casefold()
    is_one = folder.replace("_", "-").casefold().startswith(start)
    return folder[len(start) :] if is_one else ""


def ids_of(roster: Roster) -> frozenset[str]:
    """The folders and ids of everybody there."""
    everybody = roster.students.values()
    return frozenset(each for one in everybody for each in (one.student, *one.ids.values()))


def is_listed(text: str, roster: Roster) -> bool:
    """Whether a text is the folder, an id, the e-mail address or the name of anybody there."""
    everybody = roster.students.values()
    mails = {one.email.casefold() for one in everybody if one.email}
    named = any(squashed(text) in spellings(one.name) for one in everybody)
    return named or text in ids_of(roster) or text.casefold() in mails


def _by_name(person: Person, roster: Roster) -> Known:
    wanted = squashed(person.name)
    everybody = roster.students.values()
    named = [one for one in everybody if wanted and wanted in spellings(one.name)]
    others = {one.student: other for one in named if (other := _against(one, person))}
    found = [one for one in named if one.student not in others]
    # People have several addresses: another one does not leave a name to who shares it.
    doubtful = any(each.column == EMAIL for other in others.values() for each in other)
    if len(found) == 1 and not (others and doubtful):
        note = "; ".join(filter(None, ("found by name", _standing(found[0]))))
        return Known((found[0].student,), note=note, sure=Sure.NAME)
    if found:
        listed = ", ".join(one.student for one in named)
        todo = "; write what tells them apart into roster.csv" if others else ""
        return Known((), why=f"several students have the name {person.name!r}: {listed}{todo}")
    if others:
        return Known((), why=_called_like(person, others))
    group = [one for one in everybody if wanted and squashed(one.group) == wanted]
    if group and not person.alone:
        return _group(person, group)
    ids = ", ".join(dict.fromkeys(value for _, value in person.ids if value != person.name))
    said = f"{person.name!r} ({ids})" if ids else repr(person.name)
    return Known((), why=f"roster.csv has no student {said}")


def _group(person: Person, group: Sequence[Student]) -> Known:
    """Everybody in it, unless it is somebody who has the id of none of them."""
    folders = tuple(one.student for one in group)
    others = [_against(one, person) for one in group]
    if all(others):
        words = f"{person.name!r} is called like the group of {', '.join(folders)}"
        return Known((), why=f"{words}, and its id {others[0][0].said} is not one of theirs")
    return Known(folders, note=f"the group {person.name}", sure=Sure.GROUP)


def _called_like(person: Person, others: Mapping[str, Sequence[Contradiction]]) -> str:
    """That a name is of students who have other ids, and what to do if it is one of them."""
    whose = " and ".join(f"{student}, whose {each[0]}" for student, each in others.items())
    free = [value for column, value in person.ids if not column]
    also = f", or write its id {free[0]} there into a column that ends in _id" if free else ""
    return (
        f"{person.name!r} is called like {whose}; if it is {' or '.join(others)}, correct that in "
        f"roster.csv{also}, and collect again"
    )


def _against(student: Student, person: Person) -> tuple[Contradiction, ...]:
    """What the person's ids say against being the student."""
    return contradictions(ids_by_column(student), person.ids)


def _standing(student: Student) -> str:
    return "" if student.status == "enrolled" else f"the roster says: {student.status}"
