"""One check's line to its worker: operations queue up and travel together when a value is read.

`((a + 1) * b).num` costs one round trip. A student's exception surfaces at that read, in the
`raises` context around it, or when the check ends: what nobody read is run then, because it may
raise. May import the standard library, `grader.errors`, the wire and its room.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from grader.boundary.failure import student_error, words
from grader.boundary.steps import Reference, Step
from grader.boundary.transcript import Transcript
from grader.errors import Mismatch, StudentError, SuiteError, WorkerDied, WrongKind
from grader.worker import wire
from grader.worker.counting import MOST
from grader.worker.kinds import Kind, class_in, fits, items_kind, phrase

MAX_QUEUED = 200_000
"""Operations that a check may queue without reading."""
_CAME_LIMIT = 400
_OURS = ("forget", "counted")
"""Operations that cannot raise: nobody need wait for them."""
_AS_IS = frozenset((float, str, bool, type(None)))
"""What stands for itself on the wire; an int may be too long for that."""


class Remote:
    """An object that stays in the worker; `Handle` in `.proxy` is what tests see of it."""

    __slots__ = ("_channel", "_example", "_number")

    def __init__(self, channel: Channel, number: int) -> None:
        self._channel, self._example, self._number = channel, channel.example, number


class Line(Protocol):
    """One worker's line: it loads the submission at its first use."""

    def ask(
        self, header: Mapping[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytearray]]:
        """The answer to a request; raises a CheckStopped when there is none."""
        ...

    def reject(self, why: str) -> WorkerDied:
        """Kills the worker because its answer makes no sense; the exception to raise."""
        ...


class Channel:
    """One check's side of the line: the queue, the objects made, and the transcript."""

    def __init__(self, line: Line, classes: Mapping[str, type[Remote]]) -> None:
        self.line = line
        self.classes = classes
        """What objects of the declared classes become; "" is for any other object."""
        self.transcript = Transcript()
        self.trail: list[bytes] = []
        """At each question to the worker: a digest of all answers before it."""
        self.expectations = 0
        self.example = 0
        """Which example runs: objects of an earlier one are gone, and their numbers used again."""
        self.failure: Exception | None = None
        """The last exception of the submission that came out here."""
        self._queue: list[dict[str, Any]] = []
        self._buffers: list[bytes] = []
        self._made = 0

    def begin_example(self) -> None:
        """Forgets every object, here and over there; the worker stays."""
        self.settle()
        self.transcript.begin_example()
        self._queue = [{"op": "forget"}]
        self._made = 0
        self.example += 1

    def restart(self) -> None:
        """Forgets everything: the line goes on with a worker that knows no object."""
        self.transcript, self.trail = Transcript(), []
        self._queue, self._buffers, self._made = [], [], 0
        self.example += 1

    def number_of(self, thing: Remote) -> int:
        """The number under which the worker knows an object."""
        if thing._channel is not self:
            raise SuiteError("the test uses an object of another check")
        if thing._example != self.example:
            raise SuiteError("the test uses an object of an earlier example")
        return thing._number

    def queue(self, step: Step, kind: Kind) -> int:
        """Queues an operation whose result is named, not read; the result's number."""
        self._made += 1
        self._append(step, kind, self._made)
        return self._made

    def run_later(self, step: Step) -> None:
        """Queues an operation whose result is ignored."""
        self._append(step, "ignored", None)

    def read(self, step: Step, kind: Kind) -> Any:
        """Sends what is queued and gives back the value of this last operation.

        Raises
        ------
        StudentError, WrongKind
            What the submission did wrong, at whichever operation it was.
        """
        self._append(step, kind, None)
        at = len(self.transcript.steps) - 1
        value = self._answer(kind)
        self.transcript.read(at, value, _objects(value))
        return value

    def begin_count(self) -> None:
        """From here on the worker counts what the interpreter does for each operation."""
        self.settle()
        self._append(Step("count"), "ignored", None)

    def end_count(self) -> int:
        """How many steps of the interpreter there were; no answer of the submission's.

        Raises
        ------
        Mismatch
            So many that the count ended: what went on behind it is not in it.
        """
        self._append(Step("counted"), "number", None)
        steps = int(self._answer("number"))
        if steps >= MOST:
            raise Mismatch(f"it took Python {MOST} steps or more, too many to be counted")
        return steps

    def drop_count(self) -> None:
        """Ends a count that nobody wants to know any more, with the next operation."""
        self._append(Step("counted"), "ignored", None)

    def _answer(self, kind: Kind) -> Any:
        """Sends what is queued; the value of its last operation."""
        header, buffers = self._exchange()
        if wire.too_many(header.get("value")):
            raise self.line.reject("its answer held too many values")
        try:
            value = wire.unpack(header["value"], buffers, handle=self._object)
        except (wire.WireError, KeyError):
            raise self.line.reject("its answer was not a value") from None
        return _plain(value, kind, self)

    def settle(self) -> None:
        """Runs what is still queued; a student's exception comes out here."""
        if not all(step["op"] in _OURS for step in self._queue):
            header, _ = self._exchange()
            if header.get("done") is not True:
                raise self.line.reject("its answer was not the end of a program")

    def _append(self, step: Step, kind: Kind, out: int | None) -> None:
        """Queues a step; its arguments are copied now. The hot path of every check."""
        if len(self._queue) >= MAX_QUEUED:
            raise SuiteError(f"more than {MAX_QUEUED} operations are queued without a read")
        op, name, on, args, kwargs, _ = step
        body: dict[str, Any] = {"op": op, "kind": kind}
        if name:
            body["name"] = name
        if on is not None:
            body["on"] = on
        if out is not None:
            body["out"] = out
        if args:
            body["args"] = [value if type(value) in _AS_IS else self._pack(value) for value in args]
            args = tuple([value if type(value) in _AS_IS else _recorded(value) for value in args])
        if kwargs:
            body["kwargs"] = {key: self._pack(value) for key, value in kwargs}
            kwargs = tuple((key, _recorded(value)) for key, value in kwargs)
        self._queue.append(body)
        self.transcript.steps.append(Step(op, name, on, args, kwargs, out))

    def _pack(self, value: object) -> Any:
        if isinstance(value, Remote):
            return {"h": self.number_of(value)}
        try:
            return wire.pack(value, self._buffers, handle=self._own)
        except wire.WireError as error:
            raise SuiteError(
                f"the test passes {error}, which cannot cross to a submission"
            ) from None

    def _own(self, value: object) -> int | None:
        return self.number_of(value) if isinstance(value, Remote) else None

    def _object(self, number: int) -> Remote:
        return self.classes[""](self, number)

    def _exchange(self) -> tuple[dict[str, Any], list[bytearray]]:
        queue, buffers = self._queue, self._buffers
        first = len(self.transcript.steps) - len(queue)  # -1 where the queue begins with `forget`
        self._queue, self._buffers = [], []
        self.trail.append(self.transcript.answers())
        header, received = self.line.ask({"op": "run", "program": queue}, buffers)
        if "raised" in header or "kind" in header:
            raise self._failure(header, queue, first)
        return header, received

    def _failure(
        self, header: dict[str, Any], queue: list[dict[str, Any]], first: int
    ) -> Exception:
        try:
            body = header["raised"] if "raised" in header else header["kind"]
            at = body["step"]
            if type(at) is not int or not 0 <= at < len(queue):
                raise ValueError("no such step")
            step = queue[at]
            name = _called(step)
            if "raised" not in header:
                came = words(body["came"], _CAME_LIMIT)
                failure: Exception = WrongKind(
                    f"expected {phrase(step['kind'])}, your `{name}` gave back {came}"
                )
            else:
                failure = student_error(body["error"])
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            raise self.line.reject("its answer made no sense") from None
        self.failure = failure
        self.transcript.failed(_mark(failure))
        del self.transcript.steps[max(first + at + 1, 0) :]
        return failure


def _objects(value: object, path: tuple[object, ...] = ()) -> dict[int, str]:
    """The number of each object in an answer, to the subscripts that lead to it."""
    if isinstance(value, Remote):
        return {value._number: "".join(map(_subscript, path))}
    found: dict[int, str] = {}
    if isinstance(value, list | tuple | dict):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in pairs:
            if isinstance(item, Remote | list | tuple | dict):
                found |= _objects(item, (*path, key))
    return found


def _subscript(key: object) -> str:
    try:
        return f"[{key!r}]"
    except ValueError:  # an integer of more digits than Python turns into text
        return "[...]"


def _mark(failure: Exception) -> str:
    """What a known mistake has in common with a failure: its kind and its words.

    The words of a recursion that went too deep depend on where it was cut.
    """
    if isinstance(failure, StudentError):
        deep = failure.type_name == "RecursionError"
        return failure.type_name if deep else f"{failure.type_name}: {failure.text}"
    return str(failure)


def _recorded(value: object) -> object:
    if isinstance(value, Remote):
        return Reference(value._number)
    if isinstance(value, list | tuple):
        return type(value)(_recorded(item) for item in value)
    if isinstance(value, dict):
        return {_recorded(key): _recorded(item) for key, item in value.items()}
    return value.copy() if isinstance(value, np.ndarray) else value


def _called(step: dict[str, Any]) -> str:
    """The name under which a student knows an operation: `__rmul__` where we stand on the left."""
    name = str(step.get("name", step["op"]))
    if step["op"] != "operator":
        return name
    ours = [not (type(shape) is dict and "h" in shape) for shape in step["args"][:2]]
    return f"__{'r' if ours == [True, False] else ''}{name.strip('_')}__"


def _plain(value: object, kind: Kind, channel: Channel) -> Any:
    """The decoded value, its handles of the declared classes; WrongKind when it does not fit."""

    def is_handle(item: object, name: str) -> bool:
        return isinstance(item, Remote)

    if not fits(value, kind, is_handle):
        raise channel.line.reject("its answer was not of the kind that it said")
    return _with_classes(value, kind, channel)


def _with_classes(value: Any, kind: Kind, channel: Channel) -> Any:
    if isinstance(value, Remote):
        name = class_in(kind)
        return channel.classes[name](channel, value._number) if name else value
    if type(value) in (list, tuple):
        items = items_kind(kind, "sequence")
        return (
            type(value)(_with_classes(item, items, channel) for item in value) if items else value
        )
    if type(value) is dict:
        items = items_kind(kind, "mapping")
        return {k: _with_classes(v, items, channel) for k, v in value.items()} if items else value
    return value
