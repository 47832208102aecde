"""From what a worker says went wrong to the exception that a test sees.

A student's exception arrives as words: its class name, the builtin names in its MRO, its text and
the student's own lines. No exception class is ever unpickled, and control exceptions (SystemExit,
KeyboardInterrupt, StopIteration, pytest's, hypothesis's) never come out of a description.

May import the standard library and `grader.errors`.
"""

from __future__ import annotations

import builtins
import functools
from collections.abc import Mapping
from typing import Any

from grader.errors import StudentError

_MESSAGE_LIMIT = 1000


def student_error(described: Mapping[str, Any]) -> StudentError:
    """The exception for what the worker described: a StudentError that is also a builtin one.

    `raises(TypeError)` holds a StudentTypeError.
    """
    names = [str(name) for name in described["bases"]]
    frames = [list(frame) for frame in described["frames"]]
    traceback = tuple(
        f"{where}, line {int(line)}, in {function}: {source}"
        for where, line, function, source in frames
    )
    text = str(described["text"])[:_MESSAGE_LIMIT]
    return _error_class(tuple(names))(str(described["type"])[:100], text, traceback)


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
    except TypeError:
        return False
    return True
