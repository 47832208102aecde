"""The `collect` command: lays the hand-ins of a download out for `grade`, and lists them.

May import click at the top; the intake room and rich when it runs. Must never decide whose a file
is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import global_options, output, say, the_course, verb, will_write
from grader.errors import EXIT_FAILED, EXIT_OK

if TYPE_CHECKING:
    from rich.table import Table

    from grader.intake.collect import Collected

_FORMS = ("auto", "canvas", "moodle", "blackboard", "gradescope", "folder")


@verb
@click.argument("assignment_id", metavar="ID")
@click.argument("download", type=click.Path(path_type=Path), metavar="DOWNLOAD")
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder of hand-ins that `grade` reads; it may be new.",
)
@click.option(
    "--from",
    "form",
    type=click.Choice(_FORMS),
    default="auto",
    help="Where the download is from. Default: what its names say.",
)
@click.option(
    "--update",
    is_flag=True,
    help="Replace a hand-in that lies there; it is kept in <STUDENT>/.earlier.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, not a table.")
@global_options
def collect(
    assignment_id: str, download: Path, submissions: Path, form: str, update: bool, as_json: bool
) -> int:
    """Lay out a bulk download of hand-ins as `grade` reads them.

    DOWNLOAD is the zip archive of Canvas, Moodle, Blackboard or Gradescope, the
    folder with its contents, or a folder with a file or folder for each student.

    Example:
      grader collect number_with_grad submissions.zip --submissions submitted

    Writes, under --submissions:
      <STUDENT>/<ID>/<FILE>   the last attempt, under the name that was asked for
      collected.json          where each file is from, its digest, when, late or not
    and on standard output a table, or with --json
      {"schema": "grader/collect/v1", "hand_ins": [...], "passed_over": [...]}

    Exit codes:
      0  every hand-in lies there
      1  something was skipped, and a person has to look at it
      2  the command line, the download or a file of the course is wrong
      3  our fault
    """
    from grader.intake.collect import collect as run
    from grader.intake.collect import to_record

    course = the_course()
    assignment = course.assignment(assignment_id)
    will_write(submissions)
    found = run(
        course,
        assignment,
        download,
        submissions,
        form=None if form == "auto" else form,  # type: ignore[arg-type]  # click.Choice
        update=update,
    )
    if as_json:
        record = to_record(found, assignment, download, submissions)
        click.echo(json.dumps(record, indent=1))
    else:
        _show(found)
    say(f"\ntaken for a download of the form {found.form}: {found.form_why}")
    say(_count(found))
    if found.missing:
        say(f"in the roster, without a hand-in: {', '.join(found.missing)}")
    return EXIT_OK if found.complete else EXIT_FAILED


def _show(found: Collected) -> None:
    from rich.text import Text

    from grader.feedback.text import clean_line

    table = _table("Hand-ins", "Student", "Status", "File", "Late", "Remarks")
    for row in found.hand_ins:
        who = clean_line(row.student or row.name, 60)
        files = ", ".join(each.file for each in row.files)
        words = [row.why, *row.notes] if row.why else list(row.notes)
        if row.group:
            words.append(f"with {', '.join(row.group)}")
        late = {True: "late", False: "", None: "?"}[row.late]
        colour = "bold red" if row.status == "skipped" else ""
        remarks = Text(clean_line("; ".join(words)))
        table.add_row(Text(who), Text(row.status, colour), files, late, remarks)
    output().print(table)
    if found.asides:
        aside = _table("Passed over", "File", "Why")
        for each in found.asides:
            colour = "bold red" if each.needs_person else ""
            aside.add_row(Text(clean_line(each.entry, 120)), Text(clean_line(each.why), colour))
        output().print(aside)


def _table(title: str, *headings: str) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(
        title=Text(title),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def _count(found: Collected) -> str:
    from grader.feedback.text import count

    statuses = [each.status for each in found.hand_ins]
    words = [f"{statuses.count(one)} {one}" for one in dict.fromkeys(sorted(statuses))]
    waiting = sum(each.needs_person for each in found.asides)
    if waiting:
        words.append(count(waiting, "file of nobody", "files of nobody"))
    return ", ".join(words)
