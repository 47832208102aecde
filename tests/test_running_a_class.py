"""The week of docs/running-a-class.md, played through with the commands that the page shows."""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest

from grader.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "running-a-class.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
RIGHT = "    return sorted(values)[len(values) // 2]\n"
BETTER = "    s, n = sorted(values), len(values)\n    return (s[(n - 1) // 2] + s[n // 2]) / 2\n"
MORE = '''

@pytest.mark.check(question="median", weight=2)
def test_two(submission):
    """Of two numbers it is the mean."""
    close(submission.median([0, 1]), 0.5, "median([0, 1])")
'''


def test_every_command_is_one_of_ours_or_known() -> None:
    """A command of the page begins with a program, and `grader` knows its verb and its options."""
    programs = {command.split()[0] for command in COMMANDS}

    assert len(COMMANDS) >= 25
    assert programs == {"grader", "nbgrader", "mkdir", "cd", "cp", "rm", "tar", "python3"}
    for command in COMMANDS:
        program, *words = shlex.split(command)
        if program == "grader":
            verb = app.commands[words[0]]
            if isinstance(verb, click.Group):
                verb = verb.commands[words[1]]
            known = {name for option in verb.params for name in option.opts}
            assert {word for word in words if word.startswith("--")} <= known, command


def test_every_verb_of_the_week_is_shown() -> None:
    """The page uses each command that an instructor needs after an assignment is written."""
    shown = {shlex.split(command)[1] for command in COMMANDS if command.startswith("grader")}

    assert {
        "doctor", "verify", "init", "collect", "grade", "manual", "regrade", "export", "forget",
    } <= shown  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the example course, and a download with two filled-in hand-ins."""
    shutil.copytree(ROOT / "docs" / "example", tmp_path / "course")
    stub = (tmp_path / "course" / "assignments" / "median" / "median.py").read_text("utf-8")
    for student, answer in (("ada", BETTER), ("bo", RIGHT)):
        text = stub.replace("    # YOUR CODE HERE\n    raise NotImplementedError()\n", answer)
        text = text.replace("YOUR ANSWER HERE", f"Where a few are very large, says {student}.")
        place = tmp_path / "downloads" / "median" / student
        place.mkdir(parents=True)
        (place / "median.py").write_text(text, encoding="utf-8")
    return tmp_path


def between(command: str, home: Path) -> None:
    """What a person does by hand before a command of the page."""
    course = home / "stats"
    if command.startswith("cd "):
        assert (course / "course.toml").is_file()
    elif command.startswith("nbgrader generate_assignment"):
        (course / "roster.csv").write_text("student\nada\nbo\n")
    elif command.startswith("grader manual import"):
        (table,) = (course / "marking").glob("*.csv")
        rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
        at = next(at for at, column in enumerate(rows[0]) if column.startswith("points"))
        for row in rows[1:]:
            row[at] = "1"
        with open(table, "w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file).writerows(rows)
    elif command.startswith("grader regrade --list"):
        assert auto_score(course / "gradebook.db", "bo") == 2.0  # not the 1 that the checks give
    elif command == "grader regrade median --submissions submitted --out graded":
        suite = course / "solutions" / "median" / "hidden" / "test_median.py"
        suite.write_text(suite.read_text("utf-8") + MORE, encoding="utf-8")


def auto_score(gradebook: Path, student: str) -> float:
    """What nbgrader's gradebook has for the student's one auto question."""
    query = """
        select grade.auto_score from grade
        join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
        join base_cell on grade.cell_id = base_cell.id
        where base_cell.name = 'check_median' and submitted_assignment.student_id = ?
    """
    book = sqlite3.connect(gradebook)
    try:
        ((score,),) = book.execute(query, (student,)).fetchall()
    finally:
        book.close()
    return float(score)


@pytest.mark.nightly
@pytest.mark.needs("linux", "nbgrader")
def test_the_week_can_be_played_through(home: Path) -> None:
    """Each command of the page, in its order, ends well; what it says is then so."""
    where = home / "course"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    shell = {**os.environ, "HOME": str(home), "PATH": path}
    said: dict[str, str] = {}
    for command in COMMANDS:
        between(command, home)
        done = _run(command, where, shell)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        said[command] = done.stdout + done.stderr
        if command.startswith("cd "):
            where = home / "stats"
    _as_the_page_says(said, home / "stats")


def _run(command: str, where: Path, shell: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command], cwd=where, env=shell, capture_output=True, text=True, timeout=300
    )


def _as_the_page_says(said: dict[str, str], course: Path) -> None:
    regrades = [
        c for c in COMMANDS if c.startswith(("grader regrade median", "grader regrade --l"))
    ]
    dry, kept, applied, listed, *_ = (said[command] for command in regrades)
    assert "bo" in dry
    assert "1 would move" in dry
    assert "earlier points that stand, by never-lower" in kept
    assert "written as change 1" in applied
    assert "two numbers have a median too" in listed
    scores = (course / "scores.csv").read_text("utf-8")
    assert re.search(r"^ada,.*4", scores, re.MULTILINE)
    assert re.search(r"^bo,.*", scores, re.MULTILINE)
    left = [
        path
        for path in (course / "graded", course / "submitted", course / "autograded")
        for path in path.rglob("*")
        if path.name.startswith("bo") or (path.is_file() and b"says bo" in path.read_bytes())
    ]
    assert left == []
    book = sqlite3.connect(course / "gradebook.db")
    assert book.execute("select id from student").fetchall() == [("ada",)]
    book.close()
