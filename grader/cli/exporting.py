"""The `export` command: grades and pages in the forms that other systems take.

May import click at the top; the exports and the course when it runs. Must never change a record,
nor write into what a grading wrote.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.common import (
    chosen,
    global_options,
    results_folder,
    the_course,
    verb,
    warn,
    will_write,
)
from grader.errors import EXIT_OK, GraderError, UsageError, suggestion

if TYPE_CHECKING:
    from grader.course import Course
    from grader.course.roster import Roster
    from grader.exports.feedback_zip import Like
    from grader.exports.grades import Grade, Made
    from grader.records import SubmissionReport

FORMS = ("csv", "canvas", "moodle", "feedback-zip", "classroom50")

_TABLES, _SCORES = ("canvas", "moodle"), ("csv", "canvas", "moodle", "classroom50")
_BELONGS = {
    "template": _TABLES,
    "column": _TABLES,
    "match": _TABLES,
    "scale": _TABLES,
    "auto_only": _SCORES,
    "bom": ("csv",),
    "like": ("feedback-zip",),
    "submissions_zip": ("feedback-zip",),
    "student": ("classroom50",),
}
"""Option to the forms that it is for; with another it is refused rather than left unheard."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is exported: grades by assignment and student, and what the command line says."""

    course: Course
    roster: Roster
    grades: dict[str, dict[str, Grade]]
    results: Path
    options: dict[str, Any]

    @property
    def one(self) -> dict[str, Grade]:
        """The grades of the one assignment."""
        return next(iter(self.grades.values()))


@verb
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--to", "form", type=click.Choice(FORMS), required=True, help="The form to write.")
@results_folder
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The file to write.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="canvas, moodle: the file exported there; it is not changed.",
)
@click.option("--column", metavar="NAME", help="canvas, moodle: the column of the scores.")
@click.option("--match", metavar="NAME", help="canvas, moodle: find students by this column alone.")
@click.option("--scale", is_flag=True, help="canvas, moodle: as shares of the column's points.")
@click.option("--auto-only", is_flag=True, help="Leave out the points that a person gives.")
@click.option("--bom", is_flag=True, help="csv: begin with a byte order mark.")
@click.option(
    "--like",
    type=click.Choice(["plain", "canvas", "moodle"]),
    help="feedback-zip: name pages as there. Default: plain.",
)
@click.option(
    "--submissions-zip",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="feedback-zip: submissions as downloaded there, zip or folder.",
)
@click.option("--student", metavar="NAME", help="classroom50: whose result, where there are more.")
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Name who handed in anew since. Default: submitted/ in the course, if there.",
)
@global_options
def export(ids: tuple[str, ...], form: str, results: Path, out: Path, **options: Any) -> int:
    r"""Write grades or pages in a form that another system takes.

    A score stays blank while a manual question waits, and where there is no grade.

    Example:
      grader export median --to canvas --template gradebook.csv \
        --results graded --out upload.csv

    Writes:
      the file that --out names, whole or not at all; on standard output
      what is in it, what is blank and why, and who could not be matched

    Exit codes:
      0  written
      2  the command line, a file of the course or a template is wrong
      3  our fault, or for classroom50: there is no grade
    """
    from grader.course.roster import load_roster
    from grader.exports.grades import grades_of, notes_on, read_reports
    from grader.exports.place import must_be_free
    from grader.exports.since import since
    from grader.feedback.text import clean_line
    from grader.files import write_atomically
    from grader.history.ledger import finish
    from grader.history.results import edited_by_hand

    _belong(form, options)
    course = the_course()
    lying = options["submissions"] or course.root / "submitted"
    inputs = [results, lying, course.root / "assignments", course.root / "solutions"]
    inputs += [options["submissions_zip"]] if options["submissions_zip"] else []
    target = must_be_free(out, form, inputs, options["template"])
    finish(results)  # what a killed regrade left half done
    reports = read_reports(results, course.id)
    names = _assignments(course, ids, {report.assignment for report in reports}, form)
    only = bool(options["auto_only"])
    grades = {name: grades_of(reports, name, auto_only=only) for name in names}
    asked = _Asked(course, load_roster(course), grades, results, options)
    if form == "classroom50":
        asked = _of_one_student(asked)
    made = _make(form, asked)
    will_write(target.parent)
    write_atomically(target, made.data)
    click.echo(f"{clean_line(str(out))}: {clean_line(made.notes[0], 1000)}")
    for note in made.notes[1:]:
        click.echo(f"  {clean_line(note, 100_000)}")
    newer = since({name: grades[name] for name in names}, course, lying)
    for name in names:
        notes = newer[name]
        if form != "feedback-zip":
            notes += notes_on(list(asked.grades[name].values()), auto_only=only)
        for note in notes:
            click.echo(f"  {name}: {clean_line(note, 100_000)}")
    exported = [report for report in reports if report.assignment in names]
    for note in _outdated(course, lying, reports, exported):
        warn(clean_line(note, 1000))
    edited = edited_by_hand(results)
    if edited:
        warn(f"EDITED BY HAND, so not what was graded: {clean_line(', '.join(edited), 1000)}")
    return EXIT_OK


def _outdated(
    course: Course,
    submissions: Path,
    reports: Iterable[SubmissionReport],
    exported: Iterable[SubmissionReport],
) -> Iterator[str]:
    """Who would count otherwise by the deadlines, extensions and statuses that are in force.

    All reports say which days of grace are used, those that are not exported too.
    """
    from grader.cli.standing import outdated
    from grader.engine.standing import load_standings

    try:
        yield from outdated(load_standings(course, submissions).beside(reports), exported)
    except (GraderError, OSError) as error:  # what is written is not wrong by it
        yield f"WHO IS LATE BY NOW IS NOT KNOWN: {error}"


def _make(form: str, asked: _Asked) -> Made:
    from grader.exports.canvas import canvas
    from grader.exports.classroom50 import classroom50
    from grader.exports.feedback_zip import feedback_zip
    from grader.exports.grades import Made
    from grader.exports.moodle import moodle
    from grader.exports.plain import plain_csv
    from grader.exports.who import people
    from grader.feedback.text import count

    options = asked.options
    if form == "csv":
        found = [grade for of_one in asked.grades.values() for grade in of_one.values()]
        scores = sum(grade.score is not None for grade in found)
        data = plain_csv(asked.grades, asked.roster, mark=bool(options["bom"]))
        return Made(data, (f"{count(scores, 'score')}, {len(found) - scores} blank",))
    if form == "classroom50":
        (grade,) = asked.one.values()
        return classroom50(grade, os.environ, datetime.now(UTC), auto_only=options["auto_only"])
    everybody = people(asked.roster, asked.one)
    if form == "feedback-zip":
        like: Like = options["like"] or "plain"
        given = options["submissions_zip"]
        return feedback_zip(asked.results, asked.one, everybody, like=like, submissions=given)
    column, scale, identity = options["column"], options["scale"], options["match"] or ""
    template: Path = options["template"]
    if form == "moodle":
        return moodle(
            template, asked.one, everybody, column=column or "", identity=identity, scale=scale
        )
    ((name, of_one),) = asked.grades.items()
    titles = [column] if column else [next(iter(of_one.values())).report.title, name]
    return canvas(template, of_one, everybody, names=titles, identity=identity, scale=scale)


def _belong(form: str, options: dict[str, Any]) -> None:
    """Raise where an option is not for this form, or where one is missing."""
    for name, forms in _BELONGS.items():
        if options[name] and form not in forms:
            raise UsageError(
                "reading the command line of `grader export`",
                expected=f"--{name.replace('_', '-')} together with --to {' or '.join(forms)}",
                came=f"--to {form}",
                todo="leave the option out, or choose the other form",
            )
    if form in _TABLES and options["template"] is None:
        raise UsageError(
            "reading the command line of `grader export`",
            expected=f"--template with the file that {form.title()} exported",
            came="none",
            todo="export the file there; the scores are filled into a copy of it",
        )


def _assignments(course: Course, ids: Sequence[str], graded: set[str], form: str) -> list[str]:
    """The assignments to export, all that were graded where none is named; CSV alone takes more."""
    names = chosen(course, ids) if ids else [n for n in course.assignments if n in graded]
    absent = [name for name in names if name not in graded]
    if absent:
        raise UsageError(
            "looking for the results",
            expected="assignments that were graded into --results",
            came=", ".join(absent),
            todo=suggestion(absent[0], graded),
        )
    if not names or (len(names) > 1 and form != "csv"):
        raise UsageError(
            f"exporting to {form}",
            expected="one assignment of this course" if form != "csv" else "an assignment",
            came=", ".join(names) or f"results of {', '.join(sorted(graded))}",
            todo="name the assignment" if names else "name the course with --course",
        )
    return names


def _of_one_student(asked: _Asked) -> _Asked:
    """The same with one student: the one who is named, or the only one."""
    ((name, of_one),) = asked.grades.items()
    wanted = asked.options["student"]
    if wanted is None and len(of_one) == 1:
        wanted = next(iter(of_one))
    if wanted not in of_one:
        raise UsageError(
            "looking for the student of result.json",
            expected="--student with the name of a graded student's folder",
            came="none" if wanted is None else repr(wanted),
            todo=suggestion(wanted or "", of_one),
        )
    grades = {name: {wanted: of_one[wanted]}}
    return _Asked(asked.course, asked.roster, grades, asked.results, asked.options)
