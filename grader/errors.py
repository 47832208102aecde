"""Exceptions: the only class tree of the project, and the form of every message.

    GraderError                 our fault, or the machine's: exit code 3, no grade is written
      UsageError                the person who typed the command can mend it: exit code 2
        CourseError             a file of the course is wrong: exit code 2
      SandboxError              a worker cannot be started, or a demanded promise is missing
      JudgeDied                 a judge ended before its work did (`engine.session`)
      JudgeMissing              the machine could start no judge (`engine.session`)
    GateError                   a check, gate or comparison failed: exit code 1
    SuiteError                  a hidden suite did what it may not, perhaps over one answer alone
      UndeclaredName            a name; also an AttributeError, for those who only probe

    StudentError                student code raised; also an instance of the builtin that it raised
    WrongKind                   the submission gave back another kind of thing than declared
    Mismatch                    a value is not the expected one

    CheckStopped                ends a check at once; no `except Exception` of a suite can hold it
      WorkerTimeout             the worker used up its budget
      WorkerDied                the worker ended, or sent what is no answer
      WorkerStarved             the machine gave the worker no time: nobody's fault but ours
        WorkerKilled            something outside the submission killed the worker: likewise
        WorkerMissing           the machine could make no worker: likewise

The first group is ours and ends a command. The other two never leave the judge: there a student's
failure becomes data in a record. May import nothing of the project.
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable, Sequence

REFUSED = frozenset(
    {
        errno.EACCES,
        errno.EEXIST,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EPERM,
        errno.EROFS,
    }
)
"""Numbers of system errors that whoever chose a path can mend; any other is the machine's fault."""
_SCARCE = frozenset({errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_OURS, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


class GraderError(Exception):
    """What was being done, what was expected, what came, and what to do next.

    Parameters
    ----------
    doing, expected, came, todo:
        The four parts, each a phrase without a full stop. Shown one per line.
    """

    exit_code = EXIT_OURS

    def __init__(self, doing: str, *, expected: str, came: str, todo: str) -> None:
        self.doing, self.expected, self.came, self.todo = doing, expected, came, todo
        super().__init__(str(self))

    def __str__(self) -> str:
        return (
            f"{self.doing}\n  expected: {self.expected}\n  came:     {self.came}\n"
            f"  do next:  {self.todo}"
        )


def exit_code_of(error: GraderError) -> int:
    """Its exit code: 3 also where a file is said to be wrong that the machine could not read."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in _SCARCE:
            return EXIT_OURS
        cause = cause.__context__
    return error.exit_code


class UsageError(GraderError):
    """The person who typed the command can mend it."""

    exit_code = EXIT_USAGE


class CourseError(UsageError):
    """A file of the course is wrong; the message names the file and the key."""


class SandboxError(GraderError):
    """A worker cannot be started, or a promise that the course demands is missing."""


class GateError(GraderError):
    """A gate or a comparison found something; nothing is broken, but it is not right."""

    exit_code = EXIT_FAILED


class SuiteError(Exception):
    """A hidden suite did what it may not, on the reference too or over one answer alone."""


class UndeclaredName(SuiteError, AttributeError):
    """A test uses a name that its interface does not declare; probes by `getattr` get no."""


class StudentError(Exception):
    """Student code raised. The text was made in the worker and is cleaned and short.

    Parameters
    ----------
    type_name, text:
        The exception's class name and text, as the student would see them.
    traceback:
        The student's own lines, outermost first.
    """

    def __init__(self, type_name: str, text: str, traceback: tuple[str, ...] = ()) -> None:
        self.type_name, self.text, self.traceback = type_name, text, traceback
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"{self.type_name}: {self.text}" if self.text else self.type_name


class WrongKind(AssertionError):
    """The submission gave back another kind of thing than its interface declares."""


NOT_GIVEN = object()
"""Stands for a value that a `Mismatch` does not have: None is a value that a test may expect."""


class Mismatch(AssertionError):
    """A value is not the expected one; `got` and `want` are plain values, or `NOT_GIVEN`."""

    def __init__(
        self, message: str, *, got: object = NOT_GIVEN, want: object = NOT_GIVEN, what: str = ""
    ) -> None:
        self.got, self.want, self.what = got, want, what
        super().__init__(message)


class CheckStopped(BaseException):
    """Ends a check at once; a BaseException, because suites may say `except Exception`."""


class WorkerTimeout(CheckStopped):
    """The worker used up the CPU time of its check, or slept through its wall time."""


class WorkerDied(CheckStopped):
    """The worker ended by itself, or sent bytes that are no answer and was killed."""


class WorkerStarved(CheckStopped):
    """The machine gave the worker no CPU time within the wall limit: tried again, then ours."""


class WorkerMissing(WorkerStarved):
    """The machine gave no worker, or nothing through which to ask it."""


class WorkerKilled(WorkerStarved):
    """Something outside the submission killed the worker, as a machine without memory does."""


def first_of(names: Sequence[str], most: int) -> str:
    """The first of some names on one line, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def suggestion(name: str, known: Iterable[str]) -> str:
    """A phrase that names the nearest known word, or all of them when none is near."""
    words = sorted(known)
    near = difflib.get_close_matches(name, words, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return "known: " + (", ".join(words) if words else "none")
