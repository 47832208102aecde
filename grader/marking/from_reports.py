"""Marks that are gone from their file, entered again as they stand in the published reports.

A report has all that a mark says. Which answer was read is known where the report says that it was
this one. May import the course, the engine's marks, feedback, the history and this room; must never
publish a report: they have these marks already.
"""

from __future__ import annotations

from pathlib import Path

from grader.course.models import Course
from grader.engine.marking import Mark, add_marks, answer_of, digest_of
from grader.feedback.report_files import file_name
from grader.feedback.text import clean_line
from grader.history.ledger import writing
from grader.history.missing_marks import Stands
from grader.history.results import edited_by_hand
from grader.marking.carry import open_results, told_of_tail
from grader.marking.formgrader import READER
from grader.marking.rows import Change, Checked


def enter_from_reports(course: Course, out: Path, *, dry_run: bool = False) -> Checked:
    """Enter what stands in the reports and is missing; a last line that was cut off goes.

    Raises
    ------
    UsageError, GraderError
        As `open_results`.
    """
    open_results(course, out)  # raises before anything is made in a folder that is none
    with writing(out):
        results = open_results(course, out)
        changes = tuple(_change(one) for one in results.missing)
        if not dry_run:
            add_marks(out, [change.mark for change in changes])
        files = {_file(change.mark.student) for change in changes}
        notes = tuple(
            f"{clean_line(name)} was edited by hand: look at the marks that came from it"
            for name in edited_by_hand(out)
            if name in files
        )
    return told_of_tail(results, Checked(changes, notes=notes))


def _change(one: Stands) -> Change:
    student, assignment, question = one.key
    answer = answer_of(one.report, question)
    # Where the engine failed, nothing may have been read: then the answer is not known.
    known = one.given.of_this_answer and (answer or one.report.status != "engine_failed")
    mark = Mark(
        student=student,
        assignment=assignment,
        question=question,
        points=one.points,
        items=one.given.items,
        comment=one.given.comment,
        reader=one.given.reader,
        at=one.given.at,
        answer=digest_of(answer) if known else "",
        source="formgrader" if one.given.reader == READER else "csv",
    )
    return Change("new", mark, None, clean_line(student, 120), _file(student))


def _file(student: str) -> str:
    return f"{file_name(student)}.json"
