"""Marks into a folder of results, and reports, pages and summary after them.

Whoever enters marks holds the folder while checking, adding and publishing, so that two readers
never lose each other's. May import everything that this room may; must never run a submission.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.course.models import Course
from grader.engine.marking import MARKS, Marks, add_marks, load_marks, remarked
from grader.errors import UsageError
from grader.feedback.text import clean_line
from grader.history.ledger import writing
from grader.history.missing_marks import Stands, gone_from_file, missing_marks
from grader.history.replacing import publish_again
from grader.history.results import edited_by_hand, must_be_ours, results_of
from grader.marking.rows import Change, Checked, Desk, check_files
from grader.marking.seal import open_seal
from grader.records import SubmissionReport

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Results:
    """What a folder of results holds for marking."""

    out: Path
    reports: tuple[SubmissionReport, ...]
    marks: Marks
    missing: tuple[Stands, ...] = ()
    """Marks that stand in the reports as they were published, and are gone from their file."""


def open_results(course: Course, out: Path) -> Results:
    """The reports and the marks of a folder of results.

    Raises
    ------
    UsageError
        When it is no such folder, is another course's, or a file in it cannot be read.
    GraderError
        When the marks are damaged.
    """
    reports = results_of(course, out)
    marks = load_marks(out)
    missing = missing_marks(out, reports.values(), marks)
    return Results(out, tuple(remarked(reports.values(), marks.holding)), marks, missing)


@contextlib.contextmanager
def entering(course: Course, out: Path) -> Iterator[Results]:
    """What marks are entered into, as it stays until that is done.

    Raises
    ------
    UsageError, GraderError
        As `open_results`, and where a report was edited by hand.
    """
    open_results(course, out)  # raises before anything is made in a folder that is none
    with writing(out):
        must_be_ours(f"entering marks into {out}", edited_by_hand(out))
        yield open_results(course, out)


def enter_files(
    course: Course,
    out: Path,
    paths: Sequence[Path],
    *,
    reader: str,
    at: datetime,
    overwrite: bool = False,
    dry_run: bool = False,
) -> Checked:
    """Enter what the tables say, all of it or nothing, and publish the reports again.

    Parameters
    ----------
    at:
        When the marks are given; an aware time.
    overwrite:
        Replace marks of the same answers that another reader gave.
    dry_run:
        Only say what would change.

    Raises
    ------
    UsageError
        When a row is wrong, or a mark of another reader would be replaced without `overwrite`.
    """
    with entering(course, out) as results:
        by_key = {(each.student, each.assignment): each for each in results.reports}
        desk = Desk(course, by_key, results.marks.holding, open_seal(out), reader, at)
        checked = check_files(desk, paths)
        enter(course, results, checked.changes, overwrite=overwrite, dry_run=dry_run)
    return told_of_tail(results, checked)


def told_of_tail(results: Results, checked: Checked) -> Checked:
    """The same, with a word about a last line of the marks that was cut off."""
    if not results.marks.cut_off:
        return checked
    note = f"{MARKS} ended in a line that was cut off: look for a mark that is missing"
    return dataclasses.replace(checked, notes=(*checked.notes, note))


def enter(
    course: Course,
    results: Results,
    changes: Sequence[Change],
    *,
    overwrite: bool = False,
    dry_run: bool = False,
) -> None:
    """Add the marks and publish the reports that follow; to be called while `entering`.

    Raises
    ------
    UsageError
        When a mark would be replaced without `overwrite`, or a report would be published without
        one that is gone from its file and not among these.
    """
    conflicts = [change for change in changes if change.conflict]
    if conflicts and not (overwrite or dry_run):
        raise _another_reader(conflicts)
    entered = {change.mark.key for change in changes}
    missing = [each for each in results.missing if each.key not in entered]
    if missing:
        raise gone_from_file(results.out, missing, cut_off=results.marks.cut_off)
    if dry_run:
        return
    add_marks(results.out, [change.mark for change in changes])
    # Even where no mark is new: an earlier run may have ended between adding and publishing.
    publish_again(course, results.out, open_results(course, results.out).reports)


def _another_reader(conflicts: Sequence[Change]) -> UsageError:
    lines = []
    for change in conflicts[:_SHOWN]:
        before = change.before
        assert before is not None
        given = "nothing" if before.points is None else f"{before.points:g}"
        who = clean_line(before.reader)
        lines.append(f"{change.where}: {change.shown} has {given} from {who}, {before.at:%Y-%m-%d}")
    if len(conflicts) > _SHOWN:
        lines.append(f"and {len(conflicts) - _SHOWN} more")
    return UsageError(
        "entering marks",
        expected="answers that nobody else has marked",
        came="\n            ".join(lines),
        todo="agree with them, and take these lines out or give --overwrite; nothing was written",
    )
