"""Stacks of threads: bounded, and said to be what was asked for."""

from __future__ import annotations

import _thread
import itertools
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from grader.worker import stacks
from grader.worker.stacks import MOST_BYTES, STARTING, bound_stacks

STARTS = next(name for module, name in STARTING if module is threading and hasattr(module, name))
REAL = getattr(threading, STARTS)


@pytest.fixture(autouse=True)
def real(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the interpreter itself is asked for; bounded as in a worker."""
    asked: list[int] = []

    def stack_size(size: int = 0, /) -> int:
        if 0 < size < 32768:
            raise ValueError(f"size not valid: {size} bytes")
        asked.append(size)
        return 0

    for module, name in ((_thread, "stack_size"), (threading, "stack_size"), *STARTING):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, getattr(module, name))  # and so it is put back
    monkeypatch.setattr(stacks, "_size", stack_size)
    bound_stacks()
    asked.clear()
    return asked


def test_no_thread_gets_more(real: list[int]) -> None:
    """Half a gigabyte that nobody touches would count as memory."""
    threading.stack_size(512 << 20)

    assert real == [MOST_BYTES]


def test_what_was_asked_for_is_told() -> None:
    """A program that sets it back to what it was finds what it had set."""
    assert threading.stack_size(512 << 20) == 0
    assert threading.stack_size(1 << 20) == 512 << 20
    assert _thread.stack_size() == 1 << 20


def test_a_size_that_cannot_be_is_refused(real: list[int]) -> None:
    """As without us, and nothing is changed by it."""
    threading.stack_size(1 << 20)
    with pytest.raises(ValueError, match="size not valid: 7 bytes"):
        threading.stack_size(7)

    assert threading.stack_size(0) == 1 << 20
    assert real == [1 << 20, 0]


def with_room(monkeypatch: pytest.MonkeyPatch, room: Iterable[bool]) -> list[bool]:
    """Threads start where there is room, at one try after the other; these, as they come."""
    tries, met = iter(room), list[bool]()

    def start(*args: Any, **options: Any) -> Any:
        met.append(next(tries))
        if not met[-1]:
            raise RuntimeError("can't start new thread")
        return REAL(*args, **options)

    monkeypatch.setattr(threading, STARTS, start)
    bound_stacks()
    return met


def test_a_thread_waits_for_the_room_of_one_that_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack is given back a moment after its thread was waited for."""
    room = [True, False, False, False, True]
    met = with_room(monkeypatch, room)
    done: list[int] = []

    for number in (1, 2):
        thread = threading.Thread(target=done.append, args=(number,))
        thread.start()
        thread.join()

    assert done == [1, 2]
    assert met == room


def test_where_there_is_no_room_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the words of Python itself, and at once where no thread ended that had some."""
    met = with_room(monkeypatch, itertools.repeat(False))

    with pytest.raises(RuntimeError, match="can't start new thread"):
        threading.Thread(target=print).start()
    assert met == [False]
