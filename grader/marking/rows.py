"""From the rows that a reader filled in to marks: everything is checked before anything is kept.

May import the course, the engine's marks, `.answers`, `.seal`, `.table`, records and errors; must
never write a file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from grader.course.models import Course, Question
from grader.course.sheet import Mistakes
from grader.engine.marking import Mark, MarkKey
from grader.errors import suggestion
from grader.feedback.text import clean_line
from grader.marking.answers import Answer, answer_in
from grader.marking.seal import Seal, parse_code
from grader.marking.table import WITHDRAW, Filled, earned, expanded, number, read_filled
from grader.records import ItemGiven, SubmissionReport

Kind = Literal["new", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Change:
    """A mark to be entered, and what it replaces."""

    kind: Kind
    mark: Mark
    before: Mark | None
    shown: str
    """The student as the table shows them: blind stays blind."""
    where: str
    """File and line, for people."""
    conflict: bool = False
    """Whether it replaces another reader's mark of the same answer."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What some tables would change."""

    changes: tuple[Change, ...]
    same: int = 0
    """Rows that say what is there already."""
    empty: int = 0
    """Rows without points."""
    notes: tuple[str, ...] = ()
    """What a reader should look at, a line each."""


@dataclass(slots=True)
class Desk:
    """What rows are checked against."""

    course: Course
    reports: Mapping[tuple[str, str], SubmissionReport]
    """By student and assignment."""
    holding: Mapping[MarkKey, Mark]
    seal: Seal
    reader: str
    at: datetime
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    empty: int = 0
    notes: list[str] = field(default_factory=list)
    seen: dict[MarkKey, str] = field(default_factory=dict)
    """The row that speaks of each answer."""
    codes: dict[tuple[str, str], dict[str, SubmissionReport]] = field(default_factory=dict)
    """Assignment and question to the reports by their rows' codes, made when first asked for."""

    def report(self, assignment: str, question: str, code: str) -> SubmissionReport | None:
        """The report that a row of that code was written for."""
        if (assignment, question) not in self.codes:
            self.codes[assignment, question] = {
                self.seal.row(student, assignment, question): report
                for (student, name), report in self.reports.items()
                if name == assignment
            }
        return self.codes[assignment, question].get(code)


def check_files(desk: Desk, paths: Sequence[Path]) -> Checked:
    """What the tables would change.

    Raises
    ------
    CourseError
        When any row of a table is wrong, with every mistake of the first such table.
    """
    for path in paths:
        mistakes = Mistakes(path)
        for row in read_filled(path, lambda a, q: _question(desk.course, a, q), mistakes):
            before = len(mistakes.found)
            _check(desk, row, mistakes)
            # A comment of several lines makes a spreadsheet's rows other than the file's lines.
            who = clean_line(row.shown, 60)
            mistakes.found[before:] = [
                (n, f"{words} [{who}]") for n, words in mistakes.found[before:]
            ]
        mistakes.close("a table as `grader manual export` writes it, filled in")
    desk.notes += _unlike(desk.changes)
    return Checked(tuple(desk.changes), desk.same, desk.empty, tuple(desk.notes))


def _question(course: Course, assignment: str, name: str) -> Question | None:
    if assignment not in course.assignments:
        return None
    return next((q for q in course.assignment(assignment).manual if q.id == name), None)


def _check(desk: Desk, row: Filled, mistakes: Mistakes) -> None:
    before = len(mistakes.found)
    answer = _answer(desk, row, mistakes)
    items, points = _points(row, mistakes)
    comment, unknown = expanded(row.comment, row.question)
    for key in unknown:
        hint = f"{suggestion(key, row.question.comments)} (write ## for a plain #)"
        mistakes.add(row.line, "comment", f"no comment `#{key}`: {hint}")
    if answer is None or len(mistakes.found) > before:
        return
    place = (answer.student, row.assignment, row.question.id)
    where = f"{row.path.name}, line {row.line}"
    if place in desk.seen:
        mistakes.add(row.line, "", f"the same answer as in {desk.seen[place]}")
        return
    desk.seen[place] = where
    if points is None and row.points != WITHDRAW:
        _left(desk, row)
        return
    mark = Mark(
        student=answer.student,
        assignment=row.assignment,
        question=row.question.id,
        points=points,
        items=items,
        comment="" if points is None else comment,
        reader=desk.reader,
        at=desk.at,
        answer=answer.digest,
        source="csv",
    )
    _enter(desk, mark, answer, row, where, mistakes)


def _answer(desk: Desk, row: Filled, mistakes: Mistakes) -> Answer | None:
    """The answer that the row is about: its code leads to the student, whose name must agree."""
    code = parse_code(row.code)
    if code is None:
        mistakes.add(row.line, "answer", f"no code of an answer: {row.code[:40]!r}; export again")
        return None
    report = desk.report(row.assignment, row.question.id, code[1])
    if report is None:
        mistakes.add(row.line, "answer", _stranger(desk, row, code[1]))
        return None
    answer = answer_in(report, row.question.id, desk.holding, desk.seal, blind=row.blind)
    if not _is(desk, answer, row):
        words = f"{row.shown!r}, but the line's code belongs to {answer.shown!r}"
        mistakes.add(row.line, "pseudonym" if row.blind else "student", words)
        return None
    if answer.digest != code[0]:
        words = "the answer has changed since the table was exported; take the line out, or export"
        mistakes.add(row.line, "answer", f"{words} again and read the new one")
        return None
    return answer


def _is(desk: Desk, answer: Answer, row: Filled) -> bool:
    """Whether the name in the row is that of the answer's student.

    A spreadsheet makes 12 of 0012. Since the row's code names the student, that is let pass, unless
    somebody is called 12 as well.
    """
    shown = unicodedata.normalize("NFC", answer.shown).strip()
    if shown == row.shown:
        return True
    without = shown.isdecimal() and shown.lstrip("0") == row.shown != ""
    return without and not any(student == row.shown for student, _ in desk.reports)


def _stranger(desk: Desk, row: Filled, code: str) -> str:
    """Why no report may have that code; it was made of the question's id too."""
    other = _other_question(desk, row, code)
    if other:
        return (
            f"a code of the question {other!r}: the table was exported under that id; export the "
            f"answers to {row.question.id!r} and enter the marks there"
        )
    students = [student for student, name in desk.reports if name == row.assignment]
    if row.blind or row.shown in students:
        return (
            "a code of another folder of results, of a question that had another id, or of a "
            "student who has no report here"
        )
    return f"no report of {row.shown!r} in --results: {suggestion(row.shown, students)}"


def _other_question(desk: Desk, row: Filled, code: str) -> str:
    """The question of the assignment that the code was made for; empty where none is known.

    One that is gone is known where it was marked.
    """
    asked = {question.id for question in desk.course.assignment(row.assignment).manual}
    asked |= {question for _, name, question in desk.holding if name == row.assignment}
    others = sorted(asked - {row.question.id})
    return next((each for each in others if desk.report(row.assignment, each, code)), "")


def _points(row: Filled, mistakes: Mistakes) -> tuple[tuple[ItemGiven, ...], float | None]:
    """The items given and the points: those of the column, else the items' sum; None for none."""
    question = row.question
    items = []
    for item in question.rubric:
        cell = dict(row.items).get(item.id, "")
        given = earned(cell, item.points) if cell else 0.0
        if given is None or given > item.points:
            words = f"{cell!r}: x, or points from 0 to {item.points:g}"
            mistakes.add(row.line, item.id, words)
        elif given:
            items.append(
                ItemGiven(id=item.id, text=item.text, points=given, max_points=item.points)
            )
    if row.points == WITHDRAW:
        if row.items:
            mistakes.add(row.line, "points", f"`{WITHDRAW}`, and items beside it")
        return (), None
    points = number(row.points) if row.points else None
    if row.points and (points is None or points > question.points):
        words = f"{row.points[:40]!r}: points from 0 to {question.points:g}, or `{WITHDRAW}`"
        mistakes.add(row.line, "points", words)
    if not row.points and row.items:
        points = round(sum(item.points for item in items), 9)
    return tuple(items), points


def _left(desk: Desk, row: Filled) -> None:
    desk.empty += 1
    if row.comment:
        desk.notes.append(f"{row.path.name}, line {row.line}: a comment and no points; not entered")


def _enter(
    desk: Desk, mark: Mark, answer: Answer, row: Filled, where: str, mistakes: Mistakes
) -> None:
    before = answer.mark
    known = {desk.reader, before.reader if before else ""}
    if row.reader and row.reader not in known:
        words = (
            f"{row.reader!r} is neither --reader nor who has marked it; import their lines apart"
        )
        mistakes.add(row.line, "reader", words)
        return
    if mark.points is None and before is None:
        mistakes.add(row.line, "points", f"`{WITHDRAW}`, and there is no mark")
        return
    if before is not None and _says(before) == _says(mark):
        desk.same += 1
        return
    given = sum(item.points for item in mark.items)
    if mark.items and mark.points is not None and abs(given - mark.points) > 1e-9:
        desk.notes.append(f"{where}: {mark.points:g} points, while its items are {given:g}")
    kind: Kind = "withdrawn" if mark.points is None else "changed" if before else "new"
    conflict = before is not None and before.reader != desk.reader and answer.read
    desk.changes.append(Change(kind, mark, before, answer.shown, where, conflict))


def _says(mark: Mark) -> tuple[object, ...]:
    items = tuple((item.id, item.points) for item in mark.items)
    return mark.points, items, mark.comment, mark.answer


def _unlike(changes: Iterable[Change]) -> list[str]:
    """Equal answers that get different points."""
    groups: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        mark = change.mark
        groups.setdefault((mark.assignment, mark.question, mark.answer), []).append(change)
    return [
        "equal answers, other points: "
        + ", ".join(
            f"{c.shown} {'none' if c.mark.points is None else f'{c.mark.points:g}'}" for c in found
        )
        for found in groups.values()
        if len({change.mark.points for change in found}) > 1
    ]


def _told(change: Change) -> str:
    points = change.mark.points
    return f"{change.shown} {'none' if points is None else f'{points:g}'}"
