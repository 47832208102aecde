"""The `package` command: an assignment in the form in which another system grades it.

May import click at the top; the exports, the course and the engine when it runs. Must never write
a package that was not tried.
"""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import global_options, say, the_course, verb, will_write
from grader.errors import EXIT_OK, UsageError

if TYPE_CHECKING:
    from grader.course import Assignment, Course


@verb
@click.argument("form", type=click.Choice(["gradescope"]))
@click.argument("name", metavar="ID")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The zip to write.",
)
@click.option(
    "--minutes",
    type=click.IntRange(1, 240),
    default=10,
    show_default=True,
    help="After how many Gradescope ends a run; set the same there.",
)
@click.option(
    "--no-deduction", is_flag=True, help="Deduct nothing there for being late; only say it."
)
@global_options
def package(form: str, name: str, out: Path, minutes: int, no_deduction: bool) -> int:
    """Write a zip with which another system grades an assignment.

    It holds the hidden suite and the answers: give it to Gradescope and to
    nobody else. It is tried here, on the reference, before it is written.

    Example:
      grader package gradescope median --out autograder.zip

    Writes:
      the file that --out names, whole or not at all; on standard output
      what to set on Gradescope

    Exit codes:
      0  written
      2  the command line or a file of the course is wrong
      3  our fault, or the machine's
    """
    from grader.exports.gradescope_zip import gradescope_zip
    from grader.feedback.text import clean_line
    from grader.files import write_atomically

    course = the_course()
    assignment = course.assignment(name)
    target = _safe_place(course, out)
    data = gradescope_zip(course, assignment, minutes=minutes, deduct=not no_deduction)
    say("proving the package on the reference")
    _prove(data, assignment.id)
    will_write(target.parent)
    write_atomically(target, data, mode=0o600)
    click.echo(f"{clean_line(str(out))}: {len(data) // 1024} KB, for Gradescope alone")
    for line in _to_set(course, assignment, minutes, deduct=not no_deduction):
        click.echo(f"  {line}")
    return EXIT_OK


def _safe_place(course: Course, out: Path) -> Path:
    """The file to write; raises where it would be published, or go into a package itself."""
    from grader.exports.place import file_named

    published = (course.root / "assignments").resolve()
    if Path(os.path.realpath(out)).is_relative_to(published):
        raise UsageError(
            "looking for the file to write",
            expected="--out names a file of its own, outside of assignments/",
            came=f"{out}, which students get as it is",
            todo="choose another name",
        )
    return file_named(out)


def _prove(data: bytes, name: str) -> None:
    """Raise unless the course in the zip collects its suite and its reference passes it."""
    from grader.course import load_course
    from grader.engine.session import JudgeProcess
    from grader.folders import held_folder
    from grader.intake.release import read_release

    with held_folder("grader-package-") as folder:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(folder)  # made here a moment ago
        course = load_course(folder)
        assignment = course.assignment(name)
        read_release(assignment.release_notebook)
        with JudgeProcess(course, assignment):
            pass


def _to_set(course: Course, assignment: Assignment, minutes: int, *, deduct: bool) -> list[str]:
    """What a person must set on Gradescope, or know, a line each."""
    from grader.feedback.text import points

    most = sum(question.points for question in assignment.auto)
    lines = [f"Autograder Points: {points(most)}", f"Container timeout: {minutes} minutes"]
    if assignment.manual:
        by_hand = sum(question.points for question in assignment.manual)
        worth = f"{points(by_hand)} {'point' if by_hand == 1 else 'points'}"
        lines.append(f"Manual Grading: on, {worth}, for what a person reads")
    hidden = [question.id for question in assignment.auto if question.show == "nothing"]
    if hidden:
        lines.append(
            f'show = "nothing" in {", ".join(hidden)}: hidden tests, and then Gradescope shows '
            "students no total"
        )
    rule, due = course.deadlines.late.policy, course.deadlines.due.get(assignment.id)
    told = f"due {due.isoformat()}" if due else "due when Gradescope says"
    charged = "as course.toml says" if deduct and rule != "none" else "nothing"
    lines.append(f"late: {told}; deducted here: {charged}; let Gradescope deduct nothing")
    return lines
