"""Takes lines and rows of one student out of files, and leaves every other byte as it is.

Each file is replaced whole. May import of the engine the journal, the errors, and the standard
library; must never decide who the student is.
"""

from __future__ import annotations

import csv
import io
import json
import os
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from grader.engine.journal import Journal, read_journals
from grader.errors import UsageError
from grader.files import write_atomically


def lines_of(path: Path, student: str) -> int:
    """How many records of a journal are about the student."""
    return sum(record.get("student") == student for record in read_journals([path]))


def drop_lines(path: Path, student: str) -> None:
    """Write a journal anew without the student's records; the caller holds its lock."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with Journal(fresh) as journal:
        for record in read_journals([path]):
            if record.get("student") != student:
                journal.append(record)
    os.replace(fresh, path)


def rows_of(path: Path, is_theirs: Callable[[str], bool]) -> list[str]:
    """Where the rows of a sheet stand of whom its column `student` names, in words for people.

    Parameters
    ----------
    is_theirs:
        Whether what stands in that column, in NFC and without blanks around it, is the student.

    Raises
    ------
    UsageError
        When the sheet cannot be read, or is no CSV.
    """
    return _split(path, is_theirs)[1] if path.is_file() else []


def drop_rows(path: Path, is_theirs: Callable[[str], bool]) -> None:
    """Write a sheet anew without those rows, also one that is a link; raises as `rows_of` does."""
    write_atomically(path.resolve(), _split(path, is_theirs)[0])


def _split(path: Path, is_theirs: Callable[[str], bool]) -> tuple[bytes, list[str]]:
    """What stays of a sheet, and which rows do not."""
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        return _parted(text, is_theirs)
    except (OSError, csv.Error) as error:
        raise UsageError(
            f"looking for the student's rows in {path}",
            expected="a CSV file that can be read",
            came=f"{type(error).__name__}: {getattr(error, 'strerror', None) or error}",
            todo="mend the file, then run this again",
        ) from error


def _parted(text: str, is_theirs: Callable[[str], bool]) -> tuple[bytes, list[str]]:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = io.StringIO(text[len(mark) :], newline="").readlines()
    first = lines[0] if lines else ""
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    header = [_plain(cell) for cell in next(reader, [])]
    column = header.index("student") if "student" in header else -1
    kept, dropped, begins = lines[: reader.line_num], [], reader.line_num
    for cells in reader:
        named = _plain(cells[column]) if 0 <= column < len(cells) else ""
        if named and is_theirs(named):
            dropped.append(f"line {begins + 1}: {named}")
        else:
            kept += lines[begins : reader.line_num]
        begins = reader.line_num
    return (mark + "".join(kept)).encode("utf-8", "surrogateescape"), dropped


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.strip())


def without_student(
    hand_ins: list[dict[str, Any]], student: str
) -> tuple[list[dict[str, Any]], int]:
    """What stays of `collected.json`, and how many entries named the student."""
    kept, changed = [], 0
    for entry in hand_ins:
        group = [name for name in entry.get("group") or () if name != student]
        if entry.get("student") == student:
            changed += 1
        elif group != list(entry.get("group") or ()):
            kept.append({**entry, "group": group})
            changed += 1
        else:
            kept.append(entry)
    return kept, changed


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Replace the file by the document."""
    write_atomically(path, (json.dumps(document, indent=1) + "\n").encode())
