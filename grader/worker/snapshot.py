"""Whether running a cell changed anything that was there before it.

Everything that the names of a hand-in lead to is digested before and after: numbers, texts, arrays,
containers, functions with their code and defaults, classes, objects with their fields, iterators
and random generators; what stands in the modules of Python and NumPy; and what is set for the whole
process. What C made and shows to nobody counts as changed. A cell that changed nothing need not be
repeated for every check. Where the shared random generators stand is not looked at: most cells that
train move them, and no right answer hangs on it. Imports its room, the standard library and NumPy;
runs nothing of what it looks at.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections import OrderedDict, defaultdict, deque
from collections.abc import Collection, Iterator
from types import (
    CodeType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    ModuleType,
)
from typing import Any, NamedTuple

import numpy as np

from .inner_state import inner_state, shows_all
from .settings import settings

MOST_OBJECTS, MOST_BYTES = 200_000, 64 << 20
"""Beyond so much nothing is known, which counts as a change."""

_ATOMS = (float, complex, bool, str, bytes, range, type(None))
_CONTAINERS = (list, tuple, deque, set, frozenset, dict, OrderedDict, defaultdict)
_HEAP = 1 << 9
_BOOKKEEPING = frozenset(("__warningregistry__", "__annotations__", "__conditional_annotations__"))
"""What Python writes into a module by itself: the warnings it showed, the notes on names."""


class _Unknown(Exception):
    """There is more than is looked at, or what nobody can look into."""


class Snapshot(NamedTuple):
    """What there was at one moment."""

    names: dict[str, str]
    """Each name of the hand-in to a digest of what it leads to."""
    modules: dict[tuple[str, ...], int]
    """Each function and class of every module, and each function of those classes."""
    settings: dict[str, str]
    """What is set for the whole process."""


def snapshot(module: ModuleType, without: Collection[str] = ()) -> Snapshot | None:
    """What there is now, but for the names in `without`; None where that cannot be told."""
    digest = _Digest()
    try:
        names = {
            name: digest.of(value)
            for name, value in list(vars(module).items())
            if name not in without and name not in _BOOKKEEPING
        }
        modules = {
            (name, *place): id(value)
            for name, each in list(sys.modules.items())
            if type(each) is ModuleType and each is not module
            for place, value in _callables(each)
        }
        return Snapshot(names, modules, settings())
    except Exception:  # too much, or what nobody thought of: a look never costs the hand-in
        return None


def _callables(module: ModuleType) -> Iterator[tuple[tuple[str, ...], object]]:
    """The functions and classes of a module, and the functions of those classes.

    What counts or keeps something there is the module's own affair.
    """
    for name, value in list(vars(module).items()):
        if callable(value):
            yield (name,), value
        if issubclass(type(value), type):
            body = type.__dict__["__dict__"].__get__(value)
            for part, held in list(body.items()):
                if type(held) is FunctionType:
                    yield (name, part), held


def is_changed(before: Snapshot | None, after: Snapshot | None) -> bool:
    """Whether anything is another thing than before; what modules gained does not count.

    NumPy loads parts of itself when they are first used.
    """
    if before is None or after is None:
        return True
    if before.names != after.names or before.settings != after.settings:
        return True
    return any(after.modules.get(key) != value for key, value in before.modules.items())


class _Digest:
    """Digests values; what was met before is told by when it was met, so that circles end."""

    def __init__(self) -> None:
        self._met: dict[int, int] = {}
        self._kept: list[object] = []
        self._known: dict[int, bool] = {}
        self._objects = self._bytes = 0

    def of(self, value: object) -> str:
        """The digest of a value and all that it leads to."""
        state = hashlib.blake2b(digest_size=16)
        self._met, self._kept = {}, []
        self._objects += 1
        waiting: list[object] = [value]
        while waiting:
            text, inside = self._look(waiting.pop())
            self._objects += len(inside)  # numbers, too: a list may hold millions
            if self._objects > MOST_OBJECTS:
                raise _Unknown
            state.update(text)
            waiting.extend(reversed(inside))
        return state.hexdigest()

    def _look(self, value: object) -> tuple[bytes, list[Any]]:
        """What a value is by itself, and what it holds."""
        kind = type(value)
        if kind is int:  # of any length; in decimal Python writes only some thousand digits
            return f"int:{value:x};".encode(), []
        if kind in _ATOMS:
            return f"{kind.__name__}:{value!r};".encode("utf-8", "replace"), []
        if id(value) in self._met:
            return f"again {self._met[id(value)]};".encode(), []
        self._met[id(value)] = len(self._met)
        self._kept.append(value)  # so that no other object gets its number
        if kind in _CONTAINERS:
            return f"{kind.__name__};".encode(), _items(value)
        if kind is np.ndarray:
            return self._array(value)  # type: ignore[arg-type]
        if kind is FunctionType:
            return b"function;", _function(value)  # type: ignore[arg-type]
        if kind is CodeType:
            return value.co_code + repr(value.co_names).encode(), list(value.co_consts)  # type: ignore[attr-defined]
        if issubclass(kind, type):
            return f"class {id(value)};".encode(), _body(value) if _is_heap(value) else []  # type: ignore[arg-type]
        if not self._shows_all(kind):
            raise _Unknown
        inside = [*_items(value), *_fields(value), *inner_state(value)]
        return f"{id(kind)} {id(value)};".encode(), inside

    def _shows_all(self, kind: type) -> bool:
        if id(kind) not in self._known:
            self._known[id(kind)] = shows_all(kind)
        return self._known[id(kind)]

    def _array(self, value: np.ndarray[Any, Any]) -> tuple[bytes, list[Any]]:
        if value.dtype.hasobject:
            return f"array {value.shape};".encode(), value.ravel().tolist()
        self._bytes += value.nbytes
        if self._bytes > MOST_BYTES:
            raise _Unknown
        content = hashlib.blake2b(np.ascontiguousarray(value).tobytes(), digest_size=16)
        return f"array {value.shape} {value.dtype.str} {content.hexdigest()};".encode(), []


def _function(value: FunctionType) -> list[Any]:
    cells = []
    for cell in value.__closure__ or ():
        try:
            cells.append(cell.cell_contents)
        except ValueError:  # not filled yet
            cells.append(None)
    return [value.__code__, value.__defaults__, value.__kwdefaults__, value.__dict__, cells]


def _items(value: Any) -> list[Any]:
    """What a container holds, also where a student's class made it."""
    kind = type(value)  # isinstance would ask the value itself
    if issubclass(kind, dict):
        return [part for pair in dict.items(value) for part in pair]
    if issubclass(kind, list):
        return list(list.__iter__(value))
    if issubclass(kind, tuple):
        return list(tuple.__iter__(value))
    if issubclass(kind, deque):
        return list(deque.__iter__(value))
    if issubclass(kind, set):
        return sorted(set.__iter__(value), key=id)
    return sorted(frozenset.__iter__(value), key=id) if issubclass(kind, frozenset) else []


def _body(kind: type) -> list[Any]:
    body = type.__dict__["__dict__"].__get__(kind)
    return [
        type.__dict__["__bases__"].__get__(kind),
        *(part for pair in body.items() for part in pair),
    ]


def _is_heap(kind: type) -> bool:
    """Whether a class statement made it, and not C."""
    return bool(type.__dict__["__flags__"].__get__(kind) & _HEAP)


def _fields(value: object) -> list[Any]:
    """What an object of such a class holds, in its dictionary and in its slots."""
    if not _is_heap(type(value)) or issubclass(type(value), ModuleType):
        return []
    found: list[Any] = []
    for kind in type.__dict__["__mro__"].__get__(type(value)):
        for each in type.__dict__["__dict__"].__get__(kind).values():
            if type(each) is MemberDescriptorType or (
                type(each) is GetSetDescriptorType and each.__name__ == "__dict__"
            ):
                with contextlib.suppress(AttributeError):  # a slot that is empty
                    found.append(each.__get__(value))
    return found
