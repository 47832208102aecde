"""Lays hand-ins down in the folder of submissions, each whole or not at all.

Files are written into a hidden folder beside their place and renamed when all are there, so that an
interrupted run leaves no half of anything. May import the standard library, `students`,
`swapping`, `grader.errors` and `grader.files`; must never replace what lies there without being
told to.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from grader.errors import UsageError
from grader.files import write_atomically
from grader.intake.students import LISTING
from grader.intake.swapping import exchange
from grader.json_text import from_json

LISTING_SCHEMA = "grader/collected/v1"
EARLIER = ".earlier"
"""In a student's folder: what `--update` replaced, as `<assignment>-<number>/`."""

_LOCK, _STAGING = ".collecting.lock", ".collecting-"
Laid = Literal["collected", "updated", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """An open folder of submissions, which nobody else collects into."""

    folder: Path


@contextlib.contextmanager
def open_shelf(folder: Path) -> Iterator[Shelf]:
    """The folder of submissions, made where it is new; one run at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    lock = os.open(folder / _LOCK, flags, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"collecting into {folder}",
                expected="one `grader collect` at a time",
                came="another one that is at work there",
                todo="wait for it and run this again",
            ) from None
        _remove_staged(folder)  # of a run that was killed
        try:
            yield Shelf(folder)
        finally:
            _remove_staged(folder)
    finally:
        os.close(lock)


def _remove_staged(folder: Path) -> None:
    for left in folder.glob(_STAGING + "*"):
        if not left.is_symlink():
            shutil.rmtree(left)


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def stage(shelf: Shelf, files: Mapping[str, bytes]) -> Path:
    """A new hidden folder with these files, safely on the disk; `lay` moves it to its place."""
    staged = Path(tempfile.mkdtemp(prefix=_STAGING, dir=shelf.folder))
    for name, data in files.items():
        with open(staged / name, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    staged.chmod(0o755)
    return staged


def lay(
    shelf: Shelf,
    staged: Path,
    student: str,
    assignment: str,
    *,
    update: bool,
    not_its: str = "",
    newer: str = "",
) -> tuple[Laid, str]:
    """What was done with a student's staged files, and words about it.

    Parameters
    ----------
    update:
        Replace another hand-in that lies there; it is kept below `.earlier`.
    not_its:
        Why these files are not of whoever handed in what lies there; then it stays in any case.
    newer:
        Why what lies there is newer than these files, if they differ; then it stays too.
    """
    if student.casefold() == LISTING:  # on some disks the same file in any case
        return "refused", f"{LISTING} is the list of what was collected, and no student's folder"
    home = _home(shelf.folder, student)
    place = home / assignment
    for path in (home, place, home / EARLIER):
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            return "refused", f"{path} is a link or a file, where a folder was expected"
    there, new = _held(place), _held(staged)
    if there and not_its:
        return "refused", not_its
    if there is not None and there == new:
        _end_swap(home, assignment, new)
        return "unchanged", "it lay there already"
    if there and newer:
        return "refused", newer
    if there and not update:
        return "refused", "another hand-in lies there; --update takes this one and keeps both"
    home.mkdir(exist_ok=True)
    _end_swap(home, assignment, new)
    if not place.is_dir() or not any(place.iterdir()):
        os.rename(staged, place)  # an empty folder is replaced
        return "collected", ""
    earlier = _swap(home, assignment, staged)
    return "updated", f"the earlier one is kept in {earlier.relative_to(shelf.folder)}"


def _swap(home: Path, assignment: str, staged: Path) -> Path:
    """Where the hand-in lies now that these files took the place of; one of both is always there.

    But where the system cannot exchange two folders: there the place is empty for a moment.
    """
    place, waiting = home / assignment, _waiting(home, assignment)
    earlier = _earlier(home, assignment)
    os.rename(staged, waiting)  # so that at any moment both lie where nobody removes them
    if exchange(waiting, place):
        os.rename(waiting, earlier)
        return earlier
    os.rename(place, earlier)
    try:
        os.rename(waiting, place)
    except BaseException:
        os.rename(earlier, place)
        raise
    return earlier


def _end_swap(home: Path, assignment: str, new: Mapping[str, str] | None) -> None:
    """Keeps what a killed run was replacing; what it was about to lay down is `new` by now."""
    waiting = _waiting(home, assignment)
    if waiting.is_symlink() or not waiting.is_dir():
        return
    if _held(waiting) == new:
        shutil.rmtree(waiting)
    else:
        os.rename(waiting, _earlier(home, assignment))


def _waiting(home: Path, assignment: str) -> Path:
    """Where one of two hand-ins lies that are changing places."""
    return home / EARLIER / f".{assignment}"


def read_listing(folder: Path) -> list[dict[str, Any]]:
    """The hand-ins that `collected.json` lists; none where there is no such file."""
    path = folder / LISTING
    try:
        document = from_json(path.read_text("utf-8"))
        hand_ins = document["hand_ins"]
        for each in hand_ins:
            digests = [one["sha256"] for one in each["files"]]
            names = (each["student"], each["assignment"], *digests)
            if type(each["files"]) is not list or not all(type(name) is str for name in names):
                raise TypeError("a name that is no text, or files that are no list")
        if document["schema"] == LISTING_SCHEMA:
            return list(hand_ins)
        came = f"the schema {document['schema']!r}"
    except (OSError, ValueError, KeyError, TypeError) as error:
        if not os.path.lexists(path):
            return []
        leads = f"a link to {os.readlink(path)}: " if path.is_symlink() else ""
        came = f"{leads}{type(error).__name__}: {error}"
    raise UsageError(
        f"reading {path}",
        expected=f"what an earlier `grader collect` wrote, {LISTING_SCHEMA}",
        came=came,
        todo="move that file away and collect again; hand-ins that lie there are found unchanged",
    )


def write_listing(shelf: Shelf, hand_ins: Sequence[Mapping[str, Any]]) -> None:
    """Replace `collected.json` as a whole; what it said of other hand-ins stays."""
    merged = {(each["student"], each["assignment"]): each for each in read_listing(shelf.folder)}
    for each in hand_ins:
        key = each["student"], each["assignment"]
        old = merged.get(key, {}).get("files", [])
        same = [one["sha256"] for one in each["files"]] == [one["sha256"] for one in old]
        if not same:  # what was said first of the same bytes stays
            merged[key] = dict(each)
    document = {
        "schema": LISTING_SCHEMA,
        "hand_ins": [merged[key] for key in sorted(merged)],
    }
    data = (json.dumps(document, indent=1) + "\n").encode("utf-8")
    write_atomically(shelf.folder / LISTING, data)


def lies_there(place: Path, listed: object) -> bool:
    """Whether the files that `collected.json` lists for a hand-in lie there as they were collected.

    Parameters
    ----------
    place:
        `<submissions>/<student>/<assignment>`; where there is none, or it cannot be read, nothing
        says otherwise.
    listed:
        What stands under `files`; where nothing is listed, nothing says otherwise.
    """
    if not isinstance(listed, list):
        return True
    try:
        held = None if place.is_symlink() else _held(place)
    except PermissionError:
        return True
    wanted = [(str(one.get("file")), one.get("sha256")) for one in listed if isinstance(one, dict)]
    return held is None or all(held.get(name) == digest for name, digest in wanted)


def _home(folder: Path, student: str) -> Path:
    """The student's folder; one that is there already may spell the same name otherwise."""
    for name in os.listdir(folder):
        if unicodedata.normalize("NFC", name) == student:
            return folder / name
    return folder / student


def _held(place: Path) -> dict[str, str] | None:
    """Name to digest of what lies in a folder, hidden files aside; None where there is none."""
    if not place.is_dir():
        return None
    held = {}
    for path in place.iterdir():
        if not path.name.startswith("."):
            regular = path.is_file() and not path.is_symlink()
            held[path.name] = digest(path.read_bytes()) if regular else ""
    return held


def _earlier(home: Path, assignment: str) -> Path:
    """A new place for an earlier hand-in, numbered from 1."""
    shelf = home / EARLIER
    shelf.mkdir(exist_ok=True)
    pattern = re.compile(re.escape(assignment) + r"-(\d+)")
    taken = [int(m[1]) for each in shelf.iterdir() if (m := pattern.fullmatch(each.name))]
    return shelf / f"{assignment}-{max(taken, default=0) + 1}"
