"""The instructor's program: its commands, and how each way of ending becomes an exit code.

May import click and `grader.errors` at the top; commands import their rooms when they run, so that
`grader --help` loads neither pytest nor nbgrader. Must never decide anything about a grade.
"""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from grader import __version__
from grader.cli.collecting import collect
from grader.cli.commands import check, doctor, freeze, generate
from grader.cli.common import Settings, complain, global_options, refusal, verbatim
from grader.cli.converting import convert
from grader.cli.demo.command import demo
from grader.cli.exporting import export
from grader.cli.forgetting import forget
from grader.cli.grading import grade
from grader.cli.initing import init
from grader.cli.marking import manual
from grader.cli.packaging import package
from grader.cli.regrading import regrade
from grader.cli.verifying import verify
from grader.errors import (
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_OURS,
    EXIT_USAGE,
    GraderError,
    UsageError,
    exit_code_of,
    suggestion,
)


class _Group(click.Group):
    """A group that answers a mistyped command with the nearest one, and keeps their order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise UsageError(
                "reading the command line of `grader`",
                expected="a command: " + ", ".join(self.commands),
                came=repr(args[0]),
                todo=suggestion(args[0], self.commands),
            )
        name, command, rest = super().resolve_command(ctx, args)
        ctx.ensure_object(Settings).command = name or ""
        return name, command, rest


def _start() -> None:
    """Grade programming assignments with hidden tests that no submission can see or forge.

    Example:
      grader grade --submissions submitted --out graded

    Exit codes, of every command:
      0    done
      1    a check, gate or comparison failed
      2    the command line or a file of the course is wrong
      3    our fault, or the machine's: nothing was decided
      130  interrupted
    """


_VERSION = f"grader {__version__} (Python {platform.python_version()})"
app = click.group(
    "grader",
    cls=_Group,
    help=verbatim(_start),
    context_settings={"help_option_names": ["-h", "--help"]},
)(click.version_option(__version__, message=_VERSION)(global_options(_start)))
for _command in (
    init,
    generate,
    freeze,
    verify,
    check,
    collect,
    convert,
    grade,
    regrade,
    manual,
    export,
    package,
    forget,
    doctor,
    demo,
):
    app.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give back its exit code; nothing escapes but the code."""
    said = Settings()
    try:
        code = app.main(list(arguments), prog_name="grader", standalone_mode=False, obj=said)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return EXIT_USAGE
    except click.ClickException as error:
        return _misused(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what was finished is kept", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left. Point the stream elsewhere, so that the interpreter's
        # own flush at exit does not raise once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except GraderError as error:
        return _told(said, error)
    except Exception as error:
        known = refusal(said, error) if isinstance(error, OSError) else None
        if known is not None:
            return _told(said, known)
        _trace(said)
        return _unexpected(said, error)
    return code if isinstance(code, int) else EXIT_OK


def _told(said: Settings, error: GraderError) -> int:
    _trace(said)
    complain(error.doing, expected=error.expected, came=error.came, todo=error.todo)
    return exit_code_of(error)


def _misused(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "grader"
    usage = " ".join(context.get_usage().split()[1:]) if context is not None else "grader COMMAND"
    complain(
        f"reading the command line of `{path}`",
        expected=usage,
        came=error.format_message(),
        todo=f"see `{path} --help`",
    )
    return EXIT_USAGE


def _unexpected(said: Settings, error: Exception) -> int:
    text = " ".join(str(error).split())[:300]
    where = ""
    if error.__traceback__ is not None:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f" at {Path(last.filename).name}:{last.lineno}"
    complain(
        f"running `grader {said.command}`".rstrip(" `") + "`",
        expected="an end that this program knows",
        came=f"{type(error).__name__}: {text}{where}",
        todo="this is a mistake in the grader, not yours; run it again with -v and pass on "
        "what it prints",
    )
    return EXIT_OURS


def _trace(said: Settings) -> None:
    if said.verbosity > 0:
        click.echo(traceback.format_exc(), err=True)
