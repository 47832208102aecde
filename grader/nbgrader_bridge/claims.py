"""Whose a hand-in in nbgrader's exchange can be, and whose the exchange's folders must be.

The name of a hand-in's folder says whose it is, and anybody chose that name; the account that owns
it is not chosen. May import the standard library alone; must never read what a hand-in holds.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import stat
import unicodedata
from collections.abc import Collection
from pathlib import Path

_FIRST_PERSON = 1000
"""The least number of a person's account; below are the system's own."""


def not_theirs(student: str, folder: Path, students: Collection[str] = ()) -> str:
    """Why a folder cannot be of the student whose name it has, in words; empty where it can.

    Who has an account of that name owns what they hand in, unless whoever collects laid it there.
    So does who has an account of another student's name, which shows that accounts are called as
    students are. Where they are called otherwise, as in containers, nothing is known.

    Parameters
    ----------
    student:
        The name, in any form of Unicode: all of them are one student.
    students:
        Those of the course, in NFC; none where nobody wrote them down.
    """
    owner = _owner(folder)
    if owner in trusted():
        return ""
    accounts = _accounts(student)
    if any(number >= _FIRST_PERSON and number != owner for number in accounts):
        return f"it belongs to {account(owner)}, and the account {student} is another one"
    name = _name(owner)
    if not accounts and name is not None and owner >= _FIRST_PERSON and name in students:
        return f"it belongs to {account(owner)}, who is another student"
    return ""


def not_ours(folder: Path, *, shared: bool) -> str:
    """Why a folder of the exchange itself cannot be relied on, in words; empty where it can.

    Who owns the folder of the course, or the one in which hand-ins arrive, can put anything in the
    place of anybody's hand-in.

    Parameters
    ----------
    shared:
        Whether a group of the collecting account may own it too (nbgrader's `groupshared`).
    """
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode):
        return "it is no folder"
    ours = about.st_uid in trusted() or (shared and about.st_gid in (os.getegid(), *os.getgroups()))
    return "" if ours else f"it belongs to {account(about.st_uid)}"


def anybody_renames(folder: Path) -> bool:
    """Whether everybody may rename and remove what others made in a folder."""
    mode = folder.stat().st_mode
    return bool(mode & stat.S_IWOTH and not mode & stat.S_ISVTX)


def trusted() -> tuple[int, ...]:
    """The accounts that may lay anything anywhere: whoever collects, and the system's own."""
    return (os.geteuid(), 0)


def account(number: int) -> str:
    """An account in words."""
    name = _name(number)
    return f"the account with the number {number}" if name is None else f"the account {name}"


def spelt(student: str, submitted: Path) -> str:
    """The student's name as a folder there spells it, or in NFC: one name is one student."""
    name = unicodedata.normalize("NFC", student)
    try:
        there = os.listdir(submitted)
    except OSError:  # it is made when something is collected
        return name
    return next((each for each in there if unicodedata.normalize("NFC", each) == name), name)


def _accounts(student: str) -> set[int]:
    """The accounts that are called so, in whichever form of Unicode."""
    forms = {student, *(unicodedata.normalize(form, student) for form in ("NFC", "NFD"))}
    found = set()
    for form in forms:
        with contextlib.suppress(KeyError, ValueError):
            found.add(pwd.getpwnam(form).pw_uid)
    return found


def _name(number: int) -> str | None:
    try:
        return unicodedata.normalize("NFC", pwd.getpwuid(number).pw_name)
    except KeyError:
        return None


def _owner(folder: Path) -> int:
    return folder.lstat().st_uid
