"""From what a worker says went wrong to the exception that a test sees.

A student's exception arrives as words: its class name, the builtin names in its MRO, its text and
the student's own lines. No exception class is ever unpickled, and control exceptions (SystemExit,
KeyboardInterrupt, StopIteration, pytest's, hypothesis's) never come out of a description. The
worker belongs to the student, so what it says is checked, cleaned and cut here again.

May import the standard library, `grader.errors` and the cleaning of `grader.worker.describe`.
"""

from __future__ import annotations

import builtins
import functools
from collections.abc import Mapping
from typing import Any

from grader.errors import StudentError
from grader.worker.describe import LINE_LIMIT, NAME_LIMIT, TEXT_LIMIT, clean_text

MOST_FRAMES, _BASES = 10, 20


def student_error(described: Mapping[str, Any]) -> StudentError:
    """The exception for what the worker described: a StudentError that is also a builtin one.

    `raises(TypeError)` holds a StudentTypeError.

    Raises
    ------
    KeyError, TypeError, ValueError
        When it is no description.
    """
    names = tuple(words(name, NAME_LIMIT) for name in described["bases"][:_BASES])
    traceback = tuple(_frame(*frame) for frame in described["frames"][:MOST_FRAMES])
    text = words(described["text"], TEXT_LIMIT)
    return _error_class(names)(words(described["type"], NAME_LIMIT), text, traceback)


def words(text: object, limit: int) -> str:
    """A string out of a worker, cleaned and cut.

    Raises
    ------
    TypeError
        When it is no string.
    """
    if type(text) is not str:
        raise TypeError("not a string")
    return clean_text(text, limit)


def _frame(where: object, line: object, function: object, source: object) -> str:
    if type(line) is not int:
        raise TypeError("not a line number")
    place = f"{words(where, NAME_LIMIT)}, line {line}, in {words(function, NAME_LIMIT)}"
    return f"{place}: {words(source, LINE_LIMIT)}"


@functools.cache
def _error_class(names: tuple[str, ...]) -> type[StudentError]:
    for name in names:
        found = getattr(builtins, name, None)
        if not (isinstance(found, type) and issubclass(found, Exception)):
            continue
        if found in (Exception, StopIteration, StopAsyncIteration):
            break
        if _plain_layout(found):
            return type(f"Student{name}", (StudentError, found), {})
    return StudentError


def _plain_layout(kind: type[Exception]) -> bool:
    """Whether a class can stand beside StudentError; UnicodeDecodeError and its like cannot."""
    try:
        type("Probe", (StudentError, kind), {})("", "")
    except (TypeError, ValueError):
        return False
    return True
