"""What objects hold that C made and that show it nowhere: iterators, buffers, random generators.

Imports the standard library and NumPy, but not `numpy.random`, which costs every worker time.
"""

from __future__ import annotations

import _random
import array
import datetime
import functools
import itertools
import operator
import random
import re
import sys
import types
import warnings
import weakref
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

import numpy as np


def inner_state(value: Any) -> list[Any]:
    """The parts of such an object that change when it is used; of any other none."""
    kind = type(value)
    if kind in _STATES:
        return _STATES[kind](value)
    if issubclass(kind, np.ndarray):
        return [np.ndarray.view(value, np.ndarray)]
    if issubclass(kind, np.generic):
        return [np.generic.tobytes(value)]
    if issubclass(kind, BaseException):
        return [BaseException.args.__get__(value)]  # type: ignore[attr-defined]
    there = sys.modules.get("numpy.random")
    if there is not None and kind is there.Generator:
        return [value.bit_generator.state]
    if there is not None and kind is there.RandomState:
        return [value.get_state(legacy=False)]
    return []


def _count(value: itertools.count[Any]) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python wants to take this from iterators
        return list(value.__reduce__()[1]) if hasattr(value, "__reduce__") else []


def _iterator(value: Any) -> list[Any]:
    return list(value.__reduce__()[1:])  # what it goes through, and where it is


def _generator(value: types.GeneratorType[Any, Any, Any]) -> list[Any]:
    frame = value.gi_frame
    return [] if frame is None else [frame.f_lasti, dict(frame.f_locals)]


_HEAP = 1 << 9
_OWN = (types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType)
_IMMUTABLE = (
    object, int, float, complex, bool, str, bytes, range, slice, tuple, frozenset, type(None),
    type(...), type(NotImplemented), type, np.ufunc, np.dtype, np.generic, re.Pattern,
    types.ModuleType, types.FunctionType, types.CodeType, types.GenericAlias, types.UnionType,
    *_OWN, types.GetSetDescriptorType, types.MemberDescriptorType, types.MethodWrapperType,
    datetime.date, datetime.time, datetime.datetime, datetime.timedelta, datetime.timezone,
    datetime.tzinfo, operator.itemgetter, operator.attrgetter, weakref.ref,
)  # fmt: skip
_SHOWN = (
    list, dict, set, deque, OrderedDict, defaultdict, np.ndarray, BaseException, _random.Random,
)  # fmt: skip
"""Those of which the parts are looked at, by whoever asks here or by `inner_state`."""


def shows_all(kind: type) -> bool:
    """Whether nothing in objects of a class changes unseen, as in what C made and hides."""
    loaded = _loaded()
    return all(
        id(each) in _KNOWN or id(each) in loaded or _is_open(each) or _is_python(each)
        for each in type.__dict__["__mro__"].__get__(kind)
    )


def _loaded() -> set[int]:
    """Those of modules that few hand-ins use."""
    known = {"numpy.random": ("Generator", "RandomState"), "decimal": ("Decimal",)}
    return {
        id(getattr(sys.modules[module], name, None))
        for module, names in known.items()
        if module in sys.modules
        for name in names
    }


def _is_open(kind: type) -> bool:
    """Whether it is an exception of Python's own, or a number of NumPy's."""
    return issubclass(kind, BaseException | np.generic) and not _is_made(kind)


def _is_made(kind: type) -> bool:
    return bool(type.__dict__["__flags__"].__get__(kind) & _HEAP)


def _is_python(kind: type) -> bool:
    """Whether a class statement made it: what C makes has parts that are C's."""
    if not _is_made(kind):
        return False
    for value in type.__dict__["__dict__"].__get__(kind).values():
        if type(value) in _OWN and value.__objclass__ is kind:
            return False
        if type(value) is types.BuiltinFunctionType and value.__self__ is kind:
            return False
    return True


_STATES: dict[type, Callable[[Any], list[Any]]] = {
    bytearray: lambda value: [bytes(value)],
    array.array: lambda value: [value.tobytes()],
    types.SimpleNamespace: lambda value: [dict(value.__dict__)],
    types.GeneratorType: _generator,
    types.MethodType: lambda value: [value.__func__, value.__self__],
    types.BuiltinFunctionType: lambda value: [value.__self__],
    property: lambda value: [value.fget, value.fset, value.fdel],
    staticmethod: lambda value: [value.__func__],
    classmethod: lambda value: [value.__func__],
    functools.partial: lambda value: [value.func, value.args, value.keywords],
    type(functools.lru_cache(len)): lambda value: [value.__wrapped__],
    itertools.count: _count,
    **dict.fromkeys(
        map(type, (iter([]), iter(()), iter(range(0)), iter(""), reversed([]))), _iterator
    ),
    **dict.fromkeys((enumerate, zip, map), _iterator),
    random.Random: lambda value: [_random.Random.getstate(value)],
}
"""Of exact types alone: what a class of the hand-in's answers is not asked for."""

_KNOWN = frozenset(map(id, (*_IMMUTABLE, *_SHOWN, *_STATES)))
"""By number, since a class of classes may answer anything to `in`."""
