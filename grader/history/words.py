"""A change of the results in words, for terminals; everything that came from outside is cleaned.

May import the records, of feedback how text is cleaned, of the engine why a mark is not in force,
and the room; must never print.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from grader.engine.marking import GONE
from grader.errors import first_of
from grader.feedback.text import clean_line, count, points
from grader.history.compare import (
    EARLIER_HAND_IN,
    NEW_HAND_IN,
    by_checks,
    checks_that_changed,
    difference,
    marks_that_were_lost,
)
from grader.history.regrade import Plan
from grader.history.replacing import Replaced
from grader.records import Change, Hold, Move, Standing

_SHOWN = 20


def told(replaced: Replaced) -> Iterator[str]:
    """What a person must know of the grades that a grading replaced, a line each."""
    stayed = [move for move in replaced.moves if move.after is not None]
    changed = [move for move in stayed if NEW_HAND_IN not in move.why]
    anew = [move for move in stayed if NEW_HAND_IN in move.why]
    lost = [move for move in replaced.moves if move.after is None]
    if changed:
        n = count(len(changed), "submission")
        yield f"OTHER GRADES than before, though the hand-ins are the same: {n}"
        yield from _listed(changed)
    if anew:
        n = count(len(anew), "submission")
        yield f"MARKS BY HAND that do not count as before, beside a new hand-in: {n}"
        yield from _listed(anew)
    yield from _without_marks(replaced.lost_marks)
    if lost:
        yield f"NO HAND-IN any more, so no report: {count(len(lost), 'submission')}"
        yield from _listed(lost)
    if replaced.without_report:
        whose = [f"{clean_line(who, 60)} ({name})" for who, name in replaced.without_report]
        again = sorted({name for _, name in replaced.without_report})
        yield f"NO REPORT of results that pages show: {first_of(whose, _SHOWN)}"
        yield f"  somebody took it away; `grader grade {' '.join(again)}` makes it again"
    if replaced.edited:
        names = ", ".join(clean_line(name, 80) for name in replaced.edited[:_SHOWN])
        yield f"EDITED BY HAND, so that it did not follow from the journal: {names}"
        yield "  what was graded now is written anew, and the edited files are kept"
    if replaced.taken_over:
        names = ", ".join(clean_line(name, 80) for name in replaced.taken_over[:_SHOWN])
        yield f"  not graded now, so as it was edited: other assignments in {names}"
    if replaced.change is not None:
        yield (
            f"what was there before is kept as change {replaced.change}: `grader regrade --list "
            f"--out DIR` tells more, `grader regrade --undo {replaced.change} --out DIR` puts it "
            "back"
        )


def _without_marks(lost: Mapping[tuple[str, str, str], int]) -> Iterator[str]:
    """Whose marks count otherwise in a changed assignment, and what to do, two lines a question."""
    for (assignment, question, why), n in sorted(lost.items()):
        where = f"{clean_line(assignment, 60)} {clean_line(question, 60)}"
        yield f"MARKS BY HAND that do not count as before: {where}, {count(n, 'student')}: {why}"
        todo = (
            "put its id back in assignment.toml and source.py, or hand the answers out under "
            "another id with `grader manual export`"
            if why == GONE
            else "let it pay as much as before, or hand the answers out again with `grader manual "
            "export --only all`"
        )
        yield f"  {todo} and mark them anew; no mark is deleted"


def _listed(moves: Sequence[Move]) -> Iterator[str]:
    yield from _some([move_in_short(move) for move in moves])


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  and {len(lines) - _SHOWN} more"


def _kept(made: Plan, hold: Hold) -> str:
    key = (hold.student, hold.assignment)
    graded, kept = (counted(by_checks(reports[key])) for reports in (made.afresh, made.after))
    who = f"{clean_line(hold.student, 60)} ({clean_line(hold.assignment, 60)})"
    return f"{who}: {kept}, where the checks give {graded} now"


def about_plan(made: Plan, *, applied: bool) -> Iterator[str]:
    """What a person must know of a regrade beside who moves, a line each."""
    same = len(made.change.covered) - len(made.moves)
    they = count(len(made.change.covered), "submission")
    move = "moved" if applied else "would move"
    yield f"{they} compared: {len(made.moves)} {move}, {same} {'' if applied else 'would '}stay"
    for (assignment, check, was, now), n in checks_that_changed(made.before, made.afresh).items():
        way = f"new and {now}" if was == "new" else f"{was} before, {now} now"
        where = f"{clean_line(assignment, 60)} {clean_line(check, 120)}"
        yield f"  {where}: {way} in {count(n, 'submission')}"
    if made.change.holds:
        kept = count(len(made.change.holds), "submission")
        yield f"{kept} with earlier points that stand, by {made.change.policy}:"
        yield from _some([_kept(made, hold) for hold in made.change.holds])


def unplanned(made: Plan) -> Iterator[str]:
    """What a regrade could not look at, or found other than it was left, and marks that it ends."""
    yield from _without_marks(marks_that_were_lost(made.before, made.after))
    for words, keys in (
        ("NOT GRADED AGAIN, by our fault; the earlier reports stand", made.not_regraded),
        ("no hand-in any more; the earlier reports stand", made.no_hand_in),
        ("handed in and never graded here, so left to `grader grade`", made.no_report),
    ):
        if keys:
            names = [f"{clean_line(who, 60)} ({clean_line(what, 60)})" for who, what in keys]
            yield f"{words}: {first_of(names, _SHOWN)}"
    if made.edited:
        yield (
            "EDITED BY HAND, so that its numbers do not follow from the journal: "
            f"{', '.join(clean_line(name, 80) for name in made.edited[:_SHOWN])}"
        )


def taken_back(change: Change) -> Iterator[str]:
    """What a person must know of an undo beside who moves, a line each."""
    back = [move for move in change.moves if EARLIER_HAND_IN in move.why]
    if back:
        names = [f"{clean_line(m.student, 60)} ({clean_line(m.assignment, 60)})" for m in back]
        yield (
            f"BACK AT AN EARLIER HAND-IN: {first_of(names, _SHOWN)}; `grader grade` grades what is "
            "handed in now"
        )


def move_in_short(move: Move) -> str:
    """One line: who, in what, from what to what, and why."""
    who = f"{clean_line(move.student, 60)} ({clean_line(move.assignment, 60)})"
    return f"{who}: {counted(move.before)} → {counted(move.after)}; {why(move)}"


def counted(standing: Standing | None) -> str:
    """What counts of a standing, in a word."""
    if standing is None:
        return "no report"
    if standing.final is None:
        return "no grade" if standing.score is None else "excused"
    by_hand = sum(standing.marks.values())
    return points(standing.final) + (f" + {points(by_hand)} by hand" if standing.marks else "")


def by_how_much(move: Move) -> str:
    """The difference in points with its sign; a dash where there is no number."""
    grown = difference(move)
    if grown is None:
        return "-"
    sign = "+" if grown > 0 else "-" if grown < 0 else "±"
    return f"{sign}{points(abs(grown))}"


def why(move: Move) -> str:
    """The reasons on one line."""
    return "; ".join(clean_line(reason, 300) for reason in move.why)


def title(change: Change) -> str:
    """One line for the history: number, when, who, what, how many, and why."""
    ups = Counter(by_how_much(move)[0] for move in change.moves)
    moved = count(len(change.moves), "submission")
    detail = ", ".join(
        f"{ups[sign]} {words}" for sign, words in (("+", "up"), ("-", "down")) if ups[sign]
    )
    what: str = change.kind
    if change.undoes is not None:
        what = f"undo of {change.undoes}"
    elif change.kind == "regrade":
        what = f"regrade, {change.policy}"
    reason = f": {clean_line(change.reason, 200)}" if change.reason else ""
    when = f"{change.at:%Y-%m-%d %H:%M %Z}".rstrip()
    moved += f" moved ({detail})" if detail else " moved"
    if change.holds:
        moved += f", {len(change.holds)} kept earlier points"
    return f"{change.number}  {when}  {clean_line(change.by, 40)}  {what}  {moved}{reason}"
