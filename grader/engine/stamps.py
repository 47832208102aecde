"""When nbgrader's exchange took a hand-in: the moment in the `timestamp.txt` beside it.

A file that says no time is told and never guessed at, and costs nobody anything. May import
intake, `grader.course.clock` and errors; must never look at a hand-in, nor follow a link.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from grader.course.clock import YEARS, at_local, zone_named
from grader.errors import GraderError
from grader.intake.find import read_bytes

STAMP = "timestamp.txt"
STAMP_BYTES = 200

Key = tuple[str, str]


def read_stamps(
    submissions: Path, assignments: Iterable[str], zone: tzinfo
) -> tuple[dict[Key, datetime], dict[Key, str]]:
    """Student and assignment to the moment that lies there, and to why one cannot be read."""
    moments: dict[Key, datetime] = {}
    unread: dict[Key, str] = {}
    for key, path in _stamped(submissions, tuple(assignments)):
        try:
            data = read_bytes(path, STAMP_BYTES)
            if not isinstance(data, bytes):
                raise ValueError("it is no short text")
            moments[key] = stamp_time(data.decode("utf-8-sig"), zone)
        except (ValueError, GraderError) as error:
            why = error.came if isinstance(error, GraderError) else str(error)
            unread[key] = f"{STAMP} cannot be read: {why}"
    return moments, unread


def stamp_time(text: str, zone: tzinfo) -> datetime:
    """The instant in nbgrader's own form, `2027-01-15 22:59:00.123456 UTC`, or in ISO 8601.

    Without a zone it is UTC, as nbgrader reads it. A zone's short name is one of the course's own
    clocks before it is that of any other place.

    Raises
    ------
    ValueError
        With a phrase that says what stands there instead.
    """
    words = " ".join(text.split())
    face, _, name = words.rpartition(" ")
    if name[:1] in ("+", "-"):
        words = face + name  # as ISO 8601 writes an offset
    when = _iso(words)
    if when is None:
        when = _named(_iso(face), name, zone)
    if when is None or when.year not in YEARS:
        shown = "".join(each if each.isprintable() else "?" for each in words[:60])
        raise ValueError(f"no time with a known zone stands there, but {shown!r}")
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when


def _iso(text: str) -> datetime | None:
    """The time; None also for a day alone, which is no moment."""
    try:
        return datetime.fromisoformat(text) if len(text) > len("2027-01-15") else None
    except ValueError:
        return None


def _named(face: datetime | None, name: str, zone: tzinfo) -> datetime | None:
    """The instant at which clocks of the named zone show a time; None where there is no such."""
    if face is None or face.tzinfo is not None or face.year not in YEARS:
        return None
    if name in ("UTC", "GMT", "Z"):
        return face.replace(tzinfo=UTC)
    for fold in (0, 1):
        local = face.replace(tzinfo=zone, fold=fold)
        if local.tzname() == name:
            return local.astimezone(UTC)
    try:
        return at_local(face, zone_named(name), earlier=True)
    except (KeyError, ValueError, OSError):
        return None


def _stamped(submissions: Path, assignments: tuple[str, ...]) -> Iterator[tuple[Key, Path]]:
    """Every stamp that lies beside a hand-in, with whose it is."""
    try:
        students = sorted(os.scandir(submissions), key=lambda each: each.name)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return  # whoever lists the hand-ins says it
    for student in students:
        if student.name.startswith(".") or not student.is_dir(follow_symlinks=False):
            continue
        for name in assignments:
            path = Path(student.path, name, STAMP)
            # Of what may not be read both say no; whoever reads the hand-in says it.
            if not os.path.islink(path.parent) and os.path.lexists(path):
                yield (unicodedata.normalize("NFC", student.name), name), path
