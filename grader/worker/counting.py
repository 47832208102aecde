"""Counts what the Python interpreter does while student code runs: instructions and calls.

What NumPy does for a whole array at once is a handful of events however long the array is; a loop
over its rows is as many times more events as there are more rows. So the growth of the count tells
array code from loops on any machine, under any load. What would run a loop outside the
interpreter's sight (`np.frompyfunc`, arrays of objects, a thread, `sys.settrace` ...) is refused
while counting, and `map` and its like are counted step by step (`.stepwise`). A thread that was
there before is refused as well: it could be handed the loop, and its steps are not seen. What NumPy
does to write an array as text is not counted: printing costs nothing.

The count is taken in the process of the student, so it promises less than a verdict does: it tells
what code does that does not work against the count. Imports the standard library, NumPy,
`.printing` and `.stepwise`.
"""

from __future__ import annotations

import _thread
import builtins
import contextlib
import functools
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from types import CodeType, FrameType, SimpleNamespace
from typing import Any

import numpy as np

from .printing import is_known, prints
from .stepwise import STEPWISE

MOST = 200_000
"""Where the count stops: a loop that long is told from array code, and shall not take minutes."""

_settrace, _gettrace, _threads = sys.settrace, sys.gettrace, sys._current_frames
_monitoring: Any = getattr(sys, "monitoring", None)
_watch: Any = None if _monitoring is None else SimpleNamespace(**vars(_monitoring))
_OURS = frozenset(_threads())
"""As it was before any hand-in ran; what a hand-in finds while counting are stand-ins."""
_SWITCHES = (
    "use_tool_id", "free_tool_id", "clear_tool_id", "register_callback", "set_events",
    "set_local_events", "restart_events",
)  # fmt: skip
_STARTERS = ("start_new_thread", "start_new", "start_joinable_thread")
_TOOL, _TOOL_NAME = 4, "grader counts"
_NOT_ARRAYS = ("frompyfunc", "fromiter", "vectorize", "apply_along_axis", "apply_over_axes")
_MAKERS = (
    "array", "asarray", "asanyarray", "ascontiguousarray", "empty", "zeros", "ones", "full",
    "empty_like", "zeros_like", "ones_like", "full_like", "fromfunction",
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
        begin, end = (
            (self._monitor, self._monitored) if _watch is not None else (self._trace, self._traced)
        )
        if _threads().keys() - _OURS:
            self._refused_switch("a thread that was started before")
        with _replaced(self._stand_ins()):
            begin()
            try:
                return action()
            finally:
                on = end()
                if self._refused is not None:
                    raise self._refused
                if not on and self.events < MOST:
                    raise NotArrayCode("the count of Python's steps was switched off")

    # From Python 3.12 on. A trace function would miss most steps of code that it sees first.

    def _monitor(self) -> None:
        _watch.use_tool_id(_TOOL, _TOOL_NAME)
        _watch.register_callback(_TOOL, _watch.events.INSTRUCTION, self._on_instruction)
        _watch.register_callback(_TOOL, _watch.events.PY_START, self._on_start)
        _watch.register_callback(_TOOL, _watch.events.PY_RETURN, self._on_return)
        _watch.set_events(_TOOL, _watched_events())

    def _monitored(self) -> bool:
        """Whether it was still on; it ends."""
        if _watch.get_tool(_TOOL) != _TOOL_NAME:
            return False
        on = bool(_watch.get_events(_TOOL) == _watched_events())
        _watch.set_events(_TOOL, 0)
        _watch.free_tool_id(_TOOL)
        return on

    def _on_instruction(self, code: CodeType, offset: int) -> None:
        if is_known(code) and prints(sys._getframe(1)):
            return
        self.events += 1
        if self.events == MOST:
            _watch.set_events(_TOOL, 0)

    def _on_start(self, code: CodeType, offset: int) -> None:
        self._look_at(code)

    def _on_return(self, code: CodeType, offset: int, value: object) -> None:
        self._look_into(sys._getframe(1), value)

    # Before.

    def _trace(self) -> None:
        threading.settrace(self._enter)
        _settrace(self._enter)

    def _traced(self) -> bool:
        """Whether it was still on; it ends."""
        on = _gettrace() == self._enter
        _settrace(None)
        threading.settrace(None)
        return on

    def _enter(self, frame: FrameType, event: str, arg: object) -> Any:
        """What the interpreter calls for each new frame; gives what it calls for each step."""
        if prints(frame):
            return None
        self._look_at(frame.f_code)
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._step(frame, event, arg)

    def _step(self, frame: FrameType, event: str, arg: object) -> Any:
        self.events += 1
        if self.events >= MOST:
            _settrace(None)
            return None
        if event == "return":
            self._look_into(frame, arg)
        return self._step

    # Both.

    def _look_at(self, code: CodeType) -> None:
        """Refuses NumPy's own loops that are written in Python."""
        name = _refused_codes().get(code)
        if name is not None:
            self._refuse(name)

    def _look_into(self, frame: FrameType, value: object) -> None:
        """Refuses arrays of objects in what a function of the submission made."""
        if frame.f_globals is self._names:
            for each in (value, *frame.f_locals.values()):
                if type(each) is np.ndarray and each.dtype.hasobject:
                    self._refuse("an array of objects")

    def _refuse(self, what: str, why: str = "runs Python for each element") -> None:
        self._refused = NotArrayCode(f"{what} {why}; here operations on whole arrays are wanted")
        raise self._refused

    def _stand_ins(self) -> list[tuple[dict[str, Any], str, object]]:
        """(namespace, name, what stands there while counting)."""
        by_id = {id(original): other for original, other in self._others()}
        return [
            (names, name, by_id[id(value)])
            for names in self._namespaces()
            for name, value in names.items()
            if id(value) in by_id
        ]

    def _namespaces(self) -> list[dict[str, Any]]:
        modules = [np, builtins, itertools, functools, sys, threading, _thread]
        modules += [] if _monitoring is None else [_monitoring]
        return [*map(vars, modules), self._names]

    def _switches(self) -> Iterator[tuple[object, object]]:
        """What would take a loop, or the count itself, out of the interpreter's sight."""
        for module, names, what in (
            (_thread, _STARTERS, "a thread"),
            (sys, ("settrace", "setprofile"), "sys.settrace"),
            (_monitoring, _SWITCHES, "sys.monitoring"),
        ):
            for name in names:
                if hasattr(module, name):
                    yield getattr(module, name), functools.partial(self._refused_switch, what)

    def _others(self) -> Iterator[tuple[object, object]]:
        yield from self._switches()
        for name in ("frompyfunc", "fromiter"):
            yield getattr(np, name), functools.partial(self._refused_call, f"np.{name}")
        for name in _MAKERS:
            maker = getattr(np, name)
            yield maker, functools.update_wrapper(functools.partial(self._made, maker), maker)
        yield from STEPWISE
        for value in self._names.values():
            if type(value) is np.ufunc and all("O" in kinds for kinds in value.types):
                yield value, functools.partial(self._refused_call, "np.frompyfunc")

    def _refused_call(self, what: str, *_: object, **__: object) -> None:
        self._refuse(what)

    def _refused_switch(self, what: str, *_: object, **__: object) -> None:
        self._refuse(what, "hides steps of Python from the count")

    def _made(self, maker: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = maker(*args, **kwargs)
        if type(result) is np.ndarray and result.dtype.hasobject:
            self._refuse("an array of objects")
        return result


def _watched_events() -> int:
    events = _watch.events
    return int(events.INSTRUCTION | events.PY_START | events.PY_RETURN)


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
