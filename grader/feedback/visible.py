"""What a student may see of a report: the only door between a record and a student's page.

`student_view` applies each question's `show`:

* ``full``     every check with title, outcome, points, message, hint, the smallest failing input
               and the student's own lines that led to an exception.
* ``message``  the same without the failing input. The student's own lines stay: they tell no more
               than the message does.
* ``outcome``  each check's title and whether it passed. A wrong kind, a timeout and a crash all
               read `failed`.
* ``nothing``  that the question is graded, and what it is worth. Its points are taken out of the
               score *and* out of the maximum, so that no subtraction reveals them.

Never in a view: names of checks, flags, fingerprints, times, and the words of an engine failure.
Of the flags one is told, in a sentence beside the message: that code did not answer alike.
A check of a question that the report does not list is left out: what is not known is not shown.
May import the records, `covered` and `text`; must never read a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from grader.feedback.covered import prose
from grader.feedback.text import clean, clean_line
from grader.records import (
    FLAKY,
    CheckReport,
    Counterexample,
    QuestionReport,
    Receipt,
    Status,
    SubmissionReport,
)

SeenState = Literal["scored", "waiting", "withheld", "ungraded"]
SeenOutcome = Literal["passed", "failed", "refused", "timeout", "crashed", "ours"]

NOT_ALIKE = (
    "Asked the same a second time, your code did not answer alike: look for random numbers, for "
    "the time, and for sets whose order matters."
)


@dataclass(frozen=True, slots=True)
class SeenCheck:
    """One check as a student sees it; what is withheld is empty."""

    title: str
    outcome: SeenOutcome
    points: float
    max_points: float
    message: str = ""
    hint: str = ""
    counterexample: Counterexample | None = None
    traceback: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Titles of further checks of the question that failed in the same way."""


@dataclass(frozen=True, slots=True)
class SeenMark:
    """What a person gave for an answer in words; who it was stays with the staff."""

    items: tuple[tuple[str, float, float], ...]
    """The text of each item given, what it earned and what it pays."""
    comment: str
    of_this_answer: bool


@dataclass(frozen=True, slots=True)
class SeenQuestion:
    """One question as a student sees it; `points` is None unless its state is `scored`."""

    id: str
    title: str
    kind: Literal["auto", "manual"]
    state: SeenState
    points: float | None
    max_points: float
    failed: tuple[SeenCheck, ...] = ()
    passed: tuple[SeenCheck, ...] = ()
    mark: SeenMark | None = None
    """Of a manual question that a person has marked, unless its result is not shown."""


@dataclass(frozen=True, slots=True)
class SeenReport:
    """Everything of one report that its student may see. All text is clean, none is escaped."""

    student: str
    assignment: str
    title: str
    status: Status
    message: str
    score: float | None
    max_score: float
    waiting_points: float
    """Points of free text that no person has marked yet."""
    withheld_points: float
    """Points of questions whose result is not shown."""
    receipt: Receipt
    questions: tuple[SeenQuestion, ...]
    promises: tuple[str, ...]
    unsafe: bool
    excused: bool = False
    late: str = ""
    """When it was due and handed in, and what that costs, in words; empty without a deadline."""
    deducted_percent: float = 0.0
    final: float | None = None
    """`score` without what is deducted; None where nothing counts."""
    upheld: str = ""
    """That earlier points stand although the checks give fewer now, in a sentence."""


def student_view(report: SubmissionReport) -> SeenReport:
    """The part of the report that its student may see, with every text cleaned."""
    questions = tuple(_question(q, report) for q in report.questions)
    scored = [q for q in questions if q.state == "scored"]
    counted = [q for q in questions if q.kind == "auto" and q.state != "withheld"]
    marked = [q for q in scored if q.kind == "manual"]
    known = report.score is not None
    score = sum(q.points or 0.0 for q in scored) if known else None
    percent = report.late.deducted_percent if report.late else 0.0
    excused = report.enrolment == "excused"
    return SeenReport(
        student=clean_line(report.student, 120),
        assignment=clean_line(report.assignment),
        title=clean_line(report.title),
        status=report.status,
        # What an engine failure says is about our machine, and only staff can act on it.
        message="" if report.status == "engine_failed" else prose(report.message),
        score=score,
        max_score=sum(q.max_points for q in [*counted, *marked]),
        waiting_points=sum(q.max_points for q in questions if q.state == "waiting"),
        withheld_points=sum(q.max_points for q in questions if q.state == "withheld"),
        receipt=_receipt(report.receipt),
        questions=questions,
        promises=tuple(sorted(name for name, kept in report.promises.items() if kept)),
        unsafe=report.unsafe,
        excused=excused,
        late=prose(report.late.words) if report.late else "",
        deducted_percent=percent,
        # Of what is shown, not of the record's own sum: that would tell what is withheld.
        final=None if score is None or excused else score * (100 - percent) / 100,
        upheld=_upheld(report),
    )


def _upheld(report: SubmissionReport) -> str:
    """Says nothing of questions whose result is not shown."""
    held = report.upheld.questions if report.upheld else ()
    titles = [clean_line(q.title) for q in report.questions if q.id in held and q.show != "nothing"]
    if report.upheld is None or not titles:
        return ""
    return (
        f"This was graded again on {report.upheld.at:%Y-%m-%d}, and that costs you nothing: you "
        f"keep the points that you had before for {', '.join(titles)}."
    )


def _question(question: QuestionReport, report: SubmissionReport) -> SeenQuestion:
    state = _state(question, report)
    failed: tuple[SeenCheck, ...] = ()
    passed: tuple[SeenCheck, ...] = ()
    # Where there is no score, half-finished outcomes would only mislead.
    if state == "scored" and question.kind == "auto":
        own = [(c, _check(c, question)) for c in report.checks if c.question == question.id]
        failed = _together(pair for pair in own if pair[0].outcome != "passed")
        if report.upheld and question.id in report.upheld.questions:
            failed = tuple(replace(check, points=check.max_points) for check in failed)
        passed = tuple(seen for check, seen in own if check.outcome == "passed")
    return SeenQuestion(
        id=question.id,
        title=clean_line(question.title),
        kind=question.kind,
        state=state,
        points=question.points if state == "scored" else None,
        max_points=question.max_points,
        failed=failed,
        passed=passed,
        mark=_mark(question) if state == "scored" else None,
    )


def _mark(question: QuestionReport) -> SeenMark | None:
    if question.mark is None:
        return None
    return SeenMark(
        items=tuple(
            (prose(item.text), item.points, item.max_points) for item in question.mark.items
        ),
        comment=prose(question.mark.comment),
        of_this_answer=question.mark.of_this_answer,
    )


def _state(question: QuestionReport, report: SubmissionReport) -> SeenState:
    if question.show == "nothing":
        return "withheld"
    if question.kind == "manual":
        return "waiting" if question.points is None else "scored"
    if report.score is None or question.points is None:
        return "ungraded"
    return "scored"


def _check(check: CheckReport, question: QuestionReport) -> SeenCheck:
    bare = SeenCheck(
        title=prose(clean_line(check.title)),
        outcome=check.outcome,
        points=check.points,
        max_points=check.max_points,
    )
    if question.show not in {"full", "message"}:
        told = check.outcome if check.outcome in {"passed", "ours"} else "failed"
        return SeenCheck(bare.title, told, bare.points, bare.max_points)
    if check.outcome in {"passed", "ours"}:
        return bare
    return SeenCheck(
        title=bare.title,
        outcome=check.outcome,
        points=check.points,
        max_points=check.max_points,
        message=" ".join(filter(None, [prose(check.message), _unsteady(check)])),
        hint=prose(check.hint),
        counterexample=_example(check.counterexample) if question.show == "full" else None,
        traceback=tuple(prose(line) for line in check.traceback),
    )


def _unsteady(check: CheckReport) -> str:
    return NOT_ALIKE if FLAKY in check.flags else ""


def _together(checks: Iterable[tuple[CheckReport, SeenCheck]]) -> tuple[SeenCheck, ...]:
    """Failed checks, those that failed in the same way folded into one.

    The one with the shortest failing input stands for its group; an endless loop in `__pow__`
    otherwise fills a page with forty copies of one sentence.
    """
    groups: dict[tuple[str, ...], list[SeenCheck]] = {}
    for index, (check, seen) in enumerate(checks):
        groups.setdefault(_way(check, seen, index), []).append(seen)
    folded = []
    for group in groups.values():
        # One without an input comes last: it shows least.
        first = min(group, key=lambda check: (not _program(check), len(_program(check))))
        folded.append(
            SeenCheck(
                title=first.title,
                outcome=first.outcome,
                points=sum(check.points for check in group),
                max_points=sum(check.max_points for check in group),
                message=first.message,
                # A hint on the check's own subject says nothing about a loop or an exit elsewhere.
                hint=first.hint if len({check.hint for check in group}) == 1 else "",
                counterexample=first.counterexample,
                traceback=first.traceback,
                also=tuple(check.title for check in group if check is not first),
            )
        )
    return tuple(folded)


def _way(check: CheckReport, seen: SeenCheck, index: int) -> tuple[str, ...]:
    """What two failed checks must share to be told as one: a known mistake, or all their words."""
    if not seen.message:
        return (seen.outcome, str(index))
    known = next((flag for flag in check.flags if flag.startswith("misconception:")), "")
    if known and seen.hint:
        return (seen.outcome, known, seen.hint)
    if seen.outcome in {"timeout", "crashed"}:
        return (seen.outcome, seen.message)
    return (seen.outcome, seen.message, seen.hint)


def _program(check: SeenCheck) -> str:
    return check.counterexample.program if check.counterexample else ""


def _example(example: Counterexample | None) -> Counterexample | None:
    if example is None:
        return None
    return Counterexample(
        program=prose(example.program),
        what=prose(example.what),
        expected=prose(example.expected),
        got=prose(example.got),
    )


def _receipt(receipt: Receipt) -> Receipt:
    return Receipt(
        file=clean_line(receipt.file),
        answers=receipt.answers,
        left_out=tuple(
            left.model_copy(update={"where": clean_line(left.where), "why": prose(left.why)})
            for left in receipt.left_out
        ),
        notes=tuple(prose(note) for note in receipt.notes),
        free_text={clean_line(name): clean(text) for name, text in receipt.free_text.items()},
    )
