"""The `convert` command: one hand-in in its other form, on the release that it belongs to.

May import click at the top; the rooms when it runs. Must never write over a file.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from grader.cli.common import global_options, say, settings, verb, will_write
from grader.errors import EXIT_FAILED, EXIT_OK, UsageError

MAX_BYTES = 64 * 1024 * 1024
_FORMS = (".ipynb", ".py")


@verb
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What to write; its ending says which form. Default: FILE with the other ending.",
)
@click.option(
    "--release",
    type=click.Path(path_type=Path),
    metavar="NOTEBOOK",
    help="The notebook as released. Default: that of the course with FILE's name.",
)
@global_options
def convert(file: Path, target: Path | None, release: Path | None) -> int:
    """Write a hand-in in its other form, a notebook or a .py.

    Both forms are graded alike. A notebook is made on the release's cells, with
    their marks, so that nbgrader takes it. Nothing of FILE is run.

    Example:
      grader convert submitted/ada/perceptron/perceptron.py

    Writes:
      FILE with the other ending, or what --to says; never over a file

    Exit codes:
      0  written
      1  FILE cannot be read; the message is the one that its student would get
      2  the command line is wrong, or no release is found
      3  our fault
    """
    goal = _goal(file, target)
    hand_in = _cells(file)
    if isinstance(hand_in, str):
        click.echo(f"{file.name}: {hand_in}", err=True)
        return EXIT_FAILED
    data = _written(hand_in, goal, file, release)
    from grader.feedback.text import count
    from grader.files import write_atomically

    will_write(goal.parent)
    write_atomically(goal, data)
    for note in hand_in["notes"]:
        say(f"{file.name}: {note}")
    cells = count(len(hand_in["cells"]), "cell")
    say(f"written: {goal}, {cells} of {file.name}")
    return EXIT_OK


def _goal(file: Path, target: Path | None) -> Path:
    """What is written; raises UsageError where that is no form, or is there already."""
    ending = ".py" if file.suffix.lower() == ".ipynb" else ".ipynb"
    goal = file.with_suffix(ending) if target is None else target
    if goal.suffix.lower() not in _FORMS:
        raise UsageError(
            f"converting {file}",
            expected="a name that ends in .ipynb or .py after --to",
            came=str(goal),
            todo="end the name with the form that you want",
        )
    if os.path.lexists(goal):
        raise UsageError(
            f"converting {file}",
            expected="a new file to write",
            came=f"{goal}, which is there already",
            todo="name another with --to, or move that one away",
        )
    return goal


def _cells(file: Path) -> Mapping[str, Any] | str:
    """What a throw-away worker read of the file, or why it can be read by nobody."""
    from grader.engine.handin import read_cells
    from grader.intake.find import NotFound, read_bytes
    from grader.sandbox.launcher import Launcher

    doing = f"converting {file}"
    if not os.path.lexists(file):
        raise UsageError(
            doing, expected="a notebook or a .py file", came="no such file", todo="check the path"
        )
    data = read_bytes(file, MAX_BYTES)
    if isinstance(data, NotFound):
        raise UsageError(
            doing,
            expected="a notebook or a .py file of at most 64 MB, no link",
            came=data.message,
            todo="name the file itself",
        )
    with contextlib.closing(Launcher()) as launcher:
        return read_cells(data, file.name, launcher)


def _written(hand_in: Mapping[str, Any], goal: Path, file: Path, release: Path | None) -> bytes:
    from grader.intake.convert import notebook_bytes, to_notebook, to_percent

    if goal.suffix.lower() == ".py":
        return to_percent(hand_in["cells"]).encode()
    return notebook_bytes(to_notebook(_release(file, release), hand_in["cells"]))


def _release(file: Path, release: Path | None) -> dict[str, Any]:
    """The released notebook as JSON; raises UsageError where there is none."""
    from grader.intake.nearby import course_release, course_root
    from grader.intake.release import read_release

    course = settings().course
    path = release or course_release(file, course or course_root(file))
    if path is None:
        raise UsageError(
            f"converting {file}",
            expected="the released notebook, whose cells the answers belong to",
            came="no course with an assignment of that name",
            todo="name it: grader convert FILE --release NOTEBOOK, or say --course DIR",
        )
    read_release(path)  # says what is wrong with it
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
