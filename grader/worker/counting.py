"""Counts what the Python interpreter does while student code runs: instructions and calls.

What NumPy does for a whole array at once is a handful of events however long the array is; a loop
over its rows is as many times more events as there are more rows. So the growth of the count tells
array code from loops on any machine, under any load. What would run a loop outside the
interpreter's sight (`np.frompyfunc`, `np.fromiter`, arrays of objects ...) is refused while
counting, and `map` and its like are counted step by step.

The count is taken in the process of the student, so it promises less than a verdict does: it tells
what code does that does not work against the count. Imports the standard library and NumPy.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any

import numpy as np

MOST = 200_000
"""Where the count stops: a loop that long is told from array code, and shall not take minutes."""

_NOT_ARRAYS = ("frompyfunc", "fromiter", "vectorize", "apply_along_axis", "apply_over_axes")
_MAKERS = (
    "array", "asarray", "asanyarray", "ascontiguousarray", "empty", "zeros", "ones", "full",
    "empty_like", "zeros_like", "ones_like", "full_like", "fromfunction", "nditer",
)  # fmt: skip


class NotArrayCode(Exception):
    """Something that runs Python for each element was used where operations on arrays count."""


NotArrayCode.__name__ = "NotVectorized"


class Counter:
    """The count of one stretch of operations."""

    def __init__(self, module: object) -> None:
        self.events = 0
        self._names = vars(module)
        self._refused: NotArrayCode | None = None

    def run(self, action: Callable[[], object]) -> object:
        """What the action gives; its events are added.

        Raises
        ------
        NotArrayCode
            The action ran Python for each element in a way that cannot be counted.
        """
        with _replaced(self._stand_ins()):
            threading.settrace(self._enter)
            sys.settrace(self._enter)
            try:
                return action()
            finally:
                on = sys.gettrace() == self._enter
                sys.settrace(None)
                threading.settrace(None)
                if self._refused is not None:
                    raise self._refused
                if not on and self.events < MOST:
                    raise NotArrayCode("the count of Python's steps was switched off")

    def _enter(self, frame: FrameType, event: str, arg: object) -> Any:
        """What the interpreter calls for each new frame; gives what it calls for each step."""
        name = _refused_codes().get(frame.f_code)
        if name is not None:
            self._refuse(name)
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._step(frame, event, arg)

    def _step(self, frame: FrameType, event: str, arg: object) -> Any:
        self.events += 1
        if self.events >= MOST:
            sys.settrace(None)
            return None
        if event == "return" and frame.f_globals is self._names:
            for value in (arg, *frame.f_locals.values()):
                if type(value) is np.ndarray and value.dtype.hasobject:
                    self._refuse("an array of objects")
        return self._step

    def _refuse(self, what: str) -> None:
        self._refused = NotArrayCode(
            f"{what} runs Python for each element; here operations on whole arrays are wanted"
        )
        raise self._refused

    def _stand_ins(self) -> list[tuple[dict[str, Any], str, object]]:
        """(namespace, name, what stands there while counting)."""
        by_id = {id(original): other for original, other in self._others()}
        return [
            (names, name, by_id[id(value)])
            for names in (vars(np), vars(builtins), vars(itertools), vars(functools), self._names)
            for name, value in names.items()
            if id(value) in by_id
        ]

    def _others(self) -> Iterator[tuple[object, object]]:
        for name in ("frompyfunc", "fromiter"):
            yield getattr(np, name), functools.partial(self._refused_call, f"np.{name}")
        for name in _MAKERS:
            yield getattr(np, name), functools.partial(self._made, getattr(np, name))
        yield map, _map
        yield filter, _filter
        yield sum, _sum
        yield itertools.starmap, _starmap
        yield functools.reduce, _reduce
        for value in self._names.values():
            if type(value) is np.ufunc and all("O" in kinds for kinds in value.types):
                yield value, functools.partial(self._refused_call, "np.frompyfunc")

    def _refused_call(self, what: str, *_: object, **__: object) -> None:
        self._refuse(what)

    def _made(self, maker: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = maker(*args, **kwargs)
        if type(result) is np.ndarray and result.dtype.hasobject:
            self._refuse("an array of objects")
        return result


@functools.cache
def _refused_codes() -> dict[CodeType, str]:
    """The code of NumPy's own loops that are written in Python."""
    codes = {}
    for name in _NOT_ARRAYS:
        function = getattr(np, name)
        for part in (getattr(function, "__wrapped__", function), vars(function).get("__call__")):
            code = getattr(part, "__code__", None)
            if code is not None:
                codes[code] = f"np.{name}"
    return codes


@contextlib.contextmanager
def _replaced(stand_ins: list[tuple[dict[str, Any], str, object]]) -> Iterator[None]:
    before = [(names, name, names[name]) for names, name, _ in stand_ins]
    for names, name, other in stand_ins:
        names[name] = other
    try:
        yield
    finally:
        for names, name, value in before:
            names[name] = value


# Written in Python so that each of their steps is one that the interpreter sees.


def _map(function: Callable[..., Any], *items: Any) -> Iterator[Any]:
    for each in zip(*items, strict=False):
        yield function(*each)


def _starmap(function: Callable[..., Any], items: Any) -> Iterator[Any]:
    for each in items:
        yield function(*each)


def _filter(function: Callable[..., Any] | None, items: Any) -> Iterator[Any]:
    for each in items:
        if each if function is None else function(each):
            yield each


def _sum(items: Any, /, start: Any = 0) -> Any:
    for each in items:
        start = start + each
    return start


def _reduce(function: Callable[[Any, Any], Any], items: Any, *start: Any) -> Any:
    rest = iter(items)
    value = start[0] if start else next(rest)
    for each in rest:
        value = function(value, each)
    return value
