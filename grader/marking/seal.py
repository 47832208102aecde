"""Codes and pseudonyms that nobody can turn back who does not hold the folder of results.

Both are made with a secret that lies in that folder, so that they stay the same from one export to
the next. May import the standard library and errors; must never write the secret anywhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError

KEY = "marking.key"
_CODE = re.compile(r"a[0-9a-f]{16}-[0-9a-f]{10}")
_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"


@dataclass(frozen=True, slots=True)
class Seal:
    """The secret of a folder of results, and what is made with it."""

    secret: bytes

    def pseudonym(self, student: str) -> str:
        """A name that can be spoken and says nothing: `lusab-babad-gutih`; the same every time."""
        return "-".join(map(_word, _parts(self._digest("pseudonym", student), 3)))

    def place(self, student: str) -> bytes:
        """Where a student stands in an order that has nothing to do with names."""
        return self._digest("order", student)

    def row(self, student: str, assignment: str, question: str) -> str:
        """What ties a row of a table to the student it was written for."""
        return self._digest("row", student, assignment, question).hex()[:10]

    def _digest(self, *parts: str) -> bytes:
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self.secret, text, hashlib.sha256).digest()


def open_seal(out: Path) -> Seal:
    """The seal of a folder of results; its secret is made where there is none yet."""
    path = out / KEY
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return _read(path)


def parse_code(text: str) -> tuple[str, str] | None:
    """The digest of the answer and the row's code; None where it is no such code."""
    if not _CODE.fullmatch(text):
        return None
    digest, _, row = text.partition("-")
    return digest, row


def _read(path: Path) -> Seal:
    text = path.read_bytes().strip()
    if not re.fullmatch(rb"[0-9a-f]{64}", text):
        raise GraderError(
            f"reading {path}",
            expected="the secret that an earlier `grader manual export` made",
            came=f"{len(text)} bytes of another form",
            todo="put it back from a backup; or take it away and export again: tables that were "
            "exported before can then not be imported",
        )
    return Seal(bytes.fromhex(text.decode("ascii")))


def _parts(data: bytes, number: int) -> list[int]:
    return [int.from_bytes(data[2 * i : 2 * i + 2]) for i in range(number)]


def _word(value: int) -> str:
    """Sixteen bits as consonants and vowels in turn."""
    letters = []
    for place, shift in enumerate((12, 10, 6, 4, 0)):
        table = _VOWELS if place % 2 else _CONSONANTS
        letters.append(table[(value >> shift) % len(table)])
    return "".join(letters)
