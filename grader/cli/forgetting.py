"""The `forget` command: everything that is kept of one student is listed, and deleted.

May import click at the top; the history and nbgrader's room when it runs. Must never delete what it
did not list.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import global_options, results_folder, say, the_course, verb, will_write
from grader.errors import EXIT_OK

if TYPE_CHECKING:
    from grader.course import Course
    from grader.history.traces import Places, Trace

_USUAL = ("autograded", "feedback")


@verb
@click.argument("student", metavar="STUDENT")
@results_folder
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of hand-ins too.",
)
@click.option("--gradebook", is_flag=True, help="nbgrader's gradebook too.")
@click.option("--roster", is_flag=True, help="The rows of roster.csv and extensions.csv too.")
@click.option("--dry-run", is_flag=True, help="Only list what would be deleted.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, not lines.")
@global_options
def forget(
    student: str,
    results: Path,
    submissions: Path | None,
    gradebook: bool,
    roster: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Delete everything that is kept of one student.

    It cannot be taken back. How many were graded stays in the summary, without a name. What was
    exported, the exchange of nbgrader and backups are not looked at.

    Example:
      grader forget ada --results graded --submissions submitted --gradebook --dry-run

    Deletes, and prints a line for each:
      lines of journals and marks, reports, page, what regrades kept
      autograded/STUDENT and feedback/STUDENT in the course's folder
      with --submissions  the folder STUDENT there, and its entries in collected.json
      with --gradebook    the student's rows, and nbgrader's own folders
      with --roster       the rows of roster.csv and extensions.csv
    or with --json
      {"schema": "grader/forget/v1", "student": ..., "deleted": true, "places": [...]}

    Exit codes:
      0  deleted, or with --dry-run listed
      2  nobody of that name is known, or somebody grades there now: nothing was deleted
      3  our fault; run it again to go on
    """
    from grader.history.forget import find
    from grader.history.forget import forget as delete
    from grader.history.traces import left_alone

    course = the_course()
    will_write(results, *([submissions] if submissions else []), course.root)
    name = unicodedata.normalize("NFC", student.rstrip("/"))
    places = _places(course, results, submissions, gradebook=gradebook, roster=roster)
    more = _gradebook(course, name) if gradebook else []
    kept = left_alone(places, name)
    found = find(places, name, more) if dry_run else delete(places, name, more)
    if as_json:
        click.echo(_document(name, found, deleted=not dry_run))
    else:
        for trace in found:
            click.echo(_harmless(f"{trace.path}: {trace.what}"))
    _tell(places, kept, found, dry_run=dry_run)
    return EXIT_OK


def _harmless(text: str) -> str:
    from grader.feedback.text import clean_line

    return clean_line(text, 1000)


def _places(
    course: Course, results: Path, submissions: Path | None, *, gradebook: bool, roster: bool
) -> Places:
    from grader.history.traces import Places

    folders = [course.root / name for name in _USUAL]
    if gradebook:
        from grader.nbgrader_bridge.forgetting import student_folders

        folders = [*folders, *student_folders(course.root)]
    seen = {submissions.resolve()} if submissions else set()
    unique = [f for f in dict.fromkeys(folder.resolve() for folder in folders) if f not in seen]
    return Places(course, results, submissions, unique, roster)


def _gradebook(course: Course, student: str) -> list[Trace]:
    from grader.feedback.text import count
    from grader.history.traces import Trace
    from grader.nbgrader_bridge.forgetting import find_student, remove_student

    where, submissions = find_student(course.root, student)
    if submissions is None:
        return []
    what = f"the student and {count(submissions, 'submission')}"
    return [Trace(Path(where), what, partial(remove_student, course.root, student))]


def _document(student: str, found: Sequence[Trace], *, deleted: bool) -> str:
    rows = [{"path": str(trace.path), "what": trace.what} for trace in found]
    document = {"schema": "grader/forget/v1", "student": student, "deleted": deleted}
    return json.dumps({**document, "places": rows}, indent=1)


def _tell(places: Places, kept: Sequence[Path], found: Sequence[Trace], *, dry_run: bool) -> None:
    """What a person must know beside the list."""
    from grader.feedback.text import count

    n = count(len(found), "place")
    say(f"{n} would be emptied; nothing was deleted" if dry_run else f"{n} emptied")
    for path in kept:
        say(f"{path} still names the student; --roster takes the rows out too")
    if places.submissions is None:
        say("hand-ins were not looked at: --submissions DIR")
    elsewhere = "backups, exports and what nbgrader's exchange holds"
    say(f"Not looked at: {elsewhere}. docs/running-a-class.md says where they lie.")
