"""Points of an earlier grading that a regrade lets stand, and how a report takes them.

The decisions lie in `regrades/<number>/change.json` of a results folder; they are bound to the
student's hand-in, so a new one is graded afresh. Pure but for reading those files. May import
records and errors; must never write.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pydantic import ValidationError

from grader.errors import GraderError
from grader.json_text import from_json
from grader.records import (
    CHANGE_SCHEMA,
    Change,
    Hold,
    QuestionReport,
    RegradePolicy,
    SubmissionReport,
    Upheld,
)

REGRADES = "regrades"
"""The folder of the history, inside a results folder."""
CHANGE_FILE = "change.json"
FLAG = "upheld"
"""On a report whose points are not those that its checks give."""
_ROUNDING = Fraction(1, 10**9)
"""Points that differ by less are the same: shares of a question are rounded."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A hold, and the change that decided it."""

    hold: Hold
    change: Change


Holds = Mapping[tuple[str, str], InForce]
"""By student and assignment."""


def read_changes(out: Path) -> tuple[Change, ...]:
    """The history of a results folder in order; empty where nothing was changed.

    Raises
    ------
    GraderError
        When an entry is damaged: points that it lets stand would be lost in silence.
    """
    home = out / REGRADES
    try:
        numbers = sorted((name for name in os.listdir(home) if name.isdecimal()), key=int)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _unreadable(
            home, error, "correct its permissions, or run this as the account that grades"
        ) from error
    return tuple(_read(home / name / CHANGE_FILE) for name in numbers)


def _read(path: Path) -> Change:
    try:
        document = from_json(path.read_bytes())
        if not isinstance(document, dict) or document.pop("schema", None) != CHANGE_SCHEMA:
            raise ValueError(f"no {CHANGE_SCHEMA}")
        change = Change.model_validate_json(json.dumps(document))
        if change.number != int(path.parent.name):
            raise ValueError(f"the number {change.number}")
        return change
    except (OSError, ValueError, AttributeError) as error:
        raise _unreadable(path, error, "put the file back from a backup") from error


def _unreadable(path: Path, error: Exception, todo: str) -> GraderError:
    came = f"{type(error).__name__}: {error}"
    if isinstance(error, ValidationError):
        came = f"a record with {error.error_count()} mistakes"
    return GraderError(
        f"reading {path}",
        expected="an entry of the history as `grader regrade` writes it",
        came=came,
        todo=f"{todo}; without it, points that it lets stand would be lost",
    )


def undone(changes: Iterable[Change]) -> dict[int, Change]:
    """The number of each change that was taken back, with the entry that did it."""
    return {change.undoes: change for change in changes if change.undoes is not None}


def holds_in_force(changes: Sequence[Change]) -> dict[tuple[str, str], InForce]:
    """What the history lets stand now: the last regrade of a submission decides."""
    gone = undone(changes)
    held: dict[tuple[str, str], InForce] = {}
    for change in changes:
        if change.number in gone or change.kind != "regrade":
            continue
        for key in change.covered:
            held.pop(key, None)
        held.update(
            {(hold.student, hold.assignment): InForce(hold, change) for hold in change.holds}
        )
    return held


def load_holds(out: Path) -> dict[tuple[str, str], InForce]:
    """What the history of a results folder lets stand; raises as `read_changes` does."""
    return holds_in_force(read_changes(out))


def uphold(reports: Iterable[SubmissionReport], holds: Holds) -> list[SubmissionReport]:
    """The reports in order, each with the earlier points that stand for the same code."""
    return [_upheld(report, holds.get((report.student, report.assignment))) for report in reports]


def same_hand_in(one: str, other: str) -> bool:
    """Whether two digests are of the same file or of the same code; an empty one is of nothing."""
    return bool(one and other and set(one.split("+")) & set(other.split("+")))


def let_stand(report: SubmissionReport, hold: Hold, policy: RegradePolicy) -> dict[str, float]:
    """The points of auto questions that the hold changes in the report; empty for none.

    A question that pays another number of points now than then keeps its share.
    """
    if report.score is None or not same_hand_in(report.digest, hold.digest):
        return {}
    now = {q.id: q for q in report.questions if q.kind == "auto" and q.points is not None}
    then = {name: _share(question, hold) for name, question in now.items()}
    if policy == "keep-best":
        return {
            name: float(points)
            for name, points in then.items()
            if points is not None and points > _points(now[name]) + _ROUNDING
        }
    if policy == "replace":
        return {}
    kept = {n: _points(now[n]) if points is None else points for n, points in then.items()}
    # Apart, or the points that are shown would tell whether those that are withheld went down.
    withheld = {name for name, question in now.items() if question.show == "nothing"}
    return _higher(kept, now, now.keys() - withheld) | _higher(kept, now, withheld)


def _higher(
    kept: Mapping[str, Fraction], now: Mapping[str, QuestionReport], among: Collection[str]
) -> dict[str, float]:
    """The earlier points that change something among these questions, where their sum is higher."""
    if sum(kept[n] for n in among) <= sum(_points(now[n]) for n in among) + _ROUNDING:
        return {}
    return {
        name: float(points)
        for name, points in kept.items()
        if name in among and float(points) != now[name].points
    }


def _points(question: QuestionReport) -> Fraction:
    return Fraction(question.points or 0)


def _share(question: QuestionReport, hold: Hold) -> Fraction | None:
    """What the question had, of what it pays now; None where the hold says nothing of it."""
    paid = hold.max_points.get(question.id, 0.0)
    if not paid or question.id not in hold.points:
        return None
    share = min(Fraction(hold.points[question.id]) / Fraction(paid), Fraction(1))
    return share * Fraction(question.max_points)


def _upheld(report: SubmissionReport, force: InForce | None) -> SubmissionReport:
    points = let_stand(report, force.hold, force.change.policy) if force else {}
    if force is None or not points:
        return report
    questions = tuple(
        q.model_copy(update={"points": points.get(q.id, q.points)}) for q in report.questions
    )
    score = float(sum(_points(q) for q in questions if q.kind == "auto"))
    words = Upheld(
        change=force.change.number,
        policy=force.change.policy,
        at=force.change.at,
        questions=tuple(points),
    )
    return report.model_copy(
        update={
            "questions": questions,
            "score": score,
            "final": score,
            "upheld": words,
            "flags": tuple(dict.fromkeys([*report.flags, FLAG])),
        }
    )
