"""Built-ins that loop in C, written in Python, so that the interpreter sees each of their steps.

They stand in for the real ones while steps are counted, and must differ in nothing that a right
answer could tell: the same arguments by the same names, the same errors at the same time, and
objects of the real ones are objects of theirs. Imports the standard library.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable, Iterator
from typing import Any

_sum, _map, _reduce = sum, map, functools.reduce


class _StandsFor(type):
    """The type of a class that stands for a built-in one and takes its objects for its own."""

    real: type

    def __instancecheck__(cls, each: object) -> bool:
        return type.__instancecheck__(cls, each) or isinstance(each, cls.real)

    def __subclasscheck__(cls, each: type) -> bool:
        return type.__subclasscheck__(cls, each) or issubclass(each, cls.real)


class _Steps(metaclass=_StandsFor):
    """An iterator over what a generator function yields."""

    real: type = type(None)
    steps: Callable[..., Iterator[Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._left = self.steps(*args, **kwargs)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._left)


def _stand_in(real: Any, steps: Callable[..., Iterator[Any]]) -> Any:
    members = {"real": real, "steps": staticmethod(steps), "__doc__": real.__doc__}
    return _StandsFor(real.__name__, (_Steps,), {**members, "__module__": real.__module__})


def _mapped(function: Callable[..., Any], /, *items: Any, **named: Any) -> Iterator[Any]:
    _map(function, *items, **named)  # its own errors, at its own time
    sources, strict = [iter(each) for each in items], bool(named)
    return (function(*each) for each in zip(*sources, strict=strict and named["strict"]))


def _starmapped(function: Callable[..., Any], iterable: Any, /) -> Iterator[Any]:
    return (function(*each) for each in iter(iterable))


def _filtered(function: Callable[..., Any] | None, iterable: Any, /) -> Iterator[Any]:
    if function is None:
        return (each for each in iter(iterable) if each)
    return (each for each in iter(iterable) if function(each))


def _accumulated(
    iterable: Any, func: Callable[..., Any] | None = None, *, initial: Any = None
) -> Iterator[Any]:
    return _totals(iter(iterable), func or operator.add, initial)


def _totals(items: Iterator[Any], add: Callable[..., Any], value: Any) -> Iterator[Any]:
    first = value is None
    if not first:
        yield value
    for each in items:
        first, value = False, each if first else add(value, each)
        yield value


def _summed(iterable: Any, /, start: Any = 0) -> Any:
    _sum((), start)  # it takes no text
    for each in iterable:
        start = start + each
    return start


def _reduced(
    function: Callable[[Any, Any], Any], iterable: Any, /, *initial: Any, **named: Any
) -> Any:
    items = iter(iterable)
    if not initial and not named:
        initial = tuple(itertools.islice(items, 1))
    value = _reduce(function, (), *initial, **named)  # its own error where there is none
    for each in items:
        value = function(value, each)
    return value


STEPWISE: tuple[tuple[object, object], ...] = (
    (map, _stand_in(map, _mapped)),
    (filter, _stand_in(filter, _filtered)),
    (itertools.starmap, _stand_in(itertools.starmap, _starmapped)),
    (itertools.accumulate, _stand_in(itertools.accumulate, _accumulated)),
    (sum, functools.update_wrapper(_summed, sum)),
    (functools.reduce, functools.update_wrapper(_reduced, functools.reduce)),
)
"""Each built-in, and what stands in for it."""
