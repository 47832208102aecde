"""What a hand-in's texts and names can do to whoever reads our output: a terminal, a log."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ESCAPE = "\x1b[2J\u202e"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def cell(source: str, name: str, *, solution: bool) -> dict[str, Any]:
    """A cell that nbgrader has marked, as an answer or as a check."""
    marks = {"grade_id": name, "grade": not solution, "solution": solution, "locked": not solution}
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": marks}}


def notebook(*cells: dict[str, Any]) -> str:
    """A notebook with these cells."""
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def grader(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The program, run in the folder where the test stands."""
    return subprocess.run(
        [sys.executable, "-m", "grader.cli.entry", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **env},
    )


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder outside every course."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (f"a{ESCAPE}.ipynb", "{}"),
        (f"a{ESCAPE}.py", "x = 1\n"),
        ("a.ipynb", notebook(cell("assert False", f"check_{ESCAPE}", solution=False))),
    ],
)
def test_checking_a_classmates_file_leaves_the_terminal_alone(
    alone: Path, name: str, text: str
) -> None:
    """No name of a file or of a cell reaches the terminal as it is, in whatever message."""
    (alone / name).write_text(text)

    said = grader("check", name)

    assert said.returncode in (1, 2)
    assert said.stdout + said.stderr
    assert not OBEYED.search(said.stdout + said.stderr)


def test_a_name_beside_the_mistyped_one_is_harmless(
    alone: Path,
) -> None:
    """What is suggested in place of a mistyped file is cleaned as well."""
    (alone / f"toy{ESCAPE}.ipynb").write_text("{}")

    said = grader("check", f"toy{ESCAPE}.ipyn")

    assert said.returncode == 2
    assert "do next" in said.stderr
    assert not OBEYED.search(said.stderr)


def test_a_cells_name_makes_no_line_of_its_own(
    alone: Path,
) -> None:
    """A check whose name holds line ends cannot write that another one passed."""
    name = "check_a\npassed  all"
    (alone / "a.ipynb").write_text(notebook(cell("assert False", name, solution=False)))

    said = grader("check", "a.ipynb")

    assert said.returncode == 1
    assert not [line for line in said.stdout.splitlines() if line.startswith("passed")]


@pytest.mark.parametrize("where", ["--version", "nonsense"])
def test_a_log_obeys_nothing_that_is_printed(where: str) -> None:
    """GitHub Actions is told to obey nothing until a word that nobody can know."""
    words = []
    for _ in range(2):
        said = grader(where, GITHUB_ACTIONS="true")
        first, *_, last = said.stderr.splitlines()
        assert re.fullmatch("::stop-commands::[0-9a-f]{32}", first)
        words.append(first.removeprefix("::stop-commands::"))
        assert last == f"::{words[-1]}::"
        assert "stop-commands" not in said.stdout
    assert words[0] != words[1]


def test_elsewhere_nothing_is_added() -> None:
    """On a terminal, or in another program's pipe, the output is ours alone."""
    said = grader("--version", GITHUB_ACTIONS="false")

    assert said.stderr == ""


NAMES = "Zoë → 数学 🦊"
PRINTING = f"""
import json, sys
import click
from grader.cli import app, entry

@click.command()
def say():
    if sys.argv[2] == "json":
        print(json.dumps({NAMES!r}, ensure_ascii=False))
    else:
        from grader.cli.common import output, say
        say({NAMES!r})
        output().print({NAMES!r})
        click.echo({NAMES!r})

click.Group.add_command(app.app, say, "say")
app.app.commands["say"].params = [click.Argument(["form"], expose_value=False)]
entry.main()
"""


@pytest.mark.parametrize("coding", ["ascii", "latin-1", "cp1252", "utf-8", "utf-16"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_terminal_of_another_coding_ends_nothing(coding: str, form: str) -> None:
    """What a terminal has no character for is shown by its code; JSON stays the same document."""
    said = subprocess.run(
        [sys.executable, "-c", PRINTING, "say", form],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": coding},
    )

    assert (said.returncode, b"mistake" in said.stderr) == (0, False)
    if form == "json":
        assert json.loads(said.stdout.decode(coding)) == NAMES
    elif coding == "latin-1":
        shown = "Zoë \\u2192 \\u6570\\u5b66 \\ud83e\\udd8a\n"
        assert said.stdout.decode(coding) == 2 * shown


@pytest.mark.parametrize("coding", ["ascii", "latin-1"])
def test_the_doctor_speaks_to_every_terminal(coding: str) -> None:
    """Its tick is shown by its code where there is none."""
    said = grader("doctor", PYTHONIOENCODING=coding)

    assert said.returncode in (0, 1)
    assert "unforgeable" in said.stdout
