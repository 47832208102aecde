"""The `manual` commands: free text out to its readers, marks back in, and who gave which when.

May import click at the top; the marking room and the rest when they run. Must never decide a point.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import (
    chosen,
    global_options,
    output,
    say,
    the_course,
    verb,
    verbatim,
    warn,
    will_write,
)
from grader.errors import EXIT_FAILED, EXIT_OK, UsageError, suggestion

if TYPE_CHECKING:
    from grader.course import Course
    from grader.marking.carry import Results
    from grader.marking.hand_out import HandedOut
    from grader.marking.rows import Checked

MARKS_SCHEMA = "grader/marks/v1"

_RESULTS = click.option(
    "--results",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder that `grader grade --out` wrote.",
)


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
@_RESULTS
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
@click.argument(
    "files", nargs=-1, metavar="[FILE.csv]...", type=click.Path(path_type=Path, dir_okay=False)
)
@_RESULTS
@click.option("--reader", metavar="NAME", help="Who gives these marks; kept with each of them.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option("--overwrite", is_flag=True, help="Replace marks that another reader gave.")
@click.option("--gradebook", is_flag=True, help="Write the marks into nbgrader's gradebook too.")
@click.option(
    "--from-gradebook",
    is_flag=True,
    help="Take over what was marked in formgrader, instead of files.",
)
@global_options
def import_(
    files: tuple[Path, ...],
    results: Path,
    reader: str | None,
    dry_run: bool,
    overwrite: bool,
    gradebook: bool,
    from_gradebook: bool,
) -> int:
    """Enter marks from filled-in tables, all or none, and publish the results again.

    Example:
      grader manual import marking/*.csv --results graded --reader anna --dry-run

    Writes, under --results:
      marks.jsonl   each mark with its reader and time; earlier ones are kept
      reports/, pages/, summary.json, with the marks in them; no check is run
    and with --gradebook manual scores and comments into nbgrader's gradebook

    Exit codes:
      0  entered, or nothing to enter
      1  with --gradebook: some marks have no place in the gradebook yet
      2  a row or the command line is wrong, or a mark is another reader's: nothing is written
      3  our fault
    """
    _fits(files, reader, gradebook, from_gradebook)
    course = the_course()
    will_write(results)
    at = datetime.now(UTC).astimezone().replace(microsecond=0)
    if gradebook:
        from grader.cli.gradebook import must_be_the_courses
        from grader.nbgrader_bridge.manual import check_gradebook

        check_gradebook(course)
        must_be_the_courses(course, results)
    if from_gradebook:
        checked = _out_of_gradebook(course, results, at, overwrite=overwrite, dry_run=dry_run)
    else:
        from grader.marking.carry import enter_files

        checked = enter_files(
            course,
            results,
            files,
            reader=_reader(reader or ""),
            at=at,
            overwrite=overwrite,
            dry_run=dry_run,
        )
    _told(checked, dry_run=dry_run)
    if gradebook and not dry_run:
        return _into_gradebook(course, results, overwrite=overwrite)
    return EXIT_OK


def _fits(files: Sequence[Path], reader: str | None, gradebook: bool, from_gradebook: bool) -> None:
    """Raise where options do not go together."""
    if from_gradebook and (files or reader or gradebook):
        expected, came = "--from-gradebook without files, --reader and --gradebook", "both"
    elif not from_gradebook and not files:
        expected, came = "tables that a reader filled in, or --from-gradebook", "neither"
    elif not from_gradebook and not (reader or "").strip():
        expected, came = "--reader with the name of who gives these marks", "none"
    else:
        return
    raise UsageError(
        "reading the command line of `grader manual import`",
        expected=expected,
        came=came,
        todo="see `grader manual import --help`",
    )


def _reader(name: str) -> str:
    from grader.feedback.text import clean_line

    plain = " ".join(name.split())
    if plain != clean_line(plain, 100):
        raise UsageError(
            "reading the command line of `grader manual import`",
            expected="--reader with a name of at most 100 characters that all show",
            came=clean_line(plain, 100),
            todo="write the name as it is to be kept",
        )
    return plain


def _told(checked: Checked, *, dry_run: bool) -> None:
    from grader.cli.marking_tables import changes_table
    from grader.feedback.text import clean_line, count

    if checked.changes:
        output().print(changes_table(checked.changes))
    for note in checked.notes:
        click.echo(f"  {clean_line(note, 2000)}")
    verb_ = "would be entered" if dry_run else "entered"
    rest = [f"{checked.same} as before", f"{checked.empty} without points"]
    click.echo(f"{count(len(checked.changes), 'mark')} {verb_}, {', '.join(rest)}")
    if dry_run and any(change.conflict for change in checked.changes):
        say("! marks of another reader; they are replaced only with --overwrite")


def _out_of_gradebook(
    course: Course, results: Path, at: datetime, *, overwrite: bool, dry_run: bool
) -> Checked:
    from grader.exports.grades import listed
    from grader.marking.carry import open_results
    from grader.marking.formgrader import enter_from_gradebook
    from grader.nbgrader_bridge.manual import as_comment, read_marks

    reports = open_results(course, results).reports
    graded = {report.assignment for report in reports}
    found = read_marks(course, [name for name in course.assignments if name in graded], reports)
    checked = enter_from_gradebook(
        course, results, found.marks, as_comment, at=at, overwrite=overwrite, dry_run=dry_run
    )
    for words in listed("! in the gradebook alone, and in no report", found.beside):
        warn(words)
    return checked


def _into_gradebook(course: Course, results: Path, *, overwrite: bool) -> int:
    from grader.feedback.text import clean_line, count
    from grader.marking.carry import open_results
    from grader.nbgrader_bridge.manual import write_marks

    held = open_results(course, results)
    written = write_marks(course, held.marks, held.reports, overwrite=overwrite)
    click.echo(f"{count(written.changed, 'mark')} written into {clean_line(written.where, 500)}")
    for student, why in written.left_out:
        click.echo(f"  not written: {clean_line(student, 80)}: {clean_line(why)}")
    return EXIT_FAILED if written.left_out else EXIT_OK


@verb
@click.argument("ids", nargs=-1, metavar="[ID]...")
@_RESULTS
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
        output().print(history_table(marks, found.marks.holding))
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
