"""What a plain grading replaces: other grades for the same hand-ins are told, and kept.

May import the room, of the engine marks and holds, of feedback how reports are published, records;
must never stop a grading because grades change, but where marks by hand are gone from their file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import Course
from grader.engine.marking import load_marks, remarked
from grader.engine.upheld import load_holds, uphold
from grader.feedback.again import found_misplaced, keep_misplaced, last_run
from grader.feedback.pages import shown_on
from grader.feedback.publish import PAGES, Published, published, staying, write_file
from grader.feedback.report_files import earlier_reports, file_name
from grader.history.compare import (
    OTHERWISE,
    Key,
    Reports,
    by_key,
    gone,
    lost_marks,
    marks_that_were_lost,
    moves,
    same_hand_in,
)
from grader.history.ledger import account, commit, content, next_number, now, writing
from grader.history.missing_marks import must_have_every_mark
from grader.history.results import Publishing, edited_by_hand, files_of
from grader.records import Change, Move, SubmissionReport

BY_HAND = "its report was edited by hand"


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a grading replaced beside writing its results."""

    published: Published
    reports: tuple[SubmissionReport, ...] = ()
    """What was graded now, in its order, as it was written: with what others did meanwhile."""
    moves: tuple[Move, ...] = ()
    """Hand-ins that count for something else than before, or that are gone."""
    edited: tuple[str, ...] = ()
    """Files of reports that somebody had edited by hand."""
    taken_over: tuple[str, ...] = ()
    """Those of them in which something stays as it was edited: it was not graded now."""
    change: int | None = None
    """Under which number what was there before is kept; None where nothing had to be."""
    lost_marks: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    """Assignment, manual question and why marks of it count no more; of how many students."""
    without_report: tuple[Key, ...] = ()
    """Results that a page showed and no report has: somebody took the report away."""


def publish_graded(
    reports: Sequence[SubmissionReport],
    out: Path,
    *,
    graded_now: Iterable[str],
    publishing: Publishing,
    only: Collection[str] = (),
) -> Replaced:
    """Write everything that a grading gave, as `feedback.publish.publish`.

    Where `only` names students, the earlier reports of all others stay.

    Where a hand-in that is the same has another grade than before, where one is gone, or where a
    report was edited by hand, this is one transaction that keeps what was there before.

    Raises
    ------
    UsageError
        When a mark stands in a report and is gone from its file, or an earlier report cannot be
        read: nothing is written.
    """
    fresh = set(graded_now)
    with writing(out):
        # Once more, inside the lock: somebody may have regraded or marked since the grading began.
        earlier, marks = earlier_reports(out), load_marks(out)
        must_have_every_mark(out, (report for found in earlier.values() for report in found), marks)
        reports = remarked(uphold(reports, load_holds(out)), marks.holding)
        settled = tuple(reports)
        graded = by_key(settled)
        everything = [*staying(earlier, fresh, only), *reports]
        before = by_key(report for found in earlier.values() for report in found)
        ours = {f"{file_name(report.student)}.json" for report in (*everything, *before.values())}
        edited = tuple(name for name in edited_by_hand(out) if name in ours)
        after = by_key(everything)
        moved = [_named(move, edited) for move in _moved(before, after, fresh)]
        unproved = _taken_over(everything, graded, edited)
        unreported = _without_report(out, earlier, everything, publishing.assignments)
        files = files_of(out, everything, publishing, unproved)
        number = None
        if moved or edited:
            change = Change(
                number=next_number(out),
                kind="grade",
                at=now(),
                by=account(),
                reason="",
                policy="replace",
                moves=tuple(moved),
            )
            kept = commit(out, change, dict(files))
            number = kept.number if kept else None
        else:
            _write(out, files)
        if not only:
            keep_misplaced(out, publishing.without)
    still = tuple(sorted(f"{file_name(student)}.json" for student in unproved))
    return Replaced(
        published(out, everything),
        settled,
        tuple(moved),
        edited,
        still,
        number,
        marks_that_were_lost(before, after),
        unreported,
    )


def publish_again(course: Course, out: Path, reports: Iterable[SubmissionReport]) -> None:
    """Write what these reports make of the folder, where it differs, as part of the last run.

    For whoever changes what reports say without grading; to be called while `writing`. What was
    edited by hand stays known as that.
    """
    said = Publishing(course.title, course.assignments, last_run(out), found_misplaced(out))
    everything = list(reports)
    unproved = _taken_over(everything, {}, edited_by_hand(out))
    files = files_of(out, everything, said, unproved)
    _write(out, [(path, data) for path, data in files if data is not None])


def _named(move: Move, edited: Collection[str]) -> Move:
    """The move with its first reason where somebody had edited what was there before."""
    if f"{file_name(move.student)}.json" not in edited:
        return move
    return move.model_copy(update={"why": (BY_HAND, *(w for w in move.why if w != OTHERWISE))})


def _taken_over(
    everything: Iterable[SubmissionReport], graded: Reports, edited: Collection[str]
) -> set[str]:
    """Students with a report that stands in an edited file and was not graded now."""
    return {
        report.student
        for report in everything
        if f"{file_name(report.student)}.json" in edited
        and (report.student, report.assignment) not in graded
    }


def _without_report(
    out: Path,
    earlier: Collection[str],
    everything: Iterable[SubmissionReport],
    assignments: Iterable[str],
) -> tuple[Key, ...]:
    """What the pages of students show that had no report, and will show no more."""
    new = [report for report in everything if file_name(report.student) not in earlier]
    made = {(report.student, report.assignment) for report in new}
    found = []
    for student in sorted({report.student for report in new}):
        page = content(out / PAGES / f"{file_name(student)}.html") or b""
        shown = shown_on(page.decode("utf-8", "replace"), assignments)
        found += [(student, name) for name in shown if (student, name) not in made]
    return tuple(found)


def _moved(before: Reports, after: Reports, fresh: set[str]) -> list[Move]:
    """Hand-ins that are the same and count for something else, and those that are gone.

    A mark is to stay whatever is handed in, so a new hand-in that has lost one is among them.
    """
    told = {
        key: report
        for key, report in after.items()
        if key in before and (same_hand_in(before[key], report) or lost_marks(before[key], report))
    }
    left = [key for key in before if key[1] in fresh and key not in after]
    return [*gone(before, left), *moves(before, told)]


def _write(out: Path, files: Iterable[tuple[str, bytes | None]]) -> None:
    """Make the files so, where they differ: to wait for the disk costs more than to read."""
    for path, data in files:
        if data is None:
            (out / path).unlink(missing_ok=True)
        elif content(out / path) != data:
            write_file(out / path, data)
