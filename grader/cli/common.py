"""What every command shares: the global options, the course, and how a message is printed.

May import click, `grader.errors` and the standard library at the top, the other rooms inside
functions; must never import a heavy library at the top, since `grader --help` loads this module.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from grader.errors import REFUSED, GraderError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from grader.course import Course

F = TypeVar("F", bound=Callable[..., Any])
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass
class Settings:
    """What the global options of one run say; filled while the command line is read."""

    course: Path | None = None
    verbosity: int = 0
    """0 by default; negative is quiet, positive is talkative."""
    command: str = ""
    writes: tuple[Path, ...] = ()
    """The folders that the command writes into, as far as it said so."""


def _keep_course(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        settings(context).course = value


def _more(context: click.Context, _: click.Parameter, value: int) -> None:
    settings(context).verbosity += value


def _less(context: click.Context, _: click.Parameter, value: int) -> None:
    settings(context).verbosity -= value


def settings(context: click.Context | None = None) -> Settings:
    """The settings of the command line that is being run."""
    found: Settings = (context or click.get_current_context()).ensure_object(Settings)
    return found


def global_options(command: F) -> F:
    """The command with ``--course``, ``-v`` and ``-q``, which are read before it and after it."""
    options = (
        click.option(
            "--course",
            type=click.Path(path_type=Path),
            metavar="DIR",
            expose_value=False,
            callback=_keep_course,
            help="The course's folder. Default: the nearest parent with a course.toml.",
        ),
        click.option(
            "-v",
            "--verbose",
            count=True,
            expose_value=False,
            callback=_more,
            help="Say more; with an unexpected error, its traceback.",
        ),
        click.option(
            "-q",
            "--quiet",
            count=True,
            expose_value=False,
            callback=_less,
            help="Say nothing but the result, warnings and errors.",
        ),
    )
    return functools.reduce(lambda decorated, option: option(decorated), reversed(options), command)


def results_folder(command: F) -> F:
    """The command with ``--results``, the folder of what was graded."""
    return click.option(
        "--results",
        type=click.Path(path_type=Path),
        required=True,
        metavar="DIR",
        help="The folder that `grader grade --out` wrote.",
    )(command)


def verbatim(function: Callable[..., Any]) -> str:
    r"""The function's docstring for click, which then keeps its lines as they are.

    Click fills every paragraph unless it begins with a line that holds ``\b`` alone.
    """
    purpose, *parts = inspect.cleandoc(function.__doc__ or "").split("\n\n")
    return "\n\n".join([purpose, *(f"\b\n{part}" for part in parts)])


def verb(function: Callable[..., int]) -> click.Command:
    """The function as a command, whose help is its docstring, line for line."""

    @functools.wraps(function)
    def with_text(**given: object) -> int:
        _must_be_text(given)
        return function(**given)

    context = {"help_option_names": ["-h", "--help"]}
    return click.command(help=verbatim(function), context_settings=context)(with_text)


def _must_be_text(given: Mapping[str, object]) -> None:
    """Raise for a word that is no text: what is written of it could not be read back.

    A terminal that sends another coding than the locale's gives such words. Paths are no text.
    """
    for value in given.values():
        for word in value if isinstance(value, tuple) else (value,):
            if isinstance(word, str) and any("\ud800" <= char <= "\udfff" for char in word):
                raise UsageError(
                    f"reading the command line of `{click.get_current_context().command_path}`",
                    expected="names and reasons as text in UTF-8",
                    came=f"{ascii(word)[:200]}, of which some bytes are no text",
                    todo="let the terminal send UTF-8 (LANG=C.UTF-8), and type it again",
                )


def _must_read_names() -> None:
    """Raise where Python takes names of files for another coding than that of archives and results.

    One student would get another name on every machine.
    """
    coding = sys.getfilesystemencoding()
    if coding != "utf-8":
        raise UsageError(
            "reading names of files",
            expected="that Python reads them as UTF-8",
            came=f"{coding}, as this terminal's locale says",
            todo="set PYTHONUTF8=1, or a locale such as LC_ALL=C.UTF-8, and run it again",
        )


def the_course() -> Course:
    """The course that ``--course`` names, or the nearest one above the working folder."""
    from grader.course import find_course, load_course

    _must_read_names()
    named = settings().course
    return load_course(find_course(Path.cwd()) if named is None else named.absolute())


def chosen(course: Course, ids: Sequence[str]) -> list[str]:
    """The assignments that were named, each once and known to the course; without names, all."""
    names = list(dict.fromkeys(ids)) or list(course.assignments)
    for name in names:
        course.assignment(name)
    return names


def will_write(*folders: Path) -> None:
    """Say where this command writes, so that a refusal of the system is told as one."""
    said = settings()
    said.writes = tuple(Path(os.path.abspath(folder)) for folder in (*folders, *said.writes))


def refusal(said: Settings, error: OSError) -> GraderError | None:
    """What to say of an error of the system; None unless it is about where the command writes."""
    full = error.errno in _FULL
    named = os.path.abspath(os.fsdecode(error.filename)) if _has_name(error) else None
    path = Path(named) if named else next(iter(said.writes), None)
    if path is None or not (full or (named and _is_below_or_above(path, said.writes))):
        return None
    if path.name.startswith("."):  # a temporary file, whose name tells nobody anything
        path = path.parent
    words = f"{type(error).__name__}: {error.strerror or error}"
    kind = UsageError if error.errno in REFUSED else GraderError
    todo = "correct its permissions, or choose another folder"
    if full:
        todo = "free space or choose another folder, then run it again; what was finished is kept"
    wanted = "a folder that can be written to" + (", with room in it" if full else "")
    return kind(f"writing {path}", expected=wanted, came=words, todo=todo)


def _has_name(error: OSError) -> bool:
    return isinstance(error.filename, str | bytes) and bool(error.filename)


def _is_below_or_above(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(each) or each.is_relative_to(path) for each in folders)


def output() -> Console:
    """A console on standard output, for the result. Piped, it is wide enough not to cut a row."""
    from rich.console import Console

    return _console(Console, stderr=False)


def people() -> Console:
    """A console on standard error, for words to people."""
    from rich.console import Console

    return _console(Console, stderr=True)


def _console(make: type[Console], *, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    terminal = stream.isatty()
    return make(
        file=stream,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if terminal else 160,
        legacy_windows=False,
    )


def say(text: str) -> None:
    """Print a line for people, unless they asked for quiet."""
    if settings().verbosity >= 0:
        click.echo(_harmless(text), err=True)


def warn(text: str) -> None:
    """Print a line without which somebody could rely on a wrong grade: quiet or not."""
    click.echo(_harmless(text), err=True)


@contextlib.contextmanager
def telling(tell: Callable[[], None]) -> Iterator[None]:
    """Tells when what is inside is done, which may be too late for anybody to listen.

    A failure inside is raised all the same, after what could be told.
    """
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError, SystemExit):  # rich exits where its pipe is broken
            tell()
        raise
    tell()


def complain(doing: str, *, expected: str, came: str, todo: str) -> None:
    """Print a message in its four parts on standard error."""
    click.echo(_harmless(f"{doing}\n  expected: {expected}"), err=True)
    click.echo(_harmless(f"  came:     {came}\n  do next:  {todo}"), err=True)


def _harmless(text: str) -> str:
    """The text for a terminal: names of files and folders are whatever somebody made them."""
    from grader.worker.describe import clean_text

    return clean_text(text, 100_000)
