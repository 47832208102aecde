"""From outcomes to points: one total function that fails closed.

Maximum points come from `assignment.toml` and the collected manifest, never from what happened to
run; only `passed` earns. May import course, records and errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.course import Assignment
from grader.errors import CourseError, GraderError
from grader.records import CheckOutcome


@dataclass(frozen=True)
class CheckInfo:
    """What a suite's manifest says of one check."""

    name: str
    question: str
    weight: float
    title: str
    hint: str = ""
    is_property: bool = False


@dataclass(frozen=True)
class Scores:
    """Points by question and by check. A check's points are its share of its question's."""

    by_question: dict[str, float]
    by_check: dict[str, float]
    max_by_check: dict[str, float]
    score: float
    max_score: float


def check_manifest(assignment: Assignment, manifest: Sequence[CheckInfo]) -> None:
    """Raises a CourseError when an auto question has no check: nobody could earn its points."""
    asked = {info.question for info in manifest}
    lacking = [question.id for question in assignment.auto if question.id not in asked]
    if lacking:
        raise CourseError(
            f"collecting the hidden suite of {assignment.id}",
            expected="at least one check for every auto question",
            came=f"none for {', '.join(lacking)}",
            todo=f"add a check to {assignment.hidden}, or remove the question",
        )


def score(
    assignment: Assignment, manifest: Sequence[CheckInfo], outcomes: Sequence[CheckOutcome]
) -> Scores | None:
    """The points of a submission; None when one of its checks is our fault.

    Raises
    ------
    GraderError
        When the outcomes are not exactly one for each check of the manifest.
    """
    _one_for_each(assignment, manifest, outcomes)
    if any(outcome.outcome == "ours" for outcome in outcomes):
        return None
    passed = {outcome.check for outcome in outcomes if outcome.outcome == "passed"}
    by_question, by_check, max_by_check = {}, {}, {}
    total = Fraction(0)
    for question in assignment.auto:
        checks = [info for info in manifest if info.question == question.id]
        points = Fraction(question.points)
        weights = sum(Fraction(info.weight) for info in checks)
        earned = sum(Fraction(info.weight) for info in checks if info.name in passed)
        for info in checks:
            share = float(points * Fraction(info.weight) / weights)
            max_by_check[info.name] = share
            by_check[info.name] = share if info.name in passed else 0.0
        by_question[question.id] = float(points * earned / weights)
        total += points * earned / weights
    return Scores(by_question, by_check, max_by_check, float(total), max_score(assignment))


def max_score(assignment: Assignment) -> float:
    """The points of all auto questions."""
    return float(sum(Fraction(question.points) for question in assignment.auto))


def manual_max_score(assignment: Assignment) -> float:
    """The points of all manual questions."""
    return float(sum(Fraction(question.points) for question in assignment.manual))


def _one_for_each(
    assignment: Assignment, manifest: Sequence[CheckInfo], outcomes: Sequence[CheckOutcome]
) -> None:
    wanted = Counter(info.name for info in manifest)
    came = Counter(outcome.check for outcome in outcomes)
    if wanted != came or any(count != 1 for count in wanted.values()):
        different = sorted((wanted - came) + (came - wanted))
        raise GraderError(
            f"scoring a submission to {assignment.id}",
            expected="exactly one outcome for each check of the suite",
            came=f"a difference at {', '.join(different[:5]) or 'a repeated check'}",
            todo="grade again; if it stays, report it with the journal",
        )
