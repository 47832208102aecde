"""Covers a model answer: its answers keep their form and lose their content.

`nonsense` sends this text into a worker, where `cover` runs in a cell behind the model answer; it
must never be called beside a suite. May import the standard library and NumPy
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

_NUMBERS = (bool, int, float, complex, np.ndarray, np.generic)


def _filled(value: Any, number: int) -> Any:
    """A number, array or truth value of the kind of `value` that holds this number alone."""
    if isinstance(value, np.ndarray | np.generic):
        return np.full(np.shape(value), number).astype(value.dtype)[()]
    return type(value)(number)


def _taken(value: Any, given: list[Any], *, sign: int = 1, last: bool = False) -> Any:
    """The first, or last, array or number of the same shape that was given; each once, then 0."""
    if isinstance(value, bool | np.bool_):
        return sign > 0 and not last
    places = range(len(given))
    for at in reversed(places) if last else places:
        if np.shape(given[at]) == np.shape(value):
            leaf = sign * given.pop(at)
            return leaf.astype(value.dtype) if isinstance(value, np.ndarray) else leaf
    return _filled(value, 0)


FILLS: dict[str, Callable[[Any, list[Any]], Any]] = {
    "zeros": lambda value, _: _filled(value, 0),
    "ones": lambda value, _: _filled(value, 1),
    "minus ones": lambda value, _: _filled(value, -1),
    "large numbers": lambda value, _: _filled(value, 10**6),
    "its arguments": lambda value, given: _taken(value, given),
    "its arguments from the last": lambda value, given: _taken(value, given, last=True),
    "its arguments negated": lambda value, given: _taken(value, given, sign=-1),
}
"""What stands where the model answer has a number, an array or a truth value."""


class _Covered(NamedTuple):
    """A module whose declared names are covered, by themselves and by what they give."""

    names: dict[str, Any]
    right: dict[str, Any]
    fill: Callable[[Any, list[Any]], Any]
    covers: dict[str, Any]


def cover(
    names: dict[str, Any],
    classes: Mapping[str, tuple[Sequence[str], Sequence[str]]],
    functions: Sequence[str],
    fill: str,
) -> None:
    """Replaces names of a module by what gives answers of the right form without content.

    Parameters
    ----------
    names:
        The module's own, which are changed.
    classes:
        The attributes and the methods of each class that is declared.
    fill:
        One of `FILLS`.
    """
    right = {name: names[name] for name in [*classes, *functions]}
    module = _Covered(names, right, FILLS[fill], {})
    for name, (attributes, methods) in classes.items():
        module.covers[name] = _class(module, name, attributes, methods)
    for name in functions:
        module.covers[name] = _function(module, right[name])
    names.update(module.covers)


def _answer(module: _Covered, ask: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """What the model answer gives on copies of the arguments, under its own names."""
    module.names.update(module.right)
    try:
        return ask(*_bare(module, args), **_bare(module, kwargs))
    except Exception:  # what to refuse is content, too
        return None
    finally:
        module.names.update(module.covers)


def _bare(module: _Covered, value: Any) -> Any:
    """The same with the model answer's own objects, and with copies of arrays."""
    if type(value) in module.covers.values():
        return value.__dict__["model"]
    if isinstance(value, dict):
        return {key: _bare(module, each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_bare(module, each) for each in value)
    return value.copy() if isinstance(value, np.ndarray) else value


def _formed(module: _Covered, value: Any, given: list[Any]) -> Any:
    """The form of a value; what keys a dict has is content, and that there is nothing."""
    if type(value) in module.right.values():
        klass = module.covers[type(value).__name__]
        made = object.__new__(klass)
        made.__dict__["model"] = value
        return made
    if isinstance(value, dict):
        return {}
    if isinstance(value, list | tuple):
        items = [_formed(module, each, given) for each in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, str):
        return ""
    return module.fill(value, given) if isinstance(value, _NUMBERS) else 0


def _leaves(value: Any) -> list[Any]:
    """The numbers and arrays in what was given, in order; truth values are no numbers."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [leaf for each in value for leaf in _leaves(each)]
    number = isinstance(value, _NUMBERS) and not isinstance(value, bool)
    return [value] if number else []


def _function(module: _Covered, ask: Callable[..., Any]) -> Callable[..., Any]:
    def covered(*args: Any, **kwargs: Any) -> Any:
        answer = _answer(module, ask, args, kwargs)
        return _formed(module, answer, _leaves([args, kwargs]))

    return covered


def _class(
    module: _Covered, name: str, attributes: Sequence[str], methods: Sequence[str]
) -> type[Any]:
    def begin(self: Any, *args: Any, **kwargs: Any) -> None:
        self.__dict__["model"] = _answer(module, module.right[name], args, kwargs)

    inside: dict[str, Any] = {"__init__": begin}
    for each in attributes:
        inside[each] = _attribute(module, each)
    for each in set(methods) - {"__init__"}:
        inside[each] = _method(module, each)
    return type(name, (), inside)


def _attribute(module: _Covered, name: str) -> property:
    def put(self: Any, value: Any) -> None:
        _answer(module, setattr, (self, name, value), {})

    return property(_function(module, lambda inner: getattr(inner, name)), put)


def _method(module: _Covered, name: str) -> Callable[..., Any]:
    return _function(module, lambda inner, *args, **kwargs: getattr(inner, name)(*args, **kwargs))
