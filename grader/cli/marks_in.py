"""`grader manual import`: marks in from filled-in tables or from formgrader, and into a gradebook.

May import click at the top; the marking room and nbgrader's bridge when it runs. Must never decide
a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import (
    global_options,
    output,
    results_folder,
    say,
    telling,
    the_course,
    verb,
    warn,
    will_write,
)
from grader.errors import EXIT_FAILED, EXIT_OK, UsageError

if TYPE_CHECKING:
    from grader.course import Course
    from grader.marking.rows import Checked
    from grader.nbgrader_bridge.manual import Written


@verb
@click.argument(
    "files", nargs=-1, metavar="[FILE.csv]...", type=click.Path(path_type=Path, dir_okay=False)
)
@results_folder
@click.option("--reader", metavar="NAME", help="Who gives these marks; kept with each of them.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option("--overwrite", is_flag=True, help="Replace marks that another reader gave.")
@click.option("--gradebook", is_flag=True, help="Write the marks into nbgrader's gradebook too.")
@click.option(
    "--from-gradebook",
    is_flag=True,
    help="Take over what was marked in formgrader, instead of files.",
)
@click.option(
    "--from-reports",
    is_flag=True,
    help="Enter again what stands in the reports and is gone from marks.jsonl.",
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
    from_reports: bool,
) -> int:
    """Enter marks from filled-in tables, all or none, and publish the results again.

    Example:
      grader manual import marking/*.csv --results graded --reader anna --dry-run

    Writes, under --results:
      marks.jsonl   each mark with its reader and time; earlier ones are kept
      reports/, pages/, summary.json, with the marks in them; no check is run
    and with --gradebook manual scores and comments into nbgrader's gradebook

    Where marks.jsonl was lost or cut off, --from-reports brings back what was
    published; until then nothing else is written.

    Exit codes:
      0  entered, or nothing to enter
      1  with --gradebook: some marks have no place in the gradebook yet
      2  a row or the command line is wrong, or a mark is another reader's: nothing is written
      3  our fault
    """
    others = {"--from-gradebook": from_gradebook, "--from-reports": from_reports}
    _fits(files, reader, gradebook, [name for name, given in others.items() if given])
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
    elif from_reports:
        from grader.marking.from_reports import enter_from_reports

        checked = enter_from_reports(course, results, dry_run=dry_run)
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
    written = None
    with telling(lambda: _told(checked, dry_run=dry_run)):
        if gradebook and not dry_run:
            written = _into_gradebook(course, results, overwrite=overwrite)
    return _told_of_gradebook(written) if written else EXIT_OK


def _fits(files: Sequence[Path], reader: str | None, gradebook: bool, others: list[str]) -> None:
    """Raise where options do not go together; `others` are ways to enter marks without files."""
    if len(others) > 1:
        expected, came = " or ".join(others), "both"
    elif others and (files or reader or gradebook):
        expected, came = f"{others[0]} without files, --reader and --gradebook", "both"
    elif not others and not files:
        expected, came = "tables that a reader filled in, or --from-gradebook", "neither"
    elif not others and not (reader or "").strip():
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


def _into_gradebook(course: Course, results: Path, *, overwrite: bool) -> Written:
    from grader.marking.carry import open_results
    from grader.nbgrader_bridge.manual import write_marks

    held = open_results(course, results)
    return write_marks(course, held.marks, held.reports, overwrite=overwrite)


def _told_of_gradebook(written: Written) -> int:
    from grader.feedback.text import clean_line, count

    click.echo(f"{count(written.changed, 'mark')} written into {clean_line(written.where, 500)}")
    for student, why in written.left_out:
        click.echo(f"  not written: {clean_line(student, 80)}: {clean_line(why)}")
    return EXIT_FAILED if written.left_out else EXIT_OK
