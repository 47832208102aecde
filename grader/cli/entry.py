"""The door of the `grader` program.

May import the standard library alone at the top, because `grader check` runs on a student's
machine, where nothing else need be installed; must never do work of its own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command line of this process and exit with its code."""
    _put_interpreter_first()
    if sys.argv[1:2] == ["check"]:
        from grader.cli.check import main as check

        sys.exit(check(sys.argv[2:]))
    from grader.cli.app import run

    sys.exit(run(sys.argv[1:]))


def _put_interpreter_first() -> None:
    """Put the interpreter's folder first on PATH: nbgrader looks for `alembic` there by name."""
    folder = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    if path.split(os.pathsep)[:1] != [folder]:
        os.environ["PATH"] = folder + os.pathsep + path


if __name__ == "__main__":
    main()
