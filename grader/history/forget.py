"""Deletes everything that is kept of one student; only counts stay.

A killed run is finished by running it again: whatever still names the student is found, and the
counts that stay are written once. May import the room, intake, of the engine the journals, of
feedback the results, and the errors; must never decide where something is kept, which `.traces`
does.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from grader.engine.journal import Journal, journals_of
from grader.engine.marking import MARKS
from grader.errors import GraderError, UsageError, suggestion
from grader.feedback.publish import FORGOTTEN, SUMMARY, forgotten
from grader.feedback.report_files import reports_in
from grader.feedback.text import clean_line
from grader.history.ledger import writing
from grader.history.replacing import publish_again
from grader.history.rows import write_json
from grader.history.traces import Places, Trace, known_students, traces
from grader.intake.laying import open_shelf

FORGOTTEN_SCHEMA = "grader/forgotten/v1"


def find(places: Places, student: str, more: Sequence[Trace] = ()) -> list[Trace]:
    """What is kept of the student; nothing is changed.

    Parameters
    ----------
    more:
        What else was found, such as rows of a gradebook.

    Raises
    ------
    UsageError
        When the results are not there, a file cannot be read, or nobody of that name is known.
    """
    if not places.out.is_dir():
        raise UsageError(
            "looking for what is kept of a student",
            expected="--results names the folder that `grader grade --out` wrote",
            came=f"{places.out}, which is not there",
            todo="correct the path",
        )
    going = _going(places.out)
    known = known_students(places)
    if not more and student not in known and student not in going:
        raise UsageError(
            "looking for what is kept of a student",
            expected="the name of a student's folder",
            came=repr(clean_line(student, 100)),
            todo=suggestion(student, known),
        )
    return [*more, *traces(places, student)]


def forget(places: Places, student: str, more: Sequence[Trace] = ()) -> list[Trace]:
    """Delete it all; what was deleted. Reports, pages and summary of the others are as before.

    Raises
    ------
    UsageError
        As `find`, or when somebody grades, collects or marks there now: nothing is deleted then.
    """
    find(places, student, more)
    out = places.out
    with contextlib.ExitStack() as stack:
        stack.enter_context(writing(out))
        if places.submissions and places.submissions.is_dir():
            stack.enter_context(open_shelf(places.submissions))
        for path in (*journals_of(out), out / MARKS):
            if path.exists():
                stack.enter_context(Journal(path))
        found = find(places, student, more)
        counts = _begin(out, student)
        for trace in found:
            trace.remove()
        # Named until the class list is without the student, so that a killed run can be repeated.
        _note(out, counts, {**_going(out), student: {}})
        _publish_again(places)
        _note(out, counts, {who: own for who, own in _going(out).items() if who != student})
    return found


def _begin(out: Path, student: str) -> dict[str, int]:
    """The counts that will stay, noted down before anything is deleted."""
    now = forgotten(out).counts
    going = _going(out)
    if student not in going:
        own = [report for report in reports_in(out) if report.student == student]
        going[student] = dict(Counter(report.assignment for report in own))
        _note(out, now, going)
    return dict(Counter(now) + Counter(going[student]))


def _note(out: Path, counts: dict[str, int], going: dict[str, dict[str, int]]) -> None:
    document: dict[str, object] = {"schema": FORGOTTEN_SCHEMA, "submissions": counts}
    write_json(out / FORGOTTEN, document | ({"going": going} if going else {}))


def _going(out: Path) -> dict[str, dict[str, int]]:
    """Students whom a killed run was deleting; UsageError where that cannot be read."""
    try:
        return forgotten(out).going
    except GraderError as error:  # nothing was deleted yet, and whoever runs this can mend it
        raise UsageError(
            error.doing, expected=error.expected, came=error.came, todo=error.todo
        ) from error


def _publish_again(places: Places) -> None:
    """Class list and summary of those who are left."""
    out = places.out
    if not (out / SUMMARY).exists():
        return
    publish_again(places.course, out, reports_in(out))
