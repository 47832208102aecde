"""JSON lines over a socket between the coordinator and its judges; both ends are trusted.

May import the standard library and `grader.errors`.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

from grader import errors
from grader.errors import GraderError, exit_code_of


class PipeClosed(Exception):
    """The other side is gone."""


class Pipe:
    """One end of the line."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._reader = sock.makefile("rb")

    def send(self, message: dict[str, Any]) -> None:
        """Sends one message."""
        try:
            self.sock.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise PipeClosed(str(error)) from None

    def receive(self) -> dict[str, Any]:
        """The next message.

        Raises
        ------
        PipeClosed
            At the end of the line, within a message too, after the socket's timeout, or where what
            came is no message.
        """
        try:
            text = self._reader.readline()
        except OSError as error:
            raise PipeClosed(str(error)) from None
        if not text.endswith(b"\n"):
            raise PipeClosed("the line ended")
        try:
            message: dict[str, Any] = json.loads(text)
        except ValueError:  # a child that was killed while it wrote shares its line with the next
            raise PipeClosed("a line came that is no message") from None
        return message

    def close(self) -> None:
        """Closes this end."""
        self._reader.close()
        self.sock.close()


def alive(pipe: Pipe, every_s: float) -> Callable[[], None]:
    """What says now and then that this side lives, as often as it is called.

    To be called from what waits for somebody else alone: who hangs in his own work is silent.
    """
    said = time.monotonic()

    def say() -> None:
        nonlocal said
        if time.monotonic() - said >= every_s:
            said = time.monotonic()
            pipe.send({"type": "alive"})

    return say


def pack_error(error: GraderError) -> dict[str, str]:
    """An error of ours as plain data, which no longer knows what caused it."""
    same = exit_code_of(error) == error.exit_code
    return {
        "kind": type(error).__name__ if same else GraderError.__name__,
        "doing": error.doing,
        "expected": error.expected,
        "came": error.came,
        "todo": error.todo,
    }


def unpack_error(data: dict[str, str]) -> GraderError:
    """The error again, of the same class."""
    kind = getattr(errors, data["kind"], GraderError)
    error = kind(data["doing"], expected=data["expected"], came=data["came"], todo=data["todo"])
    assert isinstance(error, GraderError)
    return error
