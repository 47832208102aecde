"""Takes a change of the results back, with the bytes that were there before.

Where nothing was written since, every file gets the bytes that it had. Where other results came
since, the submissions that the change moved get their earlier reports, and the rest stays. May
import the room, of the engine the history, of feedback the last run, records and errors; must never
take back what has been changed once more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from grader.course import Course
from grader.engine.marking import Marks, load_marks, remarked
from grader.engine.upheld import REGRADES, read_changes, undone
from grader.errors import GraderError, UsageError, first_of
from grader.feedback.again import found_misplaced, last_run
from grader.feedback.publish import REPORTS
from grader.feedback.text import clean_line
from grader.history.compare import Key, Reports, by_checks, by_key, same_hand_in
from grader.history.ledger import (
    BEFORE,
    Files,
    account,
    commit,
    content,
    digest,
    next_number,
    now,
    writing,
)
from grader.history.missing_marks import must_have_every_mark
from grader.history.results import Publishing, edited_by_hand, files_of, must_be_ours, results_of
from grader.json_text import from_json
from grader.records import Change, Move, SubmissionReport

_NAMED = 5


def undo(course: Course, out: Path, number: int | None = None, *, reason: str = "") -> Change:
    """Take a change back, by default the last one; what is recorded of it.

    Raises
    ------
    UsageError
        When there is no such change, it was taken back already, what it wrote has been changed
        since, or a mark that stands in a report is gone from its file: nothing is written.
    """
    with writing(out):
        changes = read_changes(out)
        change = _chosen(out, changes, number)
        before, marks = results_of(course, out), load_marks(out)
        must_have_every_mark(out, before.values(), marks)
        _untouched(change, before, changes)
        files = _files(course, out, change, before, marks)
        entry = Change(
            number=next_number(out),
            kind="undo",
            at=now(),
            by=account(),
            reason=reason.strip(),
            policy="replace",
            undoes=change.number,
            moves=tuple(map(_back, change.moves)),
        )
        recorded = commit(out, entry, files)
        return recorded or entry


def _chosen(out: Path, changes: Sequence[Change], number: int | None) -> Change:
    gone = undone(changes)
    open_ones = [c for c in changes if c.kind != "undo" and c.number not in gone]
    if number is None and open_ones:
        return open_ones[-1]
    change = next((c for c in changes if c.number == number), None)
    can = ", ".join(str(c.number) for c in open_ones) or "none"
    if change is None:
        came = "nothing to take back" if number is None else f"{number}, which is none of them"
    elif change.kind == "undo":
        came = f"{number}, which took change {change.undoes} back itself; regrade again instead"
    elif change.number in gone:
        by = gone[change.number]
        came = f"{number}, which {by.by} took back on {by.at:%Y-%m-%d %H:%M} already"
    else:
        return change
    raise UsageError(
        f"taking back a change of the results in {out}",
        expected=f"the number of a change that stands: {can}",
        came=came,
        todo="see `grader regrade --list --out DIR`",
    )


def _untouched(change: Change, reports: Reports, changes: Sequence[Change]) -> None:
    """Raise unless every submission that the change moved is as it left it."""
    moved = [move for move in change.moves if not _stands(move, reports)]
    if not moved:
        return
    names = [f"{clean_line(move.student, 60)} ({move.assignment})" for move in moved]
    gone = undone(changes)
    keys = {(move.student, move.assignment) for move in moved}
    later = [
        c.number
        for c in changes
        if c.number > change.number and c.kind != "undo" and c.number not in gone
        if any((move.student, move.assignment) in keys for move in c.moves)
    ]
    todo = "regrade instead: `grader regrade --dry-run` shows what would change"
    if later:
        todo = f"take back the later ones first: {', '.join(map(str, reversed(later)))}"
    raise UsageError(
        f"taking back change {change.number}",
        expected="the grades that it gave",
        came=f"other ones, given since then: {first_of(names, _NAMED)}",
        todo=todo,
    )


def _stands(move: Move, reports: Reports) -> bool:
    """Whether what was found counts as the move left it; marks stay whatever is taken back."""
    report = reports.get((move.student, move.assignment))
    if report is None or move.after is None:
        return report is None and move.after is None
    return by_checks(report) == move.after.model_copy(update={"marks": {}})


def _files(course: Course, out: Path, change: Change, before: Reports, marks: Marks) -> Files:
    """What undoing the change writes; marks that people gave since then stay."""
    earlier = list({**before, **_earlier_reports(out, change, before)}.values())
    marked = remarked(earlier, marks.holding)
    exactly = _exactly(out, change)
    if exactly is not None and marked == earlier:
        return exactly
    must_be_ours(f"taking back change {change.number}", edited_by_hand(out))
    facts = last_run(out)
    about = Publishing(course.title, course.assignments, facts, found_misplaced(out))
    return dict(files_of(out, marked, about))


def _exactly(out: Path, change: Change) -> Files | None:
    """The bytes that were there before; None where a file is not as the change left it."""
    files: dict[str, bytes | None] = {}
    for name, was in change.files.items():
        if digest(content(out / name)) != was.after:
            return None
        files[name] = content(_kept(out, change, name))
        if digest(files[name]) != was.before:
            return None
    return files


def _kept(out: Path, change: Change, name: str) -> Path:
    return out / REGRADES / f"{change.number:04}" / BEFORE / name


def _earlier_reports(out: Path, change: Change, now: Reports) -> dict[Key, SubmissionReport]:
    """What the change replaced, but for what it did not move and is other than then."""
    moved = {(move.student, move.assignment) for move in change.moves}
    found = _kept_reports(out, change)
    return {
        key: report
        for key, report in found.items()
        if key in moved
        or (
            key in change.covered
            and key in now
            and by_checks(now[key]) == by_checks(report)
            and same_hand_in(now[key], report)
        )
    }


def _kept_reports(out: Path, change: Change) -> dict[Key, SubmissionReport]:
    """Every report in the files that the change replaced."""
    found: dict[Key, SubmissionReport] = {}
    names = [name for name, was in change.files.items() if was.before and name.startswith(REPORTS)]
    for path in (_kept(out, change, name) for name in names):
        try:
            rows = from_json(path.read_bytes())["reports"]
            found |= by_key(SubmissionReport.model_validate_json(json.dumps(row)) for row in rows)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GraderError(
                f"reading what was there before change {change.number}: {path}",
                expected="the reports that the change replaced",
                came=f"{type(error).__name__}: {error}".partition("\n")[0],
                todo="put the file back from a backup, or regrade with the earlier checks",
            ) from error
    return found


def _back(move: Move) -> Move:
    """The move in the other direction; one that took a report away brings it back."""
    if move.after is None:
        return move.model_copy(update={"after": move.before, "why": ("its report is back",)})
    return Move(
        student=move.student,
        assignment=move.assignment,
        before=move.after,
        after=move.before,
        why=("as it was before",),
    )
