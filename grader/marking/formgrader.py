"""Marks that were given in formgrader, taken over where they differ from those that are kept.

May import the course, the engine's marks, records and errors, and this room; must never open a
gradebook.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from grader.course.models import Course, Question
from grader.engine.marking import GivenElsewhere, Mark, Marks, answer_of, digest_of
from grader.feedback.text import clean, clean_line
from grader.marking.carry import Results, enter, entering, told_of_tail
from grader.marking.rows import Change, Checked, Kind
from grader.records import SubmissionReport

READER = "formgrader"
"""Who gave them, as far as a gradebook knows."""

AsComment = Callable[[Mark], str]
"""How a mark of ours is written into a gradebook's comment."""


def enter_from_gradebook(
    course: Course,
    out: Path,
    found: Iterable[GivenElsewhere],
    as_comment: AsComment,
    *,
    at: datetime,
    overwrite: bool = False,
    dry_run: bool = False,
) -> Checked:
    """Enter what differs, and publish the reports again.

    What an earlier mark of ours explains is no mark of formgrader's: it is an older state, and is
    left. Points that no mark may have are told and left. What was given before the hand-in was
    graded again is a mark of no known answer, until a person has looked at it there.

    Raises
    ------
    UsageError
        When a mark of a reader would be replaced without `overwrite`.
    """
    with entering(course, out) as results:
        checked = _checked(course, results, found, as_comment, at)
        enter(course, results, checked.changes, overwrite=overwrite, dry_run=dry_run)
    return told_of_tail(results, checked)


def _checked(
    course: Course,
    results: Results,
    found: Iterable[GivenElsewhere],
    as_comment: AsComment,
    at: datetime,
) -> Checked:
    reports = {(report.student, report.assignment): report for report in results.reports}
    changes, notes, same, empty = [], [], 0, 0
    for given in found:
        report = reports.get((given.student, given.assignment))
        why = _refused(course, given, report)
        if why or report is None or given.points is None:
            empty += given.points is None and not why
            notes += [f"{_called(given)}: {why}"] if why else []
            continue
        earlier = results.marks.of(given.key)
        known = bool(earlier) and _says(given, earlier[-1], as_comment)
        read = known and earlier[-1].answer == _answer(given, report)
        if given.earlier and not read:
            notes.append(f"{_called(given)}: {given.earlier}")
        if known and (read or given.earlier):
            same += 1
        elif not known and _older(given, results.marks, as_comment):
            notes.append(f"{_called(given)}: an older mark; --gradebook writes the newer one")
        else:
            changes.append(_change(given, report, results.marks, at))
    return Checked(tuple(changes), same, empty, tuple(notes))


def _refused(course: Course, given: GivenElsewhere, report: SubmissionReport | None) -> str:
    """Why it cannot be entered; empty where it can."""
    if report is None:
        return "no report in --results; not entered"
    question = _question(course, given)
    if question is None:
        return f"{given.question} is no question that is marked by hand; not entered"
    if given.points is None:
        return "a comment and no points; not entered" if given.comment else ""
    if not math.isfinite(given.points) or not 0 <= given.points <= question.points:
        return f"{given.points:g} points of {question.points:g}; not entered"
    return ""


def _question(course: Course, given: GivenElsewhere) -> Question | None:
    if given.assignment not in course.assignments:
        return None
    found = (q for q in course.assignment(given.assignment).manual if q.id == given.question)
    return next(found, None)


def _says(given: GivenElsewhere, mark: Mark, as_comment: AsComment) -> bool:
    return given.points == mark.points and given.comment.strip() == as_comment(mark)


def _older(given: GivenElsewhere, marks: Marks, as_comment: AsComment) -> bool:
    """Whether the gradebook has not been told of the last mark, which came from a table."""
    earlier = marks.of(given.key)
    if not earlier or earlier[-1].source != "csv":
        return False
    return any(_says(given, mark, as_comment) for mark in earlier[:-1])


def _change(given: GivenElsewhere, report: SubmissionReport, marks: Marks, at: datetime) -> Change:
    before = marks.holding.get(given.key)
    answer = _answer(given, report)
    mark = Mark(
        student=given.student,
        assignment=given.assignment,
        question=given.question,
        points=given.points,
        comment=clean(given.comment).strip(),
        reader=READER,
        at=at,
        answer="" if given.earlier else answer,
        source="formgrader",
    )
    conflict = before is not None and before.reader != READER and before.answer == answer
    shown = clean_line(given.student, 120)
    kind: Kind = "changed" if before else "new"
    return Change(kind, mark, before, shown, "formgrader", conflict)


def _answer(given: GivenElsewhere, report: SubmissionReport) -> str:
    return digest_of(answer_of(report, given.question))


def _called(given: GivenElsewhere) -> str:
    return clean_line(f"{given.student} ({given.assignment} {given.question})", 200)
