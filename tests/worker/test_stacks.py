"""Stacks of threads: bounded, and said to be what was asked for."""

from __future__ import annotations

import _thread
import threading
from typing import Any

import pytest

from grader.worker import stacks
from grader.worker.stacks import MOST_BYTES, bound_stacks


@pytest.fixture(autouse=True)
def real(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the interpreter itself is asked for; bounded as in a worker."""
    asked: list[int] = []

    def stack_size(size: int = 0, /) -> int:
        if 0 < size < 32768:
            raise ValueError(f"size not valid: {size} bytes")
        asked.append(size)
        return 0

    for module, name in (
        (_thread, "stack_size"), (threading, "stack_size"), (_thread, "start_new_thread"),
        (_thread, "start_new"), (threading, "_start_new_thread"),
    ):  # fmt: skip
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


def test_a_thread_waits_for_the_room_of_one_that_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack is given back a moment after its thread was waited for."""
    left = iter([RuntimeError("can't start new thread")] * 3)
    real = stacks._start

    def start(*args: Any) -> int:
        for error in left:
            raise error
        return real(*args)

    monkeypatch.setattr(stacks, "_start", start)
    done: list[int] = []

    thread = threading.Thread(target=done.append, args=(1,))
    thread.start()
    thread.join()

    assert done == [1]


def test_where_there_is_no_room_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the words of Python itself."""

    def start(*_: Any) -> int:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(stacks, "_start", start)

    with pytest.raises(RuntimeError, match="can't start new thread"):
        threading.Thread(target=print).start()
