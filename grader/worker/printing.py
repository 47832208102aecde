"""Which code of NumPy writes arrays as text, element by element, in Python.

What a student prints costs nothing, so it is not counted among the steps of an answer: neither the
functions that write, nor what of NumPy's they call in turn, such as `min` and `max`. Both are known
by the code itself, found before any hand-in ran: a name or a file's name could be borrowed. Imports
the standard library and NumPy.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterable, Iterator
from types import CodeType, FrameType
from typing import Any

import numpy as np

_WRITES = inspect.unwrap(np.array2string)


def _functions(values: Iterable[Any]) -> Iterator[Any]:
    """What stands among the values, and what the classes among them hold."""
    for value in list(values):
        if isinstance(value, type):
            yield from vars(value).values()
        else:
            yield value


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A piece of code and all that stands inside it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _known(values: Iterable[Any], where: str) -> dict[int, CodeType]:
    """The code of the functions among the values whose files begin so, by its identity."""
    return {
        id(code): code
        for value in _functions(values)
        if isinstance(own := getattr(inspect.unwrap(value), "__code__", None), CodeType)
        and own.co_filename.startswith(where)
        for code in _codes(own)
    }


def _of_numpy() -> Iterator[Any]:
    """What stands in the modules of NumPy that are loaded."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "numpy":
            yield from list(vars(module).values())


_PRINTING = _known(_WRITES.__globals__.values(), _WRITES.__code__.co_filename)
"""The code of `print(array)`, of `str`, `repr` and formats of arrays."""
_OWN = _known(_of_numpy(), os.path.join(os.path.dirname(np.__file__), ""))
"""The code of all functions of NumPy's that are written in Python."""


def is_known(code: CodeType) -> bool:
    """Whether `prints` can be true of a frame that runs the code."""
    return id(code) in _PRINTING or id(code) in _OWN


def prints(frame: FrameType) -> bool:
    """Whether the frame writes an array, or does so for one that does, as NumPy's own code.

    Code of anybody else's that is called on the way, such as a formatter, does not.
    """
    each: FrameType | None = frame
    while each is not None and id(each.f_code) not in _PRINTING:
        each = each.f_back if id(each.f_code) in _OWN else None
    return each is not None
