"""Where an export may be written: what could not be made again is never written over.

May import this room, how JSON is read and the errors; must never write.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from grader.errors import UsageError
from grader.exports.classroom50 import SCHEMA
from grader.exports.feedback_zip import FIRST_DAY
from grader.exports.rawcsv import read_table
from grader.json_text import from_json


def must_be_free(out: Path, form: str, inputs: Iterable[Path], template: Path | None) -> None:
    """Raise unless the file is new, empty or an earlier export of that form.

    Parameters
    ----------
    inputs:
        Files that are read, and folders into which an export does not belong.
    template:
        The table that is filled, for the forms that fill one: not written over, but a file with
        the same first columns is.

    Raises
    ------
    UsageError
        When the file is, or lies in, one of the inputs, is a folder, or is somebody's own.
    """
    target = out.resolve()
    given = [*inputs, *([template] if template else [])]
    spoilt = next((each for each in given if target.is_relative_to(each.resolve())), None)
    if spoilt is not None:
        came = f"{out}, which is or lies in {spoilt}"
    elif target.is_dir():
        came = f"{out}, a folder"
    elif target.exists() and not (target.is_file() and _is_earlier(target, form, template)):
        came = f"{out}, which is there already and is no such export"
    else:
        return
    raise UsageError(
        "looking for the file to write",
        expected="--out names a file of its own: a new one, or an earlier export of the same form, "
        "which is replaced",
        came=came,
        todo="choose another name, or move away what is there",
    )


def _is_earlier(path: Path, form: str, template: Path | None) -> bool:
    try:
        if not path.stat().st_size:
            return True
        return _OURS[form](path) if template is None else _begin_alike(path, template)
    except (OSError, ValueError, zipfile.BadZipFile, csv.Error, UsageError):
        return False


def _begin_alike(path: Path, template: Path) -> bool:
    """Whether both tables say whom a row is about in the same columns; others come and go."""
    heads = [read_table(each, "a table").values[0][:2] for each in (path, template)]
    return heads[0] == heads[1]


def _is_plain(path: Path) -> bool:
    """Whether the first row is that of `plain_csv`: three columns for each assignment."""
    head = next(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")), [])
    columns = head[3:] if head[1:3] == ["name", "email"] else head[1:]
    ours = [f"{name}{what}" for name in columns[::3] for what in ("", " max", " state")]
    return head[:1] == ["student"] and columns == ours != []


def _is_zip_of_pages(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    return all(e.filename.endswith(".html") and e.date_time == FIRST_DAY for e in entries)


def _is_result(path: Path) -> bool:
    found = from_json(path.read_bytes())
    return isinstance(found, dict) and found.get("schema") == SCHEMA


_OURS: Mapping[str, Callable[[Path], bool]] = {
    "csv": _is_plain,
    "feedback-zip": _is_zip_of_pages,
    "classroom50": _is_result,
}
