"""Writes docs/commands.md from what the commands say of themselves.

    .venv/bin/python docs/commands.py

May import the command line; must never hold words about a command, for those stand in its help.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from grader.cli.app import app

PAGE = Path(__file__).with_name("commands.md")

_HEAD = """\
# Commands

Written by `docs/commands.py` from each command's `--help`; a test checks that it is current.
Standard output is the result, standard error is for people.
"""


def page() -> str:
    """The reference page as the commands of this checkout say it."""
    parts = [_HEAD, _section("grader", [])]
    for name, command in app.commands.items():
        parts.append(_section(f"grader {name}", [name]))
        below = command.commands if isinstance(command, click.Group) else ()
        parts += [_section(f"grader {name} {each}", [name, each]) for each in below]
    return "\n".join(parts)


def _section(title: str, arguments: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "grader.cli.entry", *arguments, "--help"],
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHON_COLORS": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
