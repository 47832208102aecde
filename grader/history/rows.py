"""Takes lines and rows of one student out of files, and leaves every other byte as it is.

Each file is replaced whole. May import of the engine the journal, and the standard library; must
never decide who the student is.
"""

from __future__ import annotations

import csv
import io
import json
import os
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from grader.engine.journal import Journal, read_journals
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


def rows_of(path: Path, names: Collection[str]) -> int:
    """How many rows of a sheet have one of the names in the column `student`."""
    return _split(path, names)[1] if path.is_file() else 0


def drop_rows(path: Path, names: Collection[str]) -> None:
    """Write a sheet anew without those rows."""
    write_atomically(path, _split(path, names)[0])


def _split(path: Path, names: Collection[str]) -> tuple[bytes, int]:
    """What stays of a sheet, and how many rows do not."""
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    lines = io.StringIO(text, newline="").readlines()
    first = lines[0] if lines else ""
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(iter(lines), delimiter=delimiter)
    header = [_plain(cell) for cell in next(reader, [])]
    column = header.index("student") if "student" in header else -1
    kept, dropped, begins = lines[: reader.line_num], 0, reader.line_num
    for cells in reader:
        if 0 <= column < len(cells) and _plain(cells[column]) in names:
            dropped += 1
        else:
            kept += lines[begins : reader.line_num]
        begins = reader.line_num
    return "".join(kept).encode("utf-8", "surrogateescape"), dropped


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.strip().lstrip("\ufeff"))


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
