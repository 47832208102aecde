"""Takes a change of the results back: whom it moved gets the earlier report, nobody else moves.

Where the change wrote nothing of another hand-in beside, and nothing was written since, every file
gets the bytes that it had. May import the room, of the engine the history, of feedback the last
run, records and errors; must never take back what has been changed once more, nor put the report of
an earlier hand-in in the place of one that the change did not name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.course import Course
from grader.engine.marking import load_marks, remarked
from grader.engine.upheld import REGRADES, read_changes, undone
from grader.errors import GraderError, UsageError, first_of
from grader.feedback.again import found_misplaced, last_run
from grader.feedback.report_files import REPORTS, report_path
from grader.feedback.text import clean_line
from grader.history.compare import (
    EARLIER_HAND_IN,
    Key,
    Reports,
    by_checks,
    by_key,
    moved,
    moves,
    same_hand_in,
    standing,
)
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
        present, marks = results_of(course, out), load_marks(out)
        must_have_every_mark(out, present.values(), marks)
        kept = _kept_reports(out, change)
        _untouched(change, present, kept, changes)
        # Marked as of now: what people marked since then stays.
        earlier = by_key(remarked(kept.values(), marks.holding))
        back = {key: earlier[key] for key in _keys_back(out, change, present, earlier)}
        after = {**by_key(remarked(present.values(), marks.holding)), **back}
        files = _exactly(out, change) if after == _as_it_was(change, present, kept) else None
        entry = Change(
            number=next_number(out),
            kind="undo",
            at=now(),
            by=account(),
            reason=reason.strip(),
            policy="replace",
            undoes=change.number,
            moves=_moves(change, present, after),
        )
        recorded = commit(out, entry, files or _anew(course, out, change, after, back))
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


def _untouched(change: Change, present: Reports, kept: Reports, changes: Sequence[Change]) -> None:
    """Raise unless every submission that the change moved is as it left it."""
    gone = undone(changes)
    later = {
        c.number: {(move.student, move.assignment) for move in c.moves}
        for c in changes
        if c.number > change.number and c.kind != "undo" and c.number not in gone
    }
    found = {}
    for move in change.moves:
        key = (move.student, move.assignment)
        anew = not _of_the_hand_in(move, present.get(key), kept[key])
        if (
            anew
            or not _counts(move, present.get(key))
            or any(key in keys for keys in later.values())
        ):
            found[key] = "; handed in anew" if anew else ""
    if not found:
        return
    names = [f"{clean_line(who, 60)} ({what}{anew})" for (who, what), anew in found.items()]
    above = [str(number) for number, keys in later.items() if not keys.isdisjoint(found)]
    todo = "put back what the change was made for and regrade instead: `grader regrade --dry-run` "
    todo += "shows what would change"
    if above:
        todo = f"take back the later ones first: {', '.join(reversed(above))}"
    raise UsageError(
        f"taking back change {change.number}",
        expected="the grades that it gave, of the hand-ins that it graded",
        came=f"other ones, given since then: {first_of(names, _NAMED)}",
        todo=todo,
    )


def _counts(move: Move, report: SubmissionReport | None) -> bool:
    """Whether what was found counts as the move left it; marks stay whatever is taken back."""
    if report is None or move.after is None:
        return report is None and move.after is None
    return by_checks(report) == move.after.model_copy(update={"marks": {}})


def _of_the_hand_in(move: Move, report: SubmissionReport | None, earlier: SubmissionReport) -> bool:
    """Whether the report is of the hand-in that the move left; without its digest, of `earlier`."""
    left = earlier.model_copy(update={"digest": move.digest or earlier.digest})
    return report is None or same_hand_in(left, report)


def _keys_back(out: Path, change: Change, present: Reports, earlier: Reports) -> Iterator[Key]:
    """Whose earlier reports come back: all that the change moved, and others whom none moves.

    Of the others those that it graded, or whose files nobody has written since.
    """
    named = {(move.student, move.assignment) for move in change.moves}
    for key, report in earlier.items():
        its = key in change.covered or _as_left(out, change, report_path(key[0]))
        if key in named or (its and key in present and _counts_alike(present[key], report)):
            yield key


def _counts_alike(present: SubmissionReport, earlier: SubmissionReport) -> bool:
    return same_hand_in(present, earlier) and not moved(present, earlier)


def _moves(change: Change, present: Reports, after: Reports) -> tuple[Move, ...]:
    """Everybody whose grade moves now; a report that the change took away is back."""
    there = [
        move.model_copy(
            update={
                "after": standing(after[move.student, move.assignment]),
                "why": ("its report is back",),
                "digest": after[move.student, move.assignment].digest,
            }
        )
        for move in change.moves
        if move.after is None
    ]
    return (*there, *(_told(move, present, after) for move in moves(present, after)))


def _told(move: Move, present: Reports, after: Reports) -> Move:
    key = (move.student, move.assignment)
    anew = () if same_hand_in(present[key], after[key]) else (EARLIER_HAND_IN,)
    return move.model_copy(update={"why": ("as it was before", *anew)})


def _as_it_was(change: Change, present: Reports, kept: Reports) -> dict[Key, SubmissionReport]:
    """Every report as the change found it, where nothing was written since."""
    files = change.files
    others = {key: one for key, one in present.items() if report_path(key[0]) not in files}
    return {**others, **kept}


def _exactly(out: Path, change: Change) -> Files | None:
    """The bytes that were there before; None where a file is not as the change left it."""
    files = {name: content(_kept(out, change, name)) for name in change.files}
    same = (_as_left(out, change, name) for name in files)
    whole = (digest(data) == change.files[name].before for name, data in files.items())
    return files if all(same) and all(whole) else None


def _as_left(out: Path, change: Change, name: str) -> bool:
    was = change.files.get(name)
    return was is not None and digest(content(out / name)) == was.after


def _anew(course: Course, out: Path, change: Change, after: Reports, back: Reports) -> Files:
    """The files that these reports make; an edit by hand that comes back stays known as one."""
    must_be_ours(f"taking back change {change.number}", edited_by_hand(out))
    edited = {f"{REPORTS}/{name}" for name in edited_by_hand(_kept(out, change, ""))}
    unproved = {key[0] for key in back if report_path(key[0]) in edited}
    about = Publishing(course.title, course.assignments, last_run(out), found_misplaced(out))
    return dict(files_of(out, after.values(), about, unproved))


def _kept(out: Path, change: Change, name: str) -> Path:
    return out / REGRADES / f"{change.number:04}" / BEFORE / name


def _kept_reports(out: Path, change: Change) -> dict[Key, SubmissionReport]:
    """Every report in the files that the change replaced."""
    found: dict[Key, SubmissionReport] = {}
    names = [name for name, was in change.files.items() if was.before and name.startswith(REPORTS)]
    for name in names:
        path = _kept(out, change, name)
        try:
            data = path.read_bytes()
            if digest(data) != change.files[name].before:
                raise ValueError("other bytes than were put there")
            rows = from_json(data)["reports"]
            found |= by_key(SubmissionReport.model_validate_json(json.dumps(row)) for row in rows)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GraderError(
                f"reading what was there before change {change.number}: {path}",
                expected="the reports that the change replaced",
                came=f"{type(error).__name__}: {error}".partition("\n")[0],
                todo="put the file back from a backup, or regrade with the earlier checks",
            ) from error
    return found
