"""The `grade` command: grade a class, print the result.

May import click at the top; the engine, rich and the feedback room when it runs. Must never change
a record.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.class_grading import grade_and_publish, warn_of_stale_files
from grader.cli.common import (
    chosen,
    global_options,
    output,
    say,
    telling,
    the_course,
    verb,
    warn,
)
from grader.cli.gradebook import into_gradebook, ready_for_gradebook
from grader.errors import EXIT_OK, EXIT_OURS

if TYPE_CHECKING:
    from grader.engine.grade import Grading


@verb
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder of hand-ins, one folder for each student.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder for results; run again with the same one to grade only what is missing.",
)
@click.option(
    "--submitted-at",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A CSV file that says who handed in when: student, assignment, when.",
)
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="NAME",
    help="Grade this student alone; may be given several times. What is known of others stays.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, not a table.")
@click.option("--jobs", type=click.IntRange(1), help="Submissions at a time. Default: by cores.")
@click.option(
    "--unsafe",
    is_flag=True,
    help="Grade without a promise that the course demands; records say so.",
)
@click.option(
    "--gradebook",
    is_flag=True,
    help="Write the class into nbgrader's gradebook too, and its autograded notebooks.",
)
@click.option("--feedback", is_flag=True, help="With --gradebook: make nbgrader's pages as well.")
@global_options
def grade(
    ids: tuple[str, ...],
    submissions: Path,
    out: Path,
    submitted_at: Path | None,
    students: tuple[str, ...],
    as_json: bool,
    jobs: int | None,
    unsafe: bool,
    gradebook: bool,
    feedback: bool,
) -> int:
    """Grade a class, write a page for each student, print the scores.

    Example:
      grader grade number_with_grad --submissions submitted --out graded

    Writes, under --out:
      journal.jsonl         every record, as soon as it is there
      reports/<STUDENT>.json, pages/<STUDENT>.html
      pages/index.html      the class list, for staff
      summary.json          the class in numbers
    and on standard output a table, or with --json
      {"schema": "grader/results/v1", "results": [...]}
    With --gradebook, in a course of nbgrader: the gradebook, all or nothing, and autograded/;
    marks by hand in it stay as they are. With --feedback: feedback/ as well.

    Exit codes:
      0  every submission has its grade, whatever it earned
      2  the command line or a file of the course is wrong, or the gradebook does not fit it
      3  our fault: nothing was graded, or a submission could not be
      130  interrupted; run it again to go on
    """
    course = the_course()
    names = chosen(course, ids) if ids else []  # none: whatever was handed in
    ready_for_gradebook(
        course,
        names,
        submissions,
        out,
        submitted_at=submitted_at,
        gradebook=gradebook,
        feedback=feedback,
    )
    grading, published = grade_and_publish(
        course,
        names,
        submissions=submissions,
        out=out,
        submitted_at=submitted_at,
        students=students,
        jobs=jobs,
        unsafe=unsafe,
        gradebook=gradebook,
    )
    edited = names or dict.fromkeys(report.assignment for report in grading.reports)
    broken = [r.student for r in grading.reports if r.status == "engine_failed"]

    def tell() -> None:
        warn_of_stale_files(course, edited)
        if as_json:
            click.echo(json.dumps(results_document(grading.reports), indent=1, allow_nan=False))
        else:
            print_results(grading)
        say(f"\n{_count(grading)}\nclass list: {published.index}")
        if broken:
            warn(f"NOT GRADED, by our fault: {', '.join(broken)}; the class list says why")

    code = EXIT_OK
    with telling(tell):
        if gradebook:
            code = into_gradebook(
                course, grading, submissions, out=out, feedback=feedback, jobs=jobs
            )
    return EXIT_OURS if broken else code


def results_document(reports: Sequence[Any]) -> dict[str, object]:
    """The JSON document that `--json` prints."""
    from grader.records import RESULTS_SCHEMA, to_json

    return {"schema": RESULTS_SCHEMA, "results": [to_json(report) for report in reports]}


def print_results(grading: Grading) -> None:
    """Print one table for each assignment on standard output."""
    from grader.cli.tables import results_table

    console = output()
    for name in dict.fromkeys(report.assignment for report in grading.reports):
        console.print(results_table([r for r in grading.reports if r.assignment == name]))


def _count(grading: Grading) -> str:
    from grader.feedback.text import count

    kept = ", ".join(sorted(name for name, kept in grading.promises.items() if kept)) or "none"
    return (
        f"{count(len(grading.reports), 'submission')} in {grading.wall_s:.1f} s"
        f" ({grading.cpu_s:.1f} s of processor time): {count(grading.executed, 'check')} run,"
        f" {grading.reused} taken from the journal; promises kept: {kept}"
        + ("; UNSAFE" if grading.unsafe else "")
    )
