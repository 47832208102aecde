"""Where a file that a person names may be written: what could not be made again is never written
over, links are followed, and nothing is written but a file.

May import this room, how JSON is read and the errors; must never write.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from grader.errors import UsageError
from grader.exports.classroom50 import SCHEMA
from grader.exports.feedback_zip import FIRST_DAY
from grader.exports.rawcsv import read_table
from grader.json_text import from_json

_NO_FILES = Path("/proc"), Path("/dev")
"""What lies there is no file to put another one in the place of, whatever it leads to."""
_FILES_ALL_THE_SAME = Path("/dev/shm")
_MOST_LINKS = 40


def file_named(out: Path, option: str = "--out") -> Path:
    """The file that the name leads to, through its links; it may be new.

    A file is written by putting a new one in its place. Done to a link, this would leave what the
    link leads to as it was; done to `/dev/stdout`, the machine would have a file there.

    Raises
    ------
    UsageError
        When the name leads to what is open or to a device in /proc or /dev, to anything else that
        is no file, or round in a circle.
    """
    came = f"{out}, links that lead round in a circle"
    try:
        for target in _steps(out):
            if target.is_relative_to(_FILES_ALL_THE_SAME):
                pass
            elif any(target.is_relative_to(each) for each in _NO_FILES):
                came = f"{out}, which leads to {target}"
                break
            if not target.is_symlink():
                if target.is_file() or not target.exists():
                    return target
                came = f"{out}, {'a folder' if target.is_dir() else 'which is no file'}"
                break
    except RuntimeError:  # folders that lead round
        pass
    raise UsageError(
        "looking for the file to write",
        expected=f"{option} names a file of its own, written as a whole: no device, no pipe, no "
        "standard output",
        came=came,
        todo="name a file of its own; to read it in a pipe, write it first",
    )


def _steps(out: Path) -> Iterator[Path]:
    """The name with the links of its folders followed, and each link that it leads to."""
    step = out
    for _ in range(_MOST_LINKS):
        step = step.parent.resolve() / step.name if step.name else step.resolve()
        yield step
        step = step.parent / os.readlink(step)


def must_be_free(out: Path, form: str, inputs: Iterable[Path], template: Path | None) -> Path:
    """The file to write, which is new, empty or an earlier export of that form.

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
        When the file is, or lies in, one of the inputs, is a folder, is no file, or is somebody's
        own.
    """
    target = file_named(out)
    given = [*inputs, *([template] if template else [])]
    spoilt = next((each for each in given if target.is_relative_to(each.resolve())), None)
    if spoilt is not None:
        came = f"{out}, which is or lies in {spoilt}"
    elif target.exists() and not _is_earlier(target, form, template):
        came = f"{out}, which is there already and is no such export"
    else:
        return target
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
