"""Which code of NumPy writes arrays as text, element by element, in Python.

What a student prints costs nothing, so it is not counted among the steps of an answer. It is known
by the code itself, found before any hand-in ran: a name or a file's name could be borrowed. Imports
the standard library and NumPy.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import CodeType
from typing import Any

import numpy as np

_WRITES = inspect.unwrap(np.array2string)


def _functions() -> Iterator[Any]:
    """What stands beside the function that writes arrays, and what its classes hold."""
    for value in list(_WRITES.__globals__.values()):
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


PRINTING: dict[int, CodeType] = {
    id(code): code
    for value in _functions()
    if isinstance(own := getattr(inspect.unwrap(value), "__code__", None), CodeType)
    and own.co_filename == _WRITES.__code__.co_filename
    for code in _codes(own)
}
"""The code of `print(array)`, of `str`, `repr` and formats of arrays, by its identity."""
