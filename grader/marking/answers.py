"""What there is to read: the answers to each manual question, equal ones together.

May import the course, the engine's marks, records and errors, and `.seal`; must never show a name
where the reading is blind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from grader.course.models import Assignment, Course, Question
from grader.engine.marking import Mark, MarkKey, answer_of, digest_of
from grader.errors import UsageError, suggestion
from grader.feedback.text import clean, clean_line
from grader.marking.seal import Seal
from grader.records import SubmissionReport

Which = Literal["waiting", "all"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One student's answer to one question."""

    student: str
    shown: str
    """What the reader sees instead: the cleaned name, or a pseudonym."""
    text: str
    """As the student wrote it; untrusted."""
    code: str
    """Ties the row of the table to this student and this very answer."""
    mark: Mark | None
    """The mark that holds, of whatever answer."""

    @property
    def digest(self) -> str:
        """The digest of the text."""
        return digest_of(self.text)

    @property
    def read(self) -> bool:
        """Whether the mark that holds is of this answer."""
        return self.mark is not None and self.mark.answer == self.digest


@dataclass(frozen=True, slots=True)
class Reading:
    """The answers to one question that are to be read, equal ones beside each other."""

    assignment: Assignment
    question: Question
    blind: bool
    groups: tuple[tuple[Answer, ...], ...]
    blank: tuple[str, ...] = ()
    """Who has no answer, as the reader sees them."""

    @property
    def rows(self) -> tuple[Answer, ...]:
        """The answers in the order of page and table."""
        return tuple(answer for group in self.groups for answer in group)


def gather(
    assignment: Assignment,
    question: Question,
    reports: Iterable[SubmissionReport],
    holding: Mapping[MarkKey, Mark],
    seal: Seal,
    *,
    blind: bool = False,
    which: Which = "waiting",
) -> Reading:
    """The answers to read; who left the course is left out, and waiting for whom is excused.

    Parameters
    ----------
    which:
        `waiting` takes answers that no mark in force was given for; `all` takes everybody's,
        blank ones too.
    """
    found, blank = [], []
    for report in reports:
        if report.assignment != assignment.id or report.enrolment == "dropped":
            continue
        answer = answer_in(report, question.id, holding, seal, blind=blind)
        if not answer.text.strip():
            blank.append(answer.shown)
        if which == "all" or _waits(answer, report, question):
            found.append(answer)
    key = (lambda a: seal.place(a.student)) if blind else (lambda a: _by_name(a.student))
    groups: dict[str, list[Answer]] = {}
    for answer in sorted(found, key=key):
        groups.setdefault(answer.digest, []).append(answer)
    return Reading(
        assignment, question, blind, tuple(map(tuple, groups.values())), tuple(sorted(blank))
    )


def answer_in(
    report: SubmissionReport,
    question: str,
    holding: Mapping[MarkKey, Mark],
    seal: Seal,
    *,
    blind: bool,
) -> Answer:
    """The answer to that question in a report."""
    text = answer_of(report, question)
    row = seal.row(report.student, report.assignment, question)
    return Answer(
        student=report.student,
        shown=shown_as(report.student, seal, blind=blind),
        text=text,
        code=f"{digest_of(text)}-{row}",
        mark=holding.get((report.student, report.assignment, question)),
    )


def shown_as(student: str, seal: Seal, *, blind: bool) -> str:
    """How a reader knows the student."""
    return seal.pseudonym(student) if blind else clean_line(student, 120)


def questions_of(
    course: Course, names: Sequence[str], only: Sequence[str]
) -> Iterator[tuple[Assignment, Question]]:
    """The manual questions of these assignments, of which `only` names some; all when empty.

    Raises
    ------
    UsageError
        When there is none, or one of `only` is none.
    """
    pairs = [(course.assignment(name), q) for name in names for q in course.assignment(name).manual]
    known = {question.id for _, question in pairs}
    wrong = next((name for name in only if name not in known), None)
    if wrong is not None or not known:
        raise UsageError(
            "choosing the questions to mark by hand",
            expected=f'questions of kind "manual" in {", ".join(names) or "an assignment"}',
            came="none" if wrong is None else repr(wrong),
            todo="name another assignment" if wrong is None else suggestion(wrong, known),
        )
    yield from ((a, q) for a, q in pairs if not only or q.id in only)


def named_in(reading: Reading, words_of: Mapping[str, Sequence[str]]) -> list[str]:
    """Whose answer holds one of that student's own names, as the reader sees them."""
    found = []
    for answer in reading.rows:
        text = _plain(answer.text)
        words = [_plain(word) for word in words_of.get(answer.student, ())]
        if any(len(word) > 2 and word in text for word in words):
            found.append(answer.shown)
    return found


def _waits(answer: Answer, report: SubmissionReport, question: Question) -> bool:
    counts = report.enrolment == "enrolled" and report.status != "engine_failed"
    points = next((q.points for q in report.questions if q.id == question.id), None)
    return counts and bool(answer.text.strip()) and not (answer.read and points is not None)


def _by_name(student: str) -> tuple[str, str]:
    return _plain(student), student


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()


def stated(mark: Mark | None) -> dict[str, Any]:
    """The mark as a template shows it; empty for none."""
    if mark is None or mark.points is None:
        return {}
    return {
        "points": mark.points,
        "given": ", ".join(item.id for item in mark.items),
        "comment": clean(mark.comment),
        "reader": clean_line(mark.reader),
        "at": f"{mark.at:%Y-%m-%d %H:%M} {mark.at.tzname() or ''}".strip(),
    }
