"""From what the journal holds to a report: points, titles and hints are applied here.

Nothing is run, so changing any of them costs nothing. May import course, records, `.scoring`,
`.diagnosis`, `.limits`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.course import Assignment
from grader.engine.diagnosis import diagnose
from grader.engine.limits import explained
from grader.engine.scoring import CheckInfo, Scores, manual_max_score, max_score, score
from grader.intake.rebuild import RunCell
from grader.records import (
    FLAKY,
    CheckOutcome,
    CheckReport,
    Promise,
    QuestionReport,
    Receipt,
    Status,
    SubmissionReport,
)

_UNRELATED = ("NotImplementedError", "NameError", "AttributeError", "ImportError", "RuntimeError")
_NO_GRADE = (
    "This hand-in could not be graded. The fault is ours, not yours: nothing is lost, and a person "
    "will grade it again."
)


_FOR_STAFF = {
    FLAKY, "suite-exception", "suite-error", "suite-incomplete", "reads-nothing", "starved",
}  # fmt: skip
"""Flags of a check that are flags of the whole report: a person should look."""


@dataclass(frozen=True)
class Found:
    """Everything that was found about one hand-in."""

    student: str
    status: Status
    message: str
    receipt: Receipt
    outcomes: tuple[CheckOutcome, ...]
    flags: tuple[str, ...] = ()
    digest: str = ""
    """By what the hand-in is known again; empty where that could not be found out."""
    cells: tuple[RunCell, ...] = ()
    """The student's own cells that were run, and where; no part of the report."""


@dataclass(frozen=True)
class Key:
    """What turns outcomes into a report."""

    assignment: Assignment
    manifest: Sequence[CheckInfo]
    fingerprints: Mapping[str, Mapping[str, str]]
    hints: Mapping[str, str]
    """Misconception to the sentence that a student reads."""
    promises: dict[Promise, bool]
    unsafe: bool


def make_report(found: Found, key: Key) -> SubmissionReport:
    """The report of one submission."""
    status, message, scores = found.status, found.message, None
    if status == "graded":
        scores = score(key.assignment, key.manifest, found.outcomes)
        if scores is None:
            status, message = "engine_failed", _NO_GRADE
    elif status == "engine_failed":
        message = message or _NO_GRADE
    points = None if status == "engine_failed" else (scores.score if scores else 0.0)
    return SubmissionReport(
        student=found.student,
        assignment=key.assignment.id,
        title=key.assignment.title,
        status=status,
        score=points,
        max_score=max_score(key.assignment),
        manual_score=None,
        manual_max_score=manual_max_score(key.assignment),
        promises=key.promises,
        unsafe=key.unsafe,
        receipt=_told(found.receipt, key.assignment),
        questions=_questions(key.assignment, scores, failed=status == "engine_failed"),
        checks=_checks(found, key, scores),
        message=explained(message, key.assignment.limits),
        flags=_flags(found),
        digest=found.digest,
        final=points,  # until `lateness.settle` knows when it came
    )


def _told(receipt: Receipt, assignment: Assignment) -> Receipt:
    """The receipt, with what is told of limits behind why something was left out."""
    told: set[str] = set()
    left_out = []
    for left in receipt.left_out:
        why = explained(left.why, assignment.limits)
        # The same sentence forty times is read by nobody.
        left_out.append(left if why in told else left.model_copy(update={"why": why}))
        told.add(why)
    return receipt.model_copy(update={"left_out": tuple(left_out)})


def failed_report(student: str, assignment: Assignment) -> SubmissionReport:
    """The report of a submission that the engine could not grade: our fault, and no score."""
    found = Found(student, "engine_failed", "", Receipt(), (), ("engine-failed",))
    return make_report(found, Key(assignment, (), {}, {}, {}, False))


def _questions(
    assignment: Assignment, scores: Scores | None, *, failed: bool
) -> tuple[QuestionReport, ...]:
    reports = []
    for question in assignment.questions:
        waiting = failed or question.kind == "manual"
        earned = scores.by_question.get(question.id, 0.0) if scores else 0.0
        reports.append(
            QuestionReport(
                id=question.id,
                title=question.title,
                kind=question.kind,
                show=question.show,
                points=None if waiting else earned,
                max_points=question.points,
            )
        )
    return tuple(reports)


def _checks(found: Found, key: Key, scores: Scores | None) -> tuple[CheckReport, ...]:
    outcomes = {outcome.check: outcome for outcome in found.outcomes}
    failed = {
        name: outcome.fingerprint for name, outcome in outcomes.items() if outcome.fingerprint
    }
    named = _named(failed, key)
    reports = []
    for info in key.manifest:
        outcome = outcomes.get(info.name)
        if outcome is None:
            continue
        mistake = named.get(info.name, "")
        hint = key.hints.get(mistake, "") or ("" if _unrelated(outcome) else info.hint)
        reports.append(
            CheckReport(
                name=info.name,
                question=info.question,
                outcome=outcome.outcome,
                points=scores.by_check[info.name] if scores else 0.0,
                max_points=scores.max_by_check[info.name] if scores else 0.0,
                title=info.title,
                message=explained(outcome.message, key.assignment.limits),
                hint="" if outcome.outcome == "passed" else hint,
                counterexample=outcome.counterexample,
                traceback=outcome.traceback,
                flags=(*outcome.flags, *([f"misconception:{mistake}"] if mistake else [])),
                cpu_s=outcome.cpu_s,
                wall_s=outcome.wall_s,
            )
        )
    return tuple(reports)


def _named(failed: Mapping[str, str], key: Key) -> dict[str, str]:
    """Failed check to known mistake.

    Those whose hints a student reads are named by their own answers alone: otherwise a hint would
    tell what the answers to a withheld question were.
    """
    told = {one.id for one in key.assignment.questions if one.show in ("full", "message")}
    read = {info.name for info in key.manifest if info.question in told}
    among_these = {
        mistake: {check: mark for check, mark in marks.items() if check in read}
        for mistake, marks in key.fingerprints.items()
    }
    told_of = diagnose({check: failed[check] for check in failed if check in read}, among_these)
    if failed.keys() <= read:
        return told_of
    everything = diagnose(failed, key.fingerprints)
    return told_of | {check: name for check, name in everything.items() if check not in read}


def _unrelated(outcome: CheckOutcome) -> bool:
    """Whether a check was lost by an exception that its own hint cannot be about."""
    kind = outcome.message.removeprefix("Your code raised ").partition(":")[0].rstrip(".")
    return outcome.message.startswith("Your code raised ") and kind in _UNRELATED


def _flags(found: Found) -> tuple[str, ...]:
    from_checks = [flag for outcome in found.outcomes for flag in outcome.flags]
    staff = [flag for flag in from_checks if flag in _FOR_STAFF]
    return tuple(dict.fromkeys([*found.flags, *staff]))
