"""Runs a program of operations on a submission and answers with its one value.

A program is a list of steps; each is an object with `op` and what that needs:

    {"op": "global", "name", "args", "kwargs"}      call a function or class of the submission
    {"op": "method", "on", "name", "args", "kwargs"}
    {"op": "operator", "name", "args"}              a function of the module `operator`
    {"op": "get", "on", "name"}                     read an attribute
    {"op": "set", "on", "name", "args": [value]}
    {"op": "put", "args": [array]}                  keep a copy of an array on this side
    {"op": "value", "args": [handle]}               read it back
    {"op": "same", "args": [x, y]}                  whether two handles are one object
    {"op": "count"}                                 from here on, count the interpreter's steps
    {"op": "counted"}                               how many there were; counting ends
    {"op": "forget"}                                drop every object: the next example begins

`out` names the result so that later steps can use it; `kind` declares it. Only the last step may
be without `out` and of a kind other than "ignored": its value is the answer.

Imports the standard library and its room. What a student's object does here decides nothing: the
judge looks at the plain value that crosses.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import describe, kinds, wire
from .counting import Counter

_FROM_OPERATOR = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor",
    "lshift", "rshift", "neg", "pos", "abs", "invert", "eq", "ne", "lt", "le", "gt", "ge",
    "getitem", "setitem", "delitem", "contains", "iadd", "isub", "imul", "itruediv", "imatmul",
    "ipow",
)  # fmt: skip
OPERATORS: dict[str, Callable[..., Any]] = {
    name: getattr(operator, name) for name in _FROM_OPERATOR
} | {
    "len": len, "iter": list, "float": float, "int": int, "bool": bool, "str": str, "repr": repr,
    "hash": hash, "call": lambda function, *args, **kwargs: function(*args, **kwargs),
    "divmod": divmod, "round": round,
}  # fmt: skip

LOCAL_IDS = 1 << 40
"""Ids from here on are given by the worker, to objects inside an answer; below, by the judge."""


class UnknownObject(Exception):
    """A step uses an object that an earlier step did not make."""


@dataclass
class Objects:
    """The objects of the submission that the judge holds handles to."""

    by_id: dict[int, object] = field(default_factory=dict)
    given: int = LOCAL_IDS
    counter: Counter | None = None
    """Counts while a test wants it."""

    def forget(self) -> None:
        """Drops them all."""
        self.by_id.clear()
        self.counter = None

    def keep(self, value: object) -> int:
        """A new id for an object."""
        self.given += 1
        self.by_id[self.given] = value
        return self.given

    def find(self, number: int) -> object:
        """The object of an id."""
        try:
            return self.by_id[number]
        except KeyError:
            raise UnknownObject(f"object {number} was never made") from None


def run_program(
    steps: Sequence[dict[str, Any]], sent: list[bytearray], objects: Objects, module: object
) -> tuple[dict[str, Any], list[bytes]]:
    """The answer's header and buffers.

    The header is `{"value": shape}`, `{"done": true}`, `{"raised": {"step", "error"}}` or
    `{"kind": {"step", "came"}}`.
    """
    buffers: list[bytes] = []
    at = -1
    try:
        for step in steps:
            at += 1
            if step["op"] == "forget":
                objects.forget()
                continue
            result = _perform(step, sent, objects, module)
            kind, out = step.get("kind", "ignored"), step.get("out")
            if out is not None:
                if type(kind) is list and kind[0] == "class":
                    kinds.encode(result, kind, buffers, lambda value: 0)
                objects.by_id[out] = result
            elif kind != "ignored":
                return {"value": kinds.encode(result, kind, buffers, objects.keep)}, buffers
        return {"done": True}, []
    except kinds.NotThisKind as error:
        return {"kind": {"step": at, "came": describe.clean_text(str(error), 300)}}, []
    except BaseException as error:  # whatever student code throws is its answer
        return {"raised": {"step": at, "error": describe.describe_error(error)}}, []


def _perform(
    step: dict[str, Any], sent: list[bytearray], objects: Objects, module: object
) -> object:
    op = step["op"]
    args = [wire.unpack(shape, sent, handle=objects.find) for shape in step.get("args", ())]
    kwargs = {
        key: wire.unpack(shape, sent, handle=objects.find)
        for key, shape in step.get("kwargs", {}).items()
    }
    if op == "count":
        objects.counter = Counter(module)
        return None
    if op == "counted":
        counter, objects.counter = objects.counter, None
        return counter.events if counter else 0
    act = functools.partial(_act, step, args, kwargs, objects, module)
    return act() if objects.counter is None else objects.counter.run(act)


def _act(
    step: dict[str, Any],
    args: list[Any],
    kwargs: dict[str, Any],
    objects: Objects,
    module: object,
) -> object:
    op, name = step["op"], step.get("name", "")
    if op == "operator":
        return OPERATORS[name](*args, **kwargs)
    if op == "get":
        return getattr(objects.find(step["on"]), name)
    if op == "method":
        return getattr(objects.find(step["on"]), name)(*args, **kwargs)
    if op == "global":
        return _declared(module, name)(*args, **kwargs)
    if op == "set":
        setattr(objects.find(step["on"]), name, args[0])
        return None
    if op in ("put", "value"):
        return args[0]
    if op == "same":
        return args[0] is args[1]
    raise UnknownObject(f"unknown operation {op!r}")


def _declared(module: object, name: str) -> Callable[..., object]:
    try:
        found: Callable[..., object] = getattr(module, name)
    except AttributeError:
        raise NameError(f"your hand-in does not define `{name}`") from None
    return found
