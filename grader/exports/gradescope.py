"""`results.json`, in which a Gradescope autograder says what a hand-in earned.

Its form is that of gradescope/autograder_samples, docs/specs.md. One test for each question that
checks grade, its checks as lines of plain text: Gradescope shows that as it is, so nothing of a
hand-in is ever markup. May import this room, the errors, the records and of `feedback` a student's
view; must never show what the student may not see, nor give a number where there is no grade.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from grader import __version__
from grader.errors import GraderError
from grader.exports.grades import grade_of, in_hundredths
from grader.feedback.text import count, points
from grader.feedback.visible import SeenCheck, SeenQuestion, SeenReport, student_view
from grader.records import QuestionReport, Receipt, SubmissionReport

SCHEMA = "grader/gradescope/v1"
"""Names what is in `extra_data`; the rest of the form is Gradescope's."""

NOT_GRADED = (
    "Not graded. The fault is ours, not yours: your hand-in is kept as it is, and it has lost "
    "nothing. Your course staff will run it again; you need not hand in anything for that."
)
_INDENT = "    "


def gradescope(report: SubmissionReport, *, wall_s: float) -> bytes:
    """The document for a hand-in that has a grade; the tests' scores sum to its score.

    Points are hundredths, never rounded up, less what is deducted for being late. A question whose
    result is not shown is a hidden test; then neither is the time shown, since code can spend more
    of it where it is asked again.

    Raises
    ------
    GraderError
        When there is no grade by our fault: a number would be a wrong one.
    """
    grade = grade_of(report, auto_only=True)
    if grade.score is None:
        raise GraderError(
            "writing results.json for Gradescope",
            expected="a grade",
            came="none, by our fault",
            todo="see above what went wrong, mend it, and run the autograder again",
        )
    seen = student_view(report)
    auto = [question for question in report.questions if question.kind == "auto"]
    share = 1 - seen.deducted_percent / 100
    earned = _earned([(q.points or 0.0) * share for q in auto], auto, grade.score)
    most = in_hundredths([q.max_points for q in auto], report.max_score)
    told = {question.id: question for question in seen.questions}
    return _written(
        {
            "score": sum(earned) / 100,
            **({} if seen.withheld_points else {"execution_time": round(wall_s, 1)}),
            "output": "\n".join(_lead(seen)),
            "output_format": "text",
            "test_output_format": "text",
            "test_name_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": [
                _test(number, question, told[question.id], seen, got, of)
                for number, (question, got, of) in enumerate(
                    zip(auto, earned, most, strict=True), 1
                )
            ],
            "extra_data": _extra(report),
        }
    )


def _earned(parts: Sequence[float], questions: Sequence[QuestionReport], total: float) -> list[int]:
    """The hundredths of each question; of those that are shown by what is shown alone.

    Were all of them rounded together, a hundredth of a shown one would tell of a withheld one.
    """
    shown = [at for at, each in enumerate(questions) if each.show != "nothing"]
    withheld = [at for at, each in enumerate(questions) if each.show == "nothing"]
    first = [parts[at] for at in shown]
    told = in_hundredths(first, math.fsum(first) if withheld else total)
    rest = in_hundredths([parts[at] for at in withheld], total - sum(told) / 100)
    earned = dict(zip([*shown, *withheld], [*told, *rest], strict=True))
    return [earned[at] for at in range(len(parts))]


def not_graded() -> bytes:
    """The document that says in words that the fault is ours.

    It holds neither a score nor a test: Gradescope demands one of them, so this is an autograder
    that failed, which gives no score, and never a hand-in that earned 0.
    """
    return _written(
        {
            "output": NOT_GRADED,
            "output_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "extra_data": {"schema": SCHEMA, "version": __version__, "status": "engine_failed"},
        }
    )


def _written(document: dict[str, Any]) -> bytes:
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")


def _extra(report: SubmissionReport) -> dict[str, Any]:
    """What Gradescope keeps with the result. No number: whoever reads it could subtract."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "assignment": report.assignment,
        "status": report.status,
        "promises": sorted(name for name, kept in report.promises.items() if kept),
        "unsafe": report.unsafe,
    }


def _test(
    number: int, question: QuestionReport, told: SeenQuestion, seen: SeenReport, got: int, of: int
) -> dict[str, Any]:
    passed = (question.points or 0.0) >= question.max_points
    return {
        "number": str(number),
        "name": told.title,
        "score": got / 100,
        "max_score": of / 100,
        "status": "passed" if passed else "failed",
        "output": "\n".join(_question(told, seen, got / 100)),
        "visibility": "hidden" if told.state == "withheld" else "visible",
    }


def _lead(seen: SeenReport) -> Iterator[str]:
    """What is said of the hand-in as a whole."""
    if seen.message:
        yield seen.message
    if seen.receipt.file:
        yield from _receipt(seen.receipt)
    if seen.late:
        yield seen.late
    if seen.withheld_points:
        shown = points(seen.final or 0.0, of=seen.max_score)
        yield f"Of the questions whose results are shown you have {shown} points."
    by_hand = [question for question in seen.questions if question.kind == "manual"]
    for question in by_hand:
        yield (
            f"{question.title} ({points(question.max_points)} more): a person reads your answer; "
            "it is not in this score."
        )


def _receipt(receipt: Receipt) -> Iterator[str]:
    answers = receipt.answers
    found = sum(answer.state in ("answered", "in_file") for answer in answers)
    yield f"Read {receipt.file}: {found} of {count(len(answers), 'answer')} found."
    words = {"unchanged": "not answered yet", "missing": "its cell is missing"}
    for answer in answers:
        if answer.state in words:
            yield f"{_INDENT}{answer.cell}: {words[answer.state]}"
    if receipt.left_out:
        yield "Not run:"
        yield from (f"{_INDENT}{left.where}: {left.why}" for left in receipt.left_out)
    if receipt.notes:
        yield "Note:"
        yield from (f"{_INDENT}{note}" for note in receipt.notes)


def _question(question: SeenQuestion, seen: SeenReport, counts: float) -> Iterator[str]:
    if question.state == "withheld":
        yield "This question is graded; its result is not shown."
        return
    earned = f"{points(question.points or 0.0, of=question.max_points)} points"
    if seen.deducted_percent and question.points:
        earned += f", less {seen.deducted_percent:g} % for being late: {points(counts)}"
    yield f"{earned}."
    if seen.status != "graded":
        yield "No check was run; what is said of the whole hand-in tells why."
    for check in question.failed:
        yield ""
        yield from _check(check)
    if question.passed:
        yield ""
        yield "Passed:"
        yield from (f"{_INDENT}{check.title}" for check in question.passed)


def _check(check: SeenCheck) -> Iterator[str]:
    words = {"timeout": "Took too long", "crashed": "Ended the process"}
    lead = words.get(check.outcome, "Lost")
    yield f"{lead} ({points(check.points, of=check.max_points)}): {check.title}"
    example = check.counterexample
    # A comparison's message says the same as the example does, on one line.
    if example is None or not check.message.startswith(f"{example.what}: expected "):
        yield from _indented(check.message)
    if example is not None:
        yield f"{_INDENT}An input that shows it:"
        yield from _indented(example.program, 2)
        if example.expected or example.got:
            if example.what and not example.program.endswith(example.what):
                yield from _indented(f"value    {example.what}")
            yield from _indented(f"expected {example.expected}")
            yield from _indented(f"yours    {example.got}")
    if check.traceback:
        yield f"{_INDENT}Your lines that led to it:"
        for line in check.traceback:
            yield from _indented(line, 2)
    if check.hint:
        yield from _indented(f"Hint. {check.hint}")
    if check.also:
        yield f"{_INDENT}In the same way:"
        for title in check.also:
            yield from _indented(title, 2)


def _indented(text: str, depth: int = 1) -> Iterator[str]:
    yield from (f"{_INDENT * depth}{line}".rstrip() for line in text.splitlines())
