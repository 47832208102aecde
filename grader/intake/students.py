"""Lists the students of a folder of submissions, and names files after them.

May import the standard library and `grader.errors`; never looks inside a hand-in, never follows a
link.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError, suggestion

LISTING = "collected.json"
"""In the folder of submissions: where each hand-in is from, and when it came."""

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_NAME_BYTES = 200


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's folder for one assignment."""

    student: str
    folder: Path


def list_submissions(folder: Path, assignment_id: str) -> tuple[Submission, ...]:
    """The students who handed in, in order: `folder/<student>/<assignment>/<file>`.

    One whose folder this account may not list is among them: whoever reads the hand-in says so.
    """
    doing = f"looking for submissions of {assignment_id} in {folder}"
    students = _folders(folder, doing)
    found: dict[str, Submission] = {}
    others: set[str] = set()
    for student in students:
        inside = _folders_of(student)
        others |= {each.name for each in inside or ()}
        if inside is not None and student / assignment_id not in inside:
            continue
        name = unicodedata.normalize("NFC", student.name)
        if name in found:
            raise UsageError(
                doing,
                expected="one folder for each student",
                came=f"two folders whose names look the same: {name!r}",
                todo="rename one of them",
            )
        found[name] = Submission(name, student / assignment_id)
    if not found:
        raise UsageError(
            doing,
            expected="folders <student>/<assignment>/ with the handed-in file inside",
            came=f"{len(students)} student folders, none with a folder {assignment_id!r}",
            todo=f"check --submissions and the name; {suggestion(assignment_id, others)}",
        )
    return tuple(found[name] for name in sorted(found))


def student_file_name(student: str) -> str:
    """The student's name as a file's name without ending: NFC, percent-encoded where need be.

    Different names give different file names. A very long one is cut and ends in a digest.
    """
    name = unicodedata.normalize("NFC", student)
    encoded = "".join(each if _is_plain(each) else _percent(each) for each in name)
    if not encoded or encoded[0] == "." or _RESERVED.fullmatch(encoded):
        encoded = _percent(name[:1]) + encoded[1:] if encoded else "%"
    if encoded[-1] in ". ":
        encoded = encoded[:-1] + _percent(encoded[-1])
    if len(encoded.encode()) <= _NAME_BYTES:
        return encoded
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    start = encoded.encode()[: _NAME_BYTES - 40].decode("utf-8", "ignore")
    return f"{start}%~{digest}"


def _folders_of(student: Path) -> list[Path] | None:
    """The folders of one student; None where they cannot be listed.

    A link is passed over, because one student's link must not stop a class.
    """
    try:
        entries = os.scandir(student)
    except PermissionError:
        return None
    seen = (each for each in entries if not each.name.startswith("."))
    return [Path(each.path) for each in seen if each.is_dir(follow_symlinks=False)]


def _folders(folder: Path, doing: str) -> list[Path]:
    """The students' folders; hidden ones and files are no concern, and a link is refused."""
    try:
        entries = sorted(os.scandir(folder), key=lambda each: each.name)
    except OSError as error:
        raise UsageError(
            doing,
            expected="a folder that can be listed",
            came=f"{folder}: {type(error).__name__}, {error.strerror}",
            todo="check the path given to --submissions",
        ) from error
    seen = [each for each in entries if not each.name.startswith(".")]
    for entry in seen:
        if entry.is_symlink() and entry.is_dir():
            raise UsageError(
                doing,
                expected="folders",
                came=f"{entry.name}, a symbolic link",
                todo="put the folder itself in its place; links are not followed",
            )
    return [Path(entry.path) for entry in seen if entry.is_dir(follow_symlinks=False)]


def _is_plain(each: str) -> bool:
    return each.isprintable() and each not in '<>:"/\\|?*%'


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
