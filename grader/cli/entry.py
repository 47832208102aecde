"""The door of the `grader` program.

May import the standard library and `grader.errors` alone at the top, because `grader check` runs on
a student's machine, where nothing else need be installed; must never do work of its own.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.errors import EXIT_FAILED, EXIT_INTERRUPTED

_STRICT = {"strict", "surrogateescape"}
"""Ways of a stream to treat what it cannot encode that end in an error."""


def main() -> None:
    """Run the command line of this process and exit with its code."""
    _open_what_is_closed()
    _write_whatever_comes()
    try:
        try:
            with _obeyed_by_nobody():
                code = _run(sys.argv[1:])
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        # Here too, because it may come while the program is still being imported.
        print("interrupted", file=sys.stderr)
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left. Point the streams elsewhere, so that the interpreter's
        # own flush at exit does not raise once more.
        for stream in (sys.stdout, sys.stderr):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        code = EXIT_FAILED
    sys.exit(code)


def _open_what_is_closed() -> None:
    """Gives a program that was started without a stream, as by `>&-` or a daemon, one to nowhere.

    Else the next file to be opened would be taken for it, and written to.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is not None:
            continue
        with contextlib.suppress(OSError):
            os.fstat(number)
            continue  # something else lies there by now
        opened = os.open(os.devnull, os.O_RDWR)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)
        setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8"))  # noqa: SIM115


def _write_whatever_comes() -> None:
    r"""Lets streams that are not in UTF-8 say `\u2713` where they have no such character.

    Else a name in the output would end a command whose work is done. JSON reads these escapes.
    """
    codecs.register_error("grader_escapes", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in _STRICT:
            stream.reconfigure(errors="grader_escapes")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What stands for the characters that cannot be encoded: their units in UTF-16."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


@contextlib.contextmanager
def _obeyed_by_nobody() -> Iterator[None]:
    """Keeps GitHub Actions from obeying our output, in which texts of hand-ins stand.

    It takes `::error::` at a line's start, and `##[set-output name=x]` anywhere in a line, for
    commands, until it has read a word that nobody else knows.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    word = os.urandom(16).hex()
    print(f"::stop-commands::{word}", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        sys.stdout.flush()
        print(f"::{word}::", file=sys.stderr, flush=True)


def _run(arguments: list[str]) -> int:
    _put_interpreter_first()
    if arguments[:1] == ["check"]:
        from grader.cli.check import main as check

        return check(arguments[1:])
    from grader.cli.app import run

    return run(arguments)


def _put_interpreter_first() -> None:
    """Put the interpreter's folder first on PATH: nbgrader looks for `alembic` there by name."""
    folder = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    if path.split(os.pathsep)[:1] != [folder]:
        os.environ["PATH"] = folder + os.pathsep + path


if __name__ == "__main__":
    main()
