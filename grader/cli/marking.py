"""The `manual` commands: free text out to its readers, and who gave which mark when.

How marks come back in is `marks_in`. May import click at the top; the marking room and the rest
when they run. Must never decide a point.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import (
    chosen,
    global_options,
    output,
    results_folder,
    the_course,
    verb,
    verbatim,
    warn,
    will_write,
)
from grader.cli.marks_in import import_
from grader.errors import EXIT_OK, UsageError, suggestion

if TYPE_CHECKING:
    from grader.course import Course
    from grader.marking.carry import Results
    from grader.marking.hand_out import HandedOut

MARKS_SCHEMA = "grader/marks/v1"


def _start() -> None:
    """Mark free text: give answers to readers, take marks in.

    Example:
      grader manual export --results graded --to marking --blind
    """


manual = click.group(
    "manual", help=verbatim(_start), context_settings={"help_option_names": ["-h", "--help"]}
)(global_options(_start))


@verb
@click.argument("ids", nargs=-1, metavar="[ID]...")
@results_folder
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder for pages and tables.",
)
@click.option("--question", "questions", multiple=True, metavar="Q", help="This question alone.")
@click.option("--blind", is_flag=True, help="Pseudonyms instead of names.")
@click.option(
    "--only",
    type=click.Choice(["waiting", "all"]),
    default="waiting",
    help="Answers without a mark, or everybody's. Default: waiting.",
)
@click.option("--semicolon", is_flag=True, help="Columns by semicolons, decimal commas.")
@global_options
def export(
    ids: tuple[str, ...],
    results: Path,
    to: Path,
    questions: tuple[str, ...],
    blind: bool,
    only: str,
    semicolon: bool,
) -> int:
    """Write a page with all answers and a table to fill in, for each question.

    Example:
      grader manual export number_with_grad --results graded --to marking

    Writes:
      DIR/<ID>-<QUESTION>.html   the answers, equal ones together, the rubric beside
      DIR/<ID>-<QUESTION>.csv    a row for each answer
      marking.key                in --results: the secret behind codes and pseudonyms

    Exit codes:
      0  written, or nothing waits
      2  the command line or a file of the course is wrong, or a table is there already
      3  our fault
    """
    from grader.course.roster import load_roster
    from grader.marking.carry import open_results
    from grader.marking.hand_out import hand_out

    course = the_course()
    found = open_results(course, results)
    graded = {report.assignment for report in found.reports}
    will_write(to, results)
    done = hand_out(
        course,
        load_roster(course),
        found,
        to,
        names=chosen(course, ids) if ids else _with_free_text(course, graded),
        questions=questions,
        blind=blind,
        which="all" if only == "all" else "waiting",
        semicolon=semicolon,
    )
    for one in done:
        click.echo(_handed_out(one))
        if one.named:
            warn(f"  named in their own answers, so not blind: {', '.join(one.named)}")
    return EXIT_OK


def _with_free_text(course: Course, graded: Iterable[str]) -> list[str]:
    listed = set(graded)
    return [n for n in course.assignments if n in listed and course.assignment(n).manual]


def _handed_out(one: HandedOut) -> str:
    from grader.feedback.text import clean_line, count

    reading = one.reading
    lead = f"{reading.assignment.id}, {reading.question.id}"
    blank = f", {len(reading.blank)} without an answer" if reading.blank else ""
    if one.page is None or one.table is None:
        return f"{lead}: nothing to read{blank}"
    texts = f" in {count(len(reading.groups), 'text')}" if len(reading.groups) > 1 else ""
    where = clean_line(f"{one.page} and {one.table.name}", 1000)
    return f"{lead}: {count(len(reading.rows), 'answer')}{texts}{blank}: {where}"


@verb
@click.argument("ids", nargs=-1, metavar="[ID]...")
@results_folder
@click.option("--student", metavar="NAME", help="This student alone, or this pseudonym.")
@click.option("--question", metavar="Q", help="This question alone.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, not a table.")
@global_options
def history(
    ids: tuple[str, ...], results: Path, student: str | None, question: str | None, as_json: bool
) -> int:
    """List who gave which mark when, the earlier ones too.

    Example:
      grader manual history --results graded --student ada

    Writes:
      nothing; on standard output a table, or with --json
      {"schema": "grader/marks/v1", "marks": [...]}

    Exit codes:
      0  listed
      2  the command line is wrong
      3  our fault, or the file of marks is damaged
    """
    from grader.cli.marking_tables import history_table
    from grader.marking.carry import open_results
    from grader.records import to_json

    course = the_course()
    found = open_results(course, results)
    names = chosen(course, ids) if ids else []
    wanted = None if student is None else _student(found, student)
    marks = [
        mark
        for mark in found.marks.history
        if (not names or mark.assignment in names)
        and wanted in (None, mark.student)
        and question in (None, mark.question)
    ]
    if as_json:
        document = {"schema": MARKS_SCHEMA, "marks": [to_json(mark) for mark in marks]}
        click.echo(json.dumps(document, indent=1, allow_nan=False))
    elif marks:
        reports = {(report.student, report.assignment): report for report in found.reports}
        output().print(history_table(marks, found.marks.holding, reports))
    else:
        click.echo("no marks")
    return EXIT_OK


def _student(found: Results, name: str) -> str:
    """The student of that name or pseudonym."""
    from grader.marking.seal import KEY, open_seal

    students = {report.student for report in found.reports}
    students |= {mark.student for mark in found.marks.history}
    known = {each: each for each in students}
    if (found.out / KEY).exists():
        seal = open_seal(found.out)
        known |= {seal.pseudonym(each): each for each in students}
    if name not in known:
        raise UsageError(
            "looking for a student's marks",
            expected="the name of a student's folder, or a pseudonym of a blind reading",
            came=repr(name),
            todo=suggestion(name, known),
        )
    return known[name]


manual.add_command(export, "export")
manual.add_command(import_, "import")
manual.add_command(history, "history")
