"""The class in numbers: how many, how well, which question, which check.

`summarise` is a pure function of the reports. May import the records; must never write a file and
never name a student.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from grader.feedback.text import count
from grader.records import Record, SubmissionReport, to_json

SUMMARY_SCHEMA = "grader/summary/v1"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a grading run says about itself, for the summary and for the foot of a page."""

    wall_s: float
    cpu_s: float
    executed: int
    """Checks that were run."""
    reused: int
    """Checks whose records were already there."""
    promises: dict[str, bool]
    unsafe: bool


class Spread(Record):
    """Mean, least and greatest of `n` scores; all None where `n` is 0."""

    n: int
    mean: float | None = None
    min: float | None = None
    max: float | None = None


class QuestionSummary(Record):
    """How the class did on one question; `points` counts submissions that have a score in it."""

    id: str
    title: str
    kind: str
    max_points: float
    points: Spread


class CheckSummary(Record):
    """How many of the `n` graded submissions passed one check."""

    name: str
    question: str
    title: str
    n: int
    passed: int
    rate: float
    outcomes: dict[str, int]


class AssignmentSummary(Record):
    """One assignment: counts by status; scores of enrolled students' `graded` submissions."""

    id: str
    title: str
    n: int
    statuses: dict[str, int]
    flagged: int
    """Submissions with at least one flag for staff."""
    excused: int
    """Submissions of students who are excused; they are in no spread and in no check's rate."""
    dropped: int
    """Those of students who left the course; the same."""
    late: int
    """Submissions that came after their deadline, of the others."""
    max_score: float
    score: Spread
    final: Spread
    """Scores without what is deducted for lateness."""
    questions: tuple[QuestionSummary, ...]
    checks: tuple[CheckSummary, ...]
    cpu_s: float


class Summary(Record):
    """The whole run. `n` counts submissions over all assignments."""

    n: int
    assignments: tuple[AssignmentSummary, ...]
    promises: dict[str, bool]
    unsafe: bool
    timing: dict[str, float] = Field(default_factory=dict)
    """wall_s, cpu_s, executed, reused: of the last run into this folder."""
    forgotten: dict[str, int] = Field(default_factory=dict)
    """Assignment to submissions whose students were deleted; they are in no other number."""


def summarise(
    reports: Sequence[SubmissionReport], run: RunFacts, forgotten: Mapping[str, int] | None = None
) -> Summary:
    """The numbers of the class, one entry for each assignment in the order of the reports."""
    groups: dict[str, list[SubmissionReport]] = {}
    for report in reports:
        groups.setdefault(report.assignment, []).append(report)
    return Summary(
        n=len(reports),
        assignments=tuple(_assignment(group) for group in groups.values()),
        promises=dict(run.promises),
        unsafe=run.unsafe or any(report.unsafe for report in reports),
        timing={
            "wall_s": round(run.wall_s, 3),
            "cpu_s": round(run.cpu_s, 3),
            "executed": float(run.executed),
            "reused": float(run.reused),
        },
        forgotten=dict(forgotten or {}),
    )


def summary_json(summary: Summary) -> dict[str, Any]:
    """The summary as the JSON document that `summary.json` holds."""
    return {"schema": SUMMARY_SCHEMA, **to_json(summary)}


def staff_notes(report: SubmissionReport) -> tuple[str, ...]:
    """What a person should look at: the report's flags, then each check flag with its count."""
    marks = Counter(flag for check in report.checks for flag in check.flags)
    ours = sum(check.outcome == "ours" for check in report.checks)
    notes = [flag for flag in report.flags if flag not in marks]
    for flag, n in sorted(marks.items()):
        words = flag.replace("misconception:", "known mistake: ")
        notes.append(f"{words} ({n} checks)" if n > 1 else words)
    if ours:
        notes.append(count(ours, "check") + " not judged")
    if report.unsafe:
        notes.append("unsafe")
    return tuple(notes)


def _assignment(reports: Sequence[SubmissionReport]) -> AssignmentSummary:
    enrolled = [report for report in reports if report.enrolment == "enrolled"]
    enrolments = Counter(report.enrolment for report in reports)
    graded = [report for report in enrolled if report.status == "graded"]
    newest = reports[-1]
    return AssignmentSummary(
        id=newest.assignment,
        title=newest.title,
        n=len(reports),
        statuses=dict(sorted(Counter(report.status for report in reports).items())),
        flagged=sum(bool(staff_notes(report)) for report in reports),
        excused=enrolments["excused"],
        dropped=enrolments["dropped"],
        late=sum(report.late is not None and report.late.days_late > 0 for report in enrolled),
        max_score=newest.max_score,
        score=_spread([report.score for report in graded]),
        final=_spread([report.final for report in graded]),
        questions=_questions(newest, graded),
        checks=_checks(graded),
        cpu_s=round(sum(check.cpu_s for report in reports for check in report.checks), 3),
    )


def _questions(
    newest: SubmissionReport, graded: Sequence[SubmissionReport]
) -> tuple[QuestionSummary, ...]:
    return tuple(
        QuestionSummary(
            id=question.id,
            title=question.title,
            kind=question.kind,
            max_points=question.max_points,
            points=_spread(
                [
                    one.points
                    for report in graded
                    for one in report.questions
                    if one.id == question.id
                ]
            ),
        )
        for question in (graded[-1] if graded else newest).questions
    )


def _checks(graded: Sequence[SubmissionReport]) -> tuple[CheckSummary, ...]:
    outcomes: dict[str, Counter[str]] = {}
    words: dict[str, tuple[str, str]] = {}
    for report in graded:
        for check in report.checks:
            outcomes.setdefault(check.name, Counter())[check.outcome] += 1
            words[check.name] = (check.question, check.title)
    return tuple(
        CheckSummary(
            name=name,
            question=words[name][0],
            title=words[name][1],
            n=found.total(),
            passed=found["passed"],
            rate=round(found["passed"] / found.total(), 4),
            outcomes=dict(sorted(found.items())),
        )
        for name, found in outcomes.items()
    )


def _spread(values: Sequence[float | None]) -> Spread:
    known = [value for value in values if value is not None]
    if not known:
        return Spread(n=0)
    mean = round(sum(known) / len(known), 4)
    return Spread(n=len(known), mean=mean, min=min(known), max=max(known))
