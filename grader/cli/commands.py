"""The short commands: `generate`, `freeze`, `check` and `doctor`.

May import click at the top; each command imports its room when it runs. Must never hold the work
itself.
"""

from __future__ import annotations

import json

import click

from grader.cli.common import (
    chosen,
    global_options,
    output,
    people,
    say,
    the_course,
    verb,
    will_write,
)
from grader.errors import EXIT_FAILED, EXIT_OK

DOCTOR_SCHEMA = "grader/doctor/v1"


@verb
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--check", is_flag=True, help="Write nothing; compare.")
@global_options
def generate(ids: tuple[str, ...], check: bool) -> int:
    """Write what students get, from the one source of each assignment.

    Example:
      grader generate number_with_grad

    Writes:
      assignments/<ID>/<ID>.ipynb, <ID>.py and README.md

    Exit codes:
      0  written, or with --check: nothing differs
      1  with --check: a file differs from what would be written
      2  a file of the course is wrong
      3  our fault
    """
    from grader.authoring.generate import generate as run

    course = the_course()
    names = chosen(course, ids)
    will_write(course.root / "assignments")
    # Without names the whole of assignments/ is compared, so that a stale folder is seen too.
    differences = run(course, names if ids else (), check=check)
    for difference in differences:
        click.echo(str(difference))
    if check and differences:
        say(f"{len(differences)} files differ; run `grader generate` and commit what it writes")
        return EXIT_FAILED
    say(f"{'unchanged' if not differences else 'written'}: {', '.join(names)}")
    return EXIT_OK


@verb
@click.argument("ids", nargs=-1, metavar="[ID]...")
@global_options
def freeze(ids: tuple[str, ...]) -> int:
    """Draw each property test's examples once, and store them.

    They are drawn on the reference; every submission is then asked the same.

    Example:
      grader freeze number_with_grad

    Writes:
      solutions/<ID>/corpus.json

    Exit codes:
      0  written, or as before
      2  a file of the course is wrong
      3  our fault
    """
    from grader.authoring.freeze import freeze as run
    from grader.feedback.text import count

    course = the_course()
    names = chosen(course, ids)
    will_write(course.root / "solutions")
    for frozen in run(course, names):
        examples = sum(frozen.examples.values())
        click.echo(
            f"{frozen.assignment}: {count(examples, 'example')} for"
            f" {count(len(frozen.examples), 'check')},"
            f" {count(frozen.misconceptions, 'known mistake')}"
            f" {'written' if frozen.changed else 'as before'}"
        )
        for check, kind in sorted(frozen.not_frozen.items()):
            say(f"{check}: draws a {kind}, which cannot be frozen; it is drawn anew each time")
    return EXIT_OK


@click.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def check(arguments: tuple[str, ...]) -> int:
    """Run the visible checks of a hand-in, as a student does.

    See `grader check --help`.
    """
    from grader.cli.check import main

    return main(list(arguments))


@verb
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@global_options
def doctor(as_json: bool) -> int:
    """Try on this machine what a submission must not be able to do.

    Example:
      grader doctor

    Writes:
      nothing; prints each promise, the layers that give it, and what is missing

    Exit codes:
      0  every promise is reached
      1  a promise is not reached
      3  our fault
    """
    from grader.cli.tables import promises_table
    from grader.sandbox.doctor import examine

    findings = examine()
    if as_json:
        document = [
            {
                "promise": finding.promise,
                "reached": finding.reached,
                "layers": list(finding.layers),
                "missing": finding.missing,
                "todo": finding.todo,
            }
            for finding in findings
        ]
        click.echo(json.dumps({"schema": DOCTOR_SCHEMA, "promises": document}, indent=1))
    else:
        output().print(promises_table(findings))
        todo: dict[str, list[str]] = {}
        for finding in findings:
            if not finding.reached and finding.todo:
                todo.setdefault(finding.todo, []).append(finding.promise)
        for what, promises in todo.items():
            people().print(f"for {', '.join(promises)}: {what}")
    return EXIT_OK if all(finding.reached for finding in findings) else EXIT_FAILED
