"""Marks that a person gave: the file that keeps them, and the step that puts them into reports.

`marks.jsonl` in a folder of results is a journal of its own: lines are only ever added, and the
last one for a student, an assignment and a question holds. A report is marked after it was made, so
a mark outlives every grading and changing one runs no check. Nothing can make the file again: that
its last line was cut off is kept in mind, for whoever would publish without that mark. May import
records, errors, pydantic, `.journal` and `.lateness`; must never take a mark for a check's points.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, ValidationError

from grader.engine.journal import Journal, is_cut_off, read_journals
from grader.engine.lateness import settle
from grader.errors import GraderError, UsageError
from grader.records import (
    ItemGiven,
    MarkGiven,
    Points,
    QuestionReport,
    Record,
    SubmissionReport,
    to_json,
)

MARKS = "marks.jsonl"
OTHER_ANSWER, TOO_HIGH = "mark-of-another-answer", "mark-above-maximum"
"""Flags of a report: what was read is not what is there now; the question pays less by now."""
GONE = "the question is gone"
"""Why a mark is not in force, for people; see `out_of_force`."""

MarkKey = tuple[str, str, str]
"""Student, assignment, question."""


class Mark(Record):
    """One line of `marks.jsonl`: who gave what for which answer, and when."""

    student: str
    assignment: str
    question: str
    points: Points | None
    """None takes the earlier mark back."""
    items: tuple[ItemGiven, ...] = ()
    comment: str = ""
    reader: str
    at: AwareDatetime
    answer: str
    """The digest of the answer that was read; empty where that is not known."""
    source: Literal["csv", "formgrader"]

    @property
    def key(self) -> MarkKey:
        """What the mark is for."""
        return self.student, self.assignment, self.question


@dataclass(frozen=True, slots=True)
class GivenElsewhere:
    """Points and a comment that a person wrote into a gradebook; nothing of it is checked."""

    student: str
    assignment: str
    question: str
    points: float | None
    comment: str
    earlier: str = ""
    """Why it is perhaps of an earlier answer, and what to do; empty where it is of this one."""

    @property
    def key(self) -> MarkKey:
        """What it is for."""
        return self.student, self.assignment, self.question


@dataclass(frozen=True, slots=True)
class Marks:
    """Every mark that was ever given, in order, and those that hold."""

    history: tuple[Mark, ...] = ()
    cut_off: bool = False
    """Whether the file ends in a line that was cut off; what it said is not known."""

    @property
    def holding(self) -> dict[MarkKey, Mark]:
        """The last mark for each key, without those that were taken back."""
        last = {mark.key: mark for mark in self.history}
        return {key: mark for key, mark in last.items() if mark.points is not None}

    def of(self, key: MarkKey) -> list[Mark]:
        """Every mark for that key, the oldest first, taken-back ones too."""
        return [mark for mark in self.history if mark.key == key]


def load_marks(out: Path) -> Marks:
    """The marks in a folder of results; none where it has no such file.

    Raises
    ------
    GraderError
        When the file is damaged anywhere but in its last line.
    UsageError
        When this account may not read it.
    """
    path = out / MARKS
    try:
        records = read_journals([path])
        cut_off = path.exists() and is_cut_off(path)
    except GraderError as error:
        raise _damaged(path, error.came) from error
    except NotADirectoryError:  # no folder of results at all, which whoever writes there is told
        return Marks()
    except OSError as error:
        raise UsageError(
            f"reading the marks in {path}",
            expected="a file that can be read",
            came=f"{type(error).__name__}: {error.strerror or error}",
            todo="correct its permissions, or run this as the account that marks",
        ) from error
    history = []
    for number, record in enumerate(records, 1):
        fields = {name: value for name, value in record.items() if name != "t"}
        try:
            history.append(Mark.model_validate_json(json.dumps(fields)))
        except ValidationError as error:
            raise _damaged(path, f"line {number} is no mark") from error
    return Marks(tuple(history), cut_off)


def add_marks(out: Path, marks: Sequence[Mark]) -> None:
    """Add marks to the folder's file, in one go; they are on the disk when this returns.

    A last line that was cut off goes, also where no mark is added.
    """
    if marks or load_marks(out).cut_off:
        with Journal(out / MARKS) as journal:
            journal.append(*({"t": "mark", **to_json(mark)} for mark in marks))


def _damaged(path: Path, came: str) -> GraderError:
    return GraderError(
        f"reading the marks in {path}",
        expected="lines that this program wrote",
        came=came,
        todo="put back a copy of the file; or keep it for inspection, take it away, and enter what "
        "the reports have again with `grader manual import --from-reports`; until then nothing is "
        "graded into this folder",
    )


def answer_of(report: SubmissionReport, question: str) -> str:
    """The student's text for a manual question; empty where there is none."""
    return report.receipt.free_text.get(question, "")


def digest_of(answer: str) -> str:
    """What two answers share when they are equal but for spaces at the ends of lines."""
    lines = unicodedata.normalize("NFC", answer).strip().splitlines()
    text = "\n".join(line.rstrip() for line in lines)
    # The letter in front keeps spreadsheets from reading a number such as 12e45.
    return "a" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def marked(
    reports: Iterable[SubmissionReport], holding: Mapping[MarkKey, Mark]
) -> list[SubmissionReport]:
    """The reports in their order, each with the marks that hold and what follows from them.

    Where nobody has marked it, an answer that is not there earns 0, as in nbgrader's gradebook; one
    that is there waits. A mark above what the question pays now waits too, and is flagged.
    """
    return [_marked(report, holding) for report in reports]


def out_of_force(report: SubmissionReport, question: str, points: float) -> str:
    """Why a mark of so many points counts nothing in the report; empty where it counts."""
    found = next((q for q in report.questions if q.id == question and q.kind == "manual"), None)
    if found is None:
        return GONE
    return f"above the maximum of {found.max_points:g}" if points > found.max_points else ""


def remarked(
    reports: Iterable[SubmissionReport], holding: Mapping[MarkKey, Mark]
) -> list[SubmissionReport]:
    """Reports that were settled before, marked anew, with what counts of them."""
    return [settle(one, one.late, one.enrolment) for one in marked(reports, holding)]


def _marked(report: SubmissionReport, holding: Mapping[MarkKey, Mark]) -> SubmissionReport:
    if not any(question.kind == "manual" for question in report.questions):
        return report
    flags = [flag for flag in report.flags if flag not in (OTHER_ANSWER, TOO_HIGH)]
    questions = []
    for question in report.questions:
        if question.kind == "manual":
            mark = holding.get((report.student, report.assignment, question.id))
            question, found = _question(question, report, mark)
            flags += [flag for flag in found if flag not in flags]
        questions.append(question)
    given = [question.points for question in questions if question.kind == "manual"]
    known = [Fraction(points) for points in given if points is not None]
    update: dict[str, Any] = {
        "questions": tuple(questions),
        "flags": tuple(flags),
        "manual_score": float(sum(known)) if len(known) == len(given) else None,
    }
    return report.model_copy(update=update)


def _question(
    question: QuestionReport, report: SubmissionReport, mark: Mark | None
) -> tuple[QuestionReport, list[str]]:
    """The manual question with its points and its mark, and flags for staff."""
    answer, broken = answer_of(report, question.id), report.status == "engine_failed"
    if mark is None or mark.points is None:
        blank = not answer.strip() and not broken
        return question.model_copy(update={"points": 0.0 if blank else None, "mark": None}), []
    if mark.points > question.max_points:
        return question.model_copy(update={"points": None, "mark": None}), [TOO_HIGH]
    # Where the engine failed nothing may have been read, which says nothing about the answer.
    same = mark.answer == digest_of(answer) or (broken and not answer)
    given = MarkGiven(
        items=mark.items,
        comment=mark.comment,
        reader=mark.reader,
        at=mark.at,
        of_this_answer=same,
    )
    flags = [] if same else [OTHER_ANSWER]
    return question.model_copy(update={"points": mark.points, "mark": given}), flags
