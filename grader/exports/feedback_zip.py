"""The students' pages as a zip, under the names that Canvas or Moodle takes back.

Those names hold numbers that only the other system knows, so they are taken from the zip of
submissions that it gave out: see canvas-lms, lib/content_zipper.rb, and Moodle's
mod/assign/feedback/file/importziplib.php. May import this room, the errors, the names of pages and
of `intake` the names in a download and of folders; must never take a file out of that zip, nor
repeat a name that leads out of a folder.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.errors import UsageError
from grader.exports.grades import Grade, Made, listed
from grader.exports.who import Clue, Person, match_the_clear
from grader.feedback.report_files import file_name
from grader.feedback.text import count
from grader.intake.archives import names_in
from grader.intake.names import canvas_piece
from grader.intake.students import student_file_name

Like = Literal["plain", "canvas", "moodle"]

# Narrower than what `intake` reads: Moodle takes nothing back under a name with `_` in it.
_MOODLE = re.compile(
    r"(?P<prefix>(?P<name>[^_]+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext))"
    r"(?P<rest>_?|_.+)"
)
_SAFE = re.compile(r'[^./~\\\x00-\x1f\x7f:*?"<>|][^/\\\x00-\x1f\x7f:*?"<>|]*')
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: equal pages give equal bytes on any day."""


def feedback_zip(
    results: Path,
    grades: Mapping[str, Grade],
    everybody: Sequence[Person],
    *,
    like: Like = "plain",
    submissions: Path | None = None,
) -> Made:
    """The pages of the graded students in one zip.

    Parameters
    ----------
    submissions:
        The zip of submissions that Canvas or Moodle gave out, or the folder it was unpacked into;
        needed for both.
    """
    notes: list[str] = []
    if like == "plain":
        named = {student: f"{file_name(student)}.html" for student in grades}
    elif submissions is None:
        raise UsageError(
            f"naming the pages as {like.title()} does",
            expected="--submissions-zip with the zip of submissions that it gave out",
            came="none",
            todo="download all submissions of the assignment there, and name that file",
        )
    else:
        named = _names(names_in(submissions), submissions, grades, everybody, like, notes)
    pages = {name: _page(results, student) for student, name in named.items()}
    return Made(_zipped(pages), (count(len(pages), "page"), *notes))


@dataclass(frozen=True, slots=True)
class _Named:
    """One entry of the zip of submissions: whose it is, and what the page for them is called."""

    prefix: str
    """What the names of all answers to this entry begin with."""
    name: str
    id: str
    page: str


def _names(
    entries: Sequence[str],
    source: Path,
    grades: Mapping[str, Grade],
    everybody: Sequence[Person],
    like: Like,
    notes: list[str],
) -> dict[str, str]:
    """Student to the page's name; of several files of one student the first is answered."""
    read = _of_canvas if like == "canvas" else _of_moodle
    tops = sorted({entry.replace("\\", "/").split("/")[0] for entry in entries})
    unsafe = [top for top in tops if not _SAFE.fullmatch(top) or not _is_text(top)]
    found = {
        one.prefix: one
        for top in reversed(tops)
        if top not in unsafe and (one := read(top)) is not None
    }
    if not found:
        raise UsageError(
            f"reading the submissions in {source}",
            expected=f"the names that {like.title()} gives",
            came=", ".join(tops[:3]) or "nothing",
            todo="give the zip as it was downloaded, and say with --like where",
        )
    by_student: dict[str, str] = {}
    # Several files of a student share name and number: they are one row here.
    people = dict.fromkeys((found[p].name, found[p].id) for p in sorted(found))
    rows = dict(enumerate(people))
    clues = {row: _clues(name, id, like) for row, (name, id) in rows.items()}
    # Who is called like another chose the name there: that costs nobody else a page.
    matched, doubts = match_the_clear(clues, everybody)
    for row, clue in matched.items():
        prefix = min(p for p, one in found.items() if (one.name, one.id) == rows[row])
        if clue.value in grades:
            by_student[clue.value] = found[prefix].page
    without = [student for student in grades if student not in by_student]
    if not by_student:
        raise UsageError(
            f"looking for the students in {source}",
            expected="a submission of at least one of the graded students",
            came=", ".join(name or id for name, id in list(people)[:3]),
            todo="name the students' folders as it does, or give names and ids in roster.csv",
        )
    notes += listed("NO PAGE FOR, because nothing there is theirs", without)
    graded = {row for row, clue in matched.items() if clue.value in grades}
    others = [row for row in rows if row not in graded and row not in doubts]
    notes += listed(
        "it is not clear whose these are", ["_".join(rows[row]) for row in sorted(doubts)]
    )
    notes += listed("not graded here", [rows[row][0] or rows[row][1] for row in others])
    notes += listed("names that are not safe, passed over", unsafe)
    return by_student


def _clues(name: str, id: str, like: Like) -> list[Clue]:
    """By what a student is known there; a number of Moodle counts in its own column alone."""
    if like == "canvas":
        return [Clue("name", name, "squashed"), Clue("number", id, own="canvas_id")]
    return [
        Clue("number", id, "own", own="moodle_participant_id"),
        Clue("name", name, "name"),
        # As `collect` calls the folder of those who share a name.
        Clue("name and number", student_file_name(f"{name}_{id}")),
    ]


def _of_canvas(top: str) -> _Named | None:
    piece = canvas_piece(top)
    if piece is None:
        return None
    (person,) = piece.people
    prefix = top.removesuffix(f"_{piece.file}")
    name = "" if person.name == person.key else person.name
    # Canvas reads the first two numbers; a last part that begins with `link` would stop it.
    return _Named(prefix, name, person.key, f"{prefix}_feedback.html")


def _of_moodle(top: str) -> _Named | None:
    one = _MOODLE.fullmatch(top)
    if one is None:
        return None
    flat = one["rest"] not in {"", "_"}
    page = f"{one['prefix']}_feedback.html" if flat else f"{top}/feedback.html"
    return _Named(one["prefix"], one["name"], one["id"], page)


def _is_text(name: str) -> bool:
    return name.encode("utf-8", "replace") == name.encode("utf-8", "surrogatepass")


def _page(results: Path, student: str) -> bytes:
    path = results / "pages" / f"{file_name(student)}.html"
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"reading the page of {student}",
            expected="a page for each report",
            came=f"{path}: {error.strerror}",
            todo="grade again into the same folder: nothing runs twice, and all pages are renewed",
        ) from error


def _zipped(pages: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(pages):
            entry = zipfile.ZipInfo(name, date_time=FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whatever this machine is
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, pages[name])
    return stream.getvalue()
