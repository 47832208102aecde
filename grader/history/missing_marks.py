"""Marks by hand that stand in published reports and are gone from the file that keeps them.

Lines are only ever added to that file, and a mark is in it before any report shows it: a mark that
a reader took back has a line that says so. Where there is none, the file was lost or cut off, the
reports are the only place where the mark still is, and nothing is published over them. May import
of the engine marks, of feedback who is being forgotten, records and errors; must never write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.engine.marking import MARKS, MarkKey, Marks
from grader.errors import UsageError, first_of
from grader.feedback.publish import forgotten
from grader.feedback.text import clean_line, points
from grader.records import MarkGiven, SubmissionReport

_NAMED = 10


@dataclass(frozen=True, slots=True)
class Stands:
    """A mark as it stands in a report."""

    report: SubmissionReport
    question: str
    points: float
    given: MarkGiven

    @property
    def key(self) -> MarkKey:
        """What it is for."""
        return self.report.student, self.report.assignment, self.question


def missing_marks(
    out: Path, reports: Iterable[SubmissionReport], marks: Marks
) -> tuple[Stands, ...]:
    """The marks in these reports of which the file has no line, nor a later one.

    Of students whom a killed run was deleting none is missed: their lines went first.
    """
    last: dict[MarkKey, datetime] = {}
    for mark in marks.history:
        last[mark.key] = max(mark.at, last.get(mark.key, mark.at))
    found = [each for report in reports for each in _standing(report)]
    lost = [one for one in found if one.key not in last or last[one.key] < one.given.at]
    going = forgotten(out).going if lost else {}
    return tuple(one for one in lost if one.report.student not in going)


def _standing(report: SubmissionReport) -> Iterable[Stands]:
    for question in report.questions:
        if question.kind == "manual" and question.mark and question.points is not None:
            yield Stands(report, question.id, question.points, question.mark)


def must_have_every_mark(out: Path, reports: Iterable[SubmissionReport], marks: Marks) -> None:
    """Raise where other reports than these would be published without marks that stand in them.

    Raises
    ------
    UsageError
        When a mark is gone from the file, or its last line was cut off.
    """
    missing = missing_marks(out, reports, marks)
    if missing or marks.cut_off:
        raise gone_from_file(out, missing, cut_off=marks.cut_off)


def gone_from_file(out: Path, missing: Sequence[Stands], *, cut_off: bool) -> UsageError:
    """The error for marks that are gone: whose, and how they come back."""
    came = ["its last line is cut off, and with it a mark"] if cut_off else []
    if missing:
        came.append(f"none of these marks: {first_of([_called(one) for one in missing], _NAMED)}")
    again = f"`grader manual import --from-reports --results {out}`"
    return UsageError(
        f"comparing the marks by hand in {out / MARKS} with the reports",
        expected="every mark that was published: lines are only ever added to that file",
        came="; ".join(came),
        todo=f"put back a copy of the file; where there is none, {again} enters again what stands "
        "in the reports, and what does not is marked anew; until then nothing is written",
    )


def _called(one: Stands) -> str:
    who, name, question = (clean_line(word, 60) for word in one.key)
    return f"{who} ({name} {question}): {points(one.points)} from {clean_line(one.given.reader)}"
