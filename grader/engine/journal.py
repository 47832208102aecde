"""The journal: an append-only file of what was found, from which every report is made.

A line is eight hex digits of CRC-32, a space, and JSON. A line cut off at the end, where a crash
left it, is dropped; a damaged line before the end is an error, because something else went wrong.
One process writes into a file at a time, and it says so by a lock; several gradings into one folder
have a file each, and all of them are read. May import the standard library and errors.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import GraderError, UsageError
from grader.json_text import from_json

GROUP_RECORDS, GROUP_S = 20, 0.05
"""So many records, or so much time, may wait for one fdatasync."""
MAIN, FURTHER = "journal.jsonl", "journals"
"""What a folder of results calls the journal of `grader grade`, and the folder of the others."""
_MOST_WRITERS = 1000
_AGAIN = (
    "put back a copy of the file; or move it away and grade into the same folder: every check is "
    "run again, and marks by hand and points that regrades let stand stay, as they lie beside it"
)


@dataclass
class Journal:
    """An open journal; use it as a context manager."""

    path: Path
    records: list[dict[str, Any]] = field(default_factory=list)
    """What the file held when it was opened, in order."""
    _fd: int = -1
    _waiting: int = 0
    _synced_at: float = 0.0

    def __enter__(self) -> Journal:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fd = _locked(self.path)
        if fd is None:
            raise UsageError(
                f"opening the journal {self.path}",
                expected="that nobody else grades into this folder",
                came="another grading holds its lock",
                todo="wait for it to end; what it found is kept, also where somebody stops it",
            )
        self._fd = fd
        try:
            self._read()
        except BaseException:
            os.close(self._fd)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.sync()
        finally:
            os.close(self._fd)

    def _read(self) -> None:
        records, good = _whole_lines(self.path)
        self.records += records
        os.ftruncate(self._fd, good)
        os.lseek(self._fd, good, os.SEEK_SET)

    def append(self, *records: dict[str, Any]) -> None:
        """Adds records in one go; they are on the disk after the next `sync`."""
        texts = [json.dumps(each, separators=(",", ":")).encode() for each in records]
        data = memoryview(b"".join(b"%08x %s\n" % (zlib.crc32(text), text) for text in texts))
        while data:
            data = data[os.write(self._fd, data) :]
        self._waiting += len(records)
        if self._waiting >= GROUP_RECORDS or time.monotonic() - self._synced_at > GROUP_S:
            self.sync()

    def sync(self) -> None:
        """Waits until everything appended is on the disk."""
        if self._waiting:
            os.fdatasync(self._fd)
        self._waiting, self._synced_at = 0, time.monotonic()


def free_journal(out: Path) -> Path:
    """A further journal of a folder of results that nobody writes into now; it may be new.

    Somebody may still be faster: then opening it says that its lock is held.
    """
    folder = out / FURTHER
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, _MOST_WRITERS):
        path = folder / f"{number}.jsonl"
        fd = _locked(path) if path.exists() else None
        if fd is not None:
            os.close(fd)
        if fd is not None or not path.exists():
            break
    return path


def journals_of(out: Path) -> list[Path]:
    """Every journal in a folder of results, that of `grader grade` last."""
    further = sorted((out / FURTHER).glob("*.jsonl"))
    main = out / MAIN
    return [*further, *([main] if main.exists() else [])]


def read_journals(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """What those journals hold, without a lock: another program may be writing into them.

    Raises
    ------
    GraderError
        When a line is damaged that is not the last one.
    """
    found: list[dict[str, Any]] = []
    for path in paths:
        try:
            found += _whole_lines(path)[0]
        except FileNotFoundError:
            continue  # taken away since it was listed
    return found


def is_cut_off(path: Path) -> bool:
    """Whether what stands after the last whole line of the journal is no line."""
    size = path.stat().st_size  # asked first: somebody may be adding lines
    return _whole_lines(path)[1] < size


def _locked(path: Path) -> int | None:
    """The file, open and locked; None where another process holds the lock.

    Whoever rewrites a journal puts a new file in its place: a lock on the old one is worth nothing.
    """
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        except OSError:
            os.close(fd)
            raise
        try:
            if os.path.samestat(os.fstat(fd), os.stat(path)):
                return fd
        except FileNotFoundError:
            pass
        os.close(fd)


def _whole_lines(path: Path) -> tuple[list[dict[str, Any]], int]:
    """The records of a journal, and how many bytes they take; a torn last line is left out."""
    data = path.read_bytes()
    good = 0
    records = []
    lines = data.split(b"\n")
    for number, line in enumerate(lines[:-1], start=1):
        record = _parse(line)
        if record is None:
            if number == len(lines) - 1 and not lines[-1]:
                break  # a whole last line with a wrong sum: torn blocks, not lost ones
            raise GraderError(
                f"reading the journal {path}",
                expected="lines that this program wrote",
                came=f"line {number} is damaged, and lines follow it",
                todo=_AGAIN if _is_of_checks(path) else "put back a copy of the file",
            )
        records.append(record)
        good += len(line) + 1
    return records, good


def _is_of_checks(path: Path) -> bool:
    """Whether the file can be made again; marks by hand are kept in this form too."""
    return path.name == MAIN or path.parent.name == FURTHER


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        if line[:9] != b"%08x " % zlib.crc32(line[9:]):
            return None
        record = from_json(line[9:])
    except ValueError:
        return None
    return record if isinstance(record, dict) else None
