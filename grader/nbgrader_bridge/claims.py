"""Whose a hand-in in nbgrader's exchange can be: its folder's name says it, and anybody chose that.

May import the standard library alone; must never read what a hand-in holds.
"""

from __future__ import annotations

import os
import pwd
import unicodedata
from pathlib import Path

_FIRST_PERSON = 1000
"""The least number of a person's account; below are the system's own."""


def not_theirs(student: str, folder: Path) -> str:
    """Why a folder cannot be of the student whose name it has, in words; empty where it can.

    Who has an account of that name owns what they hand in, unless whoever collects laid it there.
    Where accounts are called otherwise than students, as in containers, nothing is known.
    """
    try:
        account = pwd.getpwnam(student).pw_uid
    except (KeyError, ValueError):
        return ""
    owner = _owner(folder)
    if account < _FIRST_PERSON or owner in (account, os.geteuid(), 0):
        return ""
    return f"it belongs to {_account(owner)}, and the account {student} is another one"


def spelt(student: str, submitted: Path) -> str:
    """The student's name as a folder there spells it, or in NFC: one name is one student."""
    name = unicodedata.normalize("NFC", student)
    try:
        there = os.listdir(submitted)
    except OSError:  # it is made when something is collected
        return name
    return next((each for each in there if unicodedata.normalize("NFC", each) == name), name)


def _account(number: int) -> str:
    try:
        return f"the account {pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"the account with the number {number}"


def _owner(folder: Path) -> int:
    return folder.lstat().st_uid
