"""The program of a Gradescope autograder: grades one hand-in and writes `results.json`.

`run_autograder` starts it with the folder that Gradescope calls /autograder, and has written before
that nothing was graded; that stays where this ends in any other way than with a grade. May import
the engine, the course, the intake and the exports when it runs. Must never print anything of a
hand-in, nor give a score where the fault is ours.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from grader.cli.common import complain
from grader.errors import EXIT_OK, EXIT_OURS, GraderError
from grader.json_text import from_json

if TYPE_CHECKING:
    from grader.course import Assignment, Course
    from grader.records import SubmissionReport

_STUDENT = "submission"
"""The one student's folder here; Gradescope knows whose hand-in it is."""


class _TimeUp(BaseException):
    """`run_autograder` asks for the end."""


@dataclass(frozen=True)
class _HandedIn:
    """What the metadata say: when it came, when it was due for its people."""

    came: datetime
    due: datetime | None
    extended: bool = False


def main(root: Path) -> int:
    """Grade what lies in `root`/submission; the exit code, 0 or 3."""
    started = time.monotonic()
    results = root / "results" / "results.json"
    try:
        _grade(root, results, started)
    except _TimeUp:
        return EXIT_OURS
    except GraderError as error:
        complain(error.doing, expected=error.expected, came=error.came, todo=error.todo)
    except BaseException:
        traceback.print_exc()
    else:
        return EXIT_OK
    _not_graded(results)
    return EXIT_OURS


def _time_is_up(number: int, frame: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it comes twice, and cleaning up goes on
    raise _TimeUp


def _not_graded(results: Path) -> None:
    from grader.exports.gradescope import not_graded
    from grader.files import write_atomically

    write_atomically(results, not_graded())


def _grade(root: Path, results: Path, started: float) -> None:
    from grader.course import load_course
    from grader.course.models import Deadlines
    from grader.engine.grade import grade
    from grader.exports.gradescope import gradescope
    from grader.files import write_atomically

    course = load_course(root / "source")
    assignment = course.assignment(course.assignments[0])
    came = _handed_in(root, course, assignment)
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        submissions = Path(folder) / "submitted"
        place = submissions / _STUDENT / assignment.id
        notes = _lay_down(root / "submission", place, assignment)
        grading = grade(
            course.model_copy(update={"deadlines": Deadlines()}),  # the people are not known there
            [assignment.id],
            submissions=submissions,
            out=Path(folder) / "graded",
            jobs=1,
        )
    (report,) = grading.reports
    report = _settled(_told(report, notes), course, came)
    wall_s = time.monotonic() - started
    write_atomically(results, gradescope(report, wall_s=wall_s))
    flags = f"; for staff: {', '.join(report.flags)}" if report.flags else ""
    print(f"{report.status} in {wall_s:.1f} s, {grading.executed} checks run{flags}")


def _lay_down(submission: Path, folder: Path, assignment: Assignment) -> tuple[str, ...]:
    """Lay down what was handed in as `grader collect` would; what the student should know of it."""
    from grader.intake.choosing import given_out
    from grader.intake.readings import Wanted
    from grader.intake.uploaded import lay_flat

    released = given_out((assignment.release_notebook, assignment.release_py))
    wanted = Wanted(assignment.hand_in, assignment.id, (assignment.id,), given_out=released)
    return lay_flat(submission, folder, wanted, assignment.limits.submission_kb * 1024)


def _told(report: SubmissionReport, notes: tuple[str, ...]) -> SubmissionReport:
    """The report with what is to be known of the files' names and places."""
    if report.receipt.file:
        told = (*notes, *report.receipt.notes)
        return report.model_copy(
            update={"receipt": report.receipt.model_copy(update={"notes": told})}
        )
    message = "; ".join(filter(None, (report.message, *notes)))
    return report.model_copy(update={"message": message})


def _handed_in(root: Path, course: Course, assignment: Assignment) -> _HandedIn | None:
    """When it came and was due; None where nobody could say and nothing is deducted for it."""
    from grader.exports.gradescope_course import DUE, read_due

    path = root / "submission_metadata.json"
    try:
        told = from_json(path.read_bytes())
        common = course.deadlines.due.get(assignment.id)
        people = _people(told["users"])
        if common is None:
            return _HandedIn(_time(told["created_at"]), *_due_there(told["assignment"], people))
        later = read_due(root / "source" / DUE)
        own = [later.get(_email(user), common) for user in people if later]
        due = max(own, default=common)  # of a group the latest: one score is everybody's
        return _HandedIn(_time(told["created_at"]), due, due != common)
    except (OSError, ValueError, KeyError, TypeError) as error:
        if course.deadlines.late.policy == "none":
            return None
        raise GraderError(
            f"reading {path}",
            expected="when the hand-in came and was due, since being late costs points",
            came=f"{type(error).__name__}: {error}",
            todo="see what Gradescope wrote there, and run the autograder again",
        ) from error


def _people(users: object) -> list[dict[str, Any]]:
    if not isinstance(users, list) or not all(isinstance(user, dict) for user in users):
        raise ValueError("`users` is no list of people")
    return users


def _email(user: dict[str, Any]) -> str:
    if not isinstance(email := user["email"], str):
        raise ValueError("somebody has no e-mail address, and some have more time")
    return email.strip().casefold()


def _due_there(assignment: dict[str, Any], people: list[dict[str, Any]]) -> tuple[Any, bool]:
    """The latest deadline that Gradescope has for these people, and whether it is their own."""
    told = assignment["due_date"]
    common = None if told is None else _time(told)
    own = [user["assignment"]["due_date"] for user in people if "assignment" in user]
    times = [_time(each) for each in own if each is not None]
    if common is None or len(times) < len(own):
        return None, False
    due = max([common, *times])
    return due, due != common


def _time(text: object) -> datetime:
    when = datetime.fromisoformat(text) if isinstance(text, str) else None
    if when is None or when.tzinfo is None:
        raise ValueError(f"{text!r} is no time with its offset")
    return when


def _settled(report: SubmissionReport, course: Course, came: _HandedIn | None) -> SubmissionReport:
    """The report with what is deducted for being late."""
    from grader.course.clock import zone_named
    from grader.engine.lateness import HandIn, lateness, settle

    if came is None or came.due is None:
        return report
    zone = zone_named(course.deadlines.timezone)
    hand_in = HandIn(came.due, came.came, came.extended)
    return settle(report, lateness(hand_in, course.deadlines.late, zone))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _time_is_up)
    sys.exit(main(Path(sys.argv[1])))
