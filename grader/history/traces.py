"""Where something of a student is kept, each place with words for people and how to empty it.

May import the course, intake, of the engine the journals, of feedback the file names, the errors
and the room; must never follow a link, nor take a name for a part of a path.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from grader.course import Course
from grader.course.roster import load_roster, roster_file
from grader.engine.journal import journals_of, read_journals
from grader.engine.marking import MARKS
from grader.engine.upheld import CHANGE_FILE, REGRADES, read_changes
from grader.errors import first_of
from grader.feedback.again import MISPLACED, found_misplaced, keep_misplaced
from grader.feedback.publish import INDEX, PAGES
from grader.feedback.report_files import REPORTS, file_name, reports_in
from grader.feedback.text import count
from grader.files import UNFINISHED
from grader.history.ledger import BEFORE
from grader.history.rows import (
    drop_lines,
    drop_rows,
    lines_of,
    rows_of,
    without_student,
    write_json,
)
from grader.intake.laying import LISTING_SCHEMA, read_listing
from grader.intake.students import LISTING
from grader.records import CHANGE_SCHEMA, Change, to_json

DELETED = "(deleted)"
"""What stands in a reason where it named the student."""
_ROWS = 20
"""How many rows of a sheet are named."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One place that names the student or holds what they wrote."""

    path: Path
    what: str
    remove: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look."""

    course: Course
    out: Path
    submissions: Path | None = None
    folders: Sequence[Path] = ()
    """Folders with a folder for each student, such as nbgrader's `autograded`."""
    sheets: bool = False
    """Whether `roster.csv` and `extensions.csv` are meant too."""


def traces(places: Places, student: str) -> list[Trace]:
    """Everything that is kept of the student in those places."""
    return [
        *_lines(places.out, student),
        *_files(places.out, student),
        *_changes(places.out, student),
        *_misplaced(places.out, student),
        *_hand_ins(places, student),
        *(_sheets(places.course, student) if places.sheets else ()),
        *_left_over(places),
    ]


def left_alone(places: Places, student: str) -> list[Path]:
    """Sheets of the course that name the student and are not asked for."""
    if places.sheets:
        return []
    return [trace.path for trace in _sheets(places.course, student)]


def known_students(places: Places) -> set[str]:
    """Everybody of whom one of the places knows."""
    known = set(load_roster(places.course).students)
    for path in _journals(places.out):
        known |= {str(r["student"]) for r in read_journals([path]) if r.get("student")}
    known |= {report.student for report in reports_in(places.out)}
    for change in read_changes(places.out):
        known |= {move.student for move in change.moves} | {key[0] for key in change.covered}
    for folder in _student_folders(places):
        known |= {_nfc(path.name) for path in _inside(folder) if path.is_dir()}
    if places.submissions:
        known |= {str(entry["student"]) for entry in read_listing(places.submissions)}
    return known


def _journals(out: Path) -> list[Path]:
    marks = out / MARKS
    return [*journals_of(out), *([marks] if marks.exists() else [])]


def _lines(out: Path, student: str) -> Iterator[Trace]:
    for path in _journals(out):
        lines = lines_of(path, student)
        if lines:
            yield Trace(path, count(lines, "line"), partial(drop_lines, path, student))


def _files(out: Path, student: str) -> Iterator[Trace]:
    name = file_name(student)
    for path, what in (
        (out / PAGES / f"{name}.html", "the student's page"),
        (out / REPORTS / f"{name}.json", "the student's reports"),
    ):
        if path.exists():
            yield Trace(path, what, path.unlink)


def _changes(out: Path, student: str) -> Iterator[Trace]:
    """In the history: entries, kept files, and class lists, which name everybody."""
    name = file_name(student)
    for change in read_changes(out):
        folder = out / REGRADES / f"{change.number:04}"
        cleaned = _without(change, student)
        if cleaned != change:
            document = {"schema": CHANGE_SCHEMA, **to_json(cleaned)}
            path = folder / CHANGE_FILE
            yield Trace(path, "what the entry says", partial(write_json, path, document))
        for kept in (f"{REPORTS}/{name}.json", f"{PAGES}/{name}.html", INDEX):
            path = folder / BEFORE / kept
            if path.exists():
                what = "the class list as it was" if kept == INDEX else "as it was before"
                yield Trace(path, what, path.unlink)


def _without(change: Change, student: str) -> Change:
    name = file_name(student)
    own = {f"{REPORTS}/{name}.json", f"{PAGES}/{name}.html"}
    word = re.compile(rf"(?<!\w){re.escape(student)}(?!\w)")
    return change.model_copy(
        update={
            "reason": word.sub(DELETED, change.reason),
            "covered": tuple(key for key in change.covered if key[0] != student),
            "moves": tuple(move for move in change.moves if move.student != student),
            "holds": tuple(hold for hold in change.holds if hold.student != student),
            "files": {path: was for path, was in change.files.items() if path not in own},
        }
    )


def _misplaced(out: Path, student: str) -> Iterator[Trace]:
    found = found_misplaced(out)
    kept = {
        name: tuple(n for n in names if n != student and not n.startswith(f"{student} (it has "))
        for name, names in found.items()
    }
    if kept != found:
        fewer = {name: names for name, names in kept.items() if names}
        yield Trace(out / MISPLACED, "a folder's name", partial(keep_misplaced, out, fewer))


def _hand_ins(places: Places, student: str) -> Iterator[Trace]:
    for folder in _student_folders(places):
        for path in _inside(folder):
            if _nfc(path.name) == student:
                if path.is_symlink() or not path.is_dir():
                    yield Trace(path, "a link or a file", path.unlink)
                else:
                    n = sum(each.is_file() for each in path.rglob("*"))
                    yield Trace(path, count(n, "file"), partial(shutil.rmtree, path))
    if places.submissions:
        path = places.submissions / LISTING
        kept, changed = without_student(read_listing(places.submissions), student)
        if changed:
            document = {"schema": LISTING_SCHEMA, "hand_ins": kept}
            yield Trace(
                path, count(changed, "entry", "entries"), partial(write_json, path, document)
            )


def _left_over(places: Places) -> Iterator[Trace]:
    """Half-written files of programs that were killed; nobody writes there now."""
    found = [*places.out.rglob(UNFINISHED + "*"), *places.out.rglob(".*.jsonl.new")]
    if places.submissions:
        found += places.submissions.glob(UNFINISHED + "*")
    if places.sheets:
        found += places.course.root.glob(UNFINISHED + "*")
    for path in found:
        if path.is_file() and not path.is_symlink():
            gone = partial(path.unlink, missing_ok=True)
            yield Trace(path, "left by a killed program", gone)


def _student_folders(places: Places) -> list[Path]:
    named = [places.submissions] if places.submissions else []
    return [folder for folder in (*named, *places.folders) if folder.is_dir()]


def _inside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _sheets(course: Course, student: str) -> Iterator[Trace]:
    """Rows of the sheets, each read as a grading reads it: a word may be another student's too."""
    roster = load_roster(course)

    def is_listed(named: str) -> bool:
        return named == student

    def is_extended(named: str) -> bool:
        one = roster.find(named)
        return student == (one.student if one else named)

    # The roster last: it says under which other names the student stands in the other sheet.
    for path, is_theirs in ((course.extensions, is_extended), (roster_file(course), is_listed)):
        rows = rows_of(path, is_theirs)
        if rows:
            what = f"{count(len(rows), 'row')} ({first_of(rows, _ROWS)})"
            yield Trace(path, what, partial(drop_rows, path, is_theirs))


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)
