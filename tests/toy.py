"""A toy interface, a right hand-in for it, and a check's line to a real worker that loaded one.

`open_toy` and `launcher` are fixtures: a `conftest.py` imports them by name.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from grader import testing
from grader.boundary.channel import Channel
from grader.boundary.interface import parse_interface
from grader.boundary.proxy import Submission, handle_classes
from grader.engine.line import CheckLine, Loadable
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher, WorkerLimits
from grader.worker.transform import compile_cells

INTERFACE = '''
class Node:
    """A number that remembers how it was made."""

    num: Number
    grad: Number | None
    parts: Sequence[Node]
    label: Str
    _hidden: Number

    def __init__(self, num: Number, label: Str = ""): ...
    def __add__(self, other: Node | Number) -> Node: ...
    def __radd__(self, other: Node | Number) -> Node: ...
    def __iadd__(self, other: Number) -> Node: ...
    def __sub__(self, other: Node | Number) -> Node: ...
    def __mul__(self, other: Node | Number) -> Node: ...
    def __rmul__(self, other: Node | Number | Array) -> Node: ...
    def __pow__(self, other: Number) -> Node: ...
    def __rpow__(self, other: Number) -> Node: ...
    def __neg__(self) -> Node: ...
    def __getitem__(self, at: Number) -> Number: ...
    def __setitem__(self, at: Number, value: Number) -> None: ...
    def __delitem__(self, at: Number) -> None: ...
    def __call__(self, x: Number, scale: Number = 1) -> Number: ...
    def backward(self, grad: Number | None = None) -> None: ...
    def scaled(self, by: Number) -> Number: ...
    def twin(self) -> Node: ...


class Bag:
    """A container, for the operators that read."""

    def __init__(self, items: Sequence[Number]): ...
    def __len__(self) -> Number: ...
    def __iter__(self) -> Sequence[Number]: ...
    def __contains__(self, item: Number) -> Bool: ...
    def __eq__(self, other: Bag) -> Bool: ...
    def __float__(self) -> Number: ...
    def __str__(self) -> Str: ...


def number(x: Number = 0) -> Number: ...
def text() -> Str: ...
def flag() -> Bool: ...
def array(x: Array | None = None) -> Array: ...
def items() -> Sequence[Number]: ...
def table() -> Mapping[Number]: ...
def maybe() -> Number | None: ...
def node(x: Number = 0) -> Node: ...
def anything() -> Opaque: ...
def use(thing: Opaque) -> Number: ...
def both(first: Node, second: Node) -> Bool: ...
def fill(x: Array, value: Number) -> None: ...
def act() -> None: ...
'''

RIGHT = """
import numpy as np

class Node:
    def __init__(self, num, label="", parts=()):
        self.num, self.label, self.parts, self.grad = num, label, list(parts), None
        self._hidden, self.items = 7, [10, 20, 30]
    def __add__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        return Node(self.num + other.num, "add", [self, other])
    __radd__ = __add__
    def __iadd__(self, other):
        self.num += other
        return self
    def __sub__(self, other):
        return self + -other
    def __mul__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        return Node(self.num * other.num, "mul", [self, other])
    __rmul__ = __mul__
    def __pow__(self, other):
        return Node(self.num ** other, "pow", [self])
    def __rpow__(self, other):
        return Node(other ** self.num, "pow", [self])
    def __neg__(self):
        return self * -1
    def __getitem__(self, at):
        return self.items[at]
    def __setitem__(self, at, value):
        self.items[at] = value
    def __delitem__(self, at):
        del self.items[at]
    def __call__(self, x, scale=1):
        return self.num * x * scale
    def backward(self, grad=None):
        grad = 1.0 if grad is None else grad
        self.grad = grad + (self.grad or 0)
        for at, part in enumerate(self.parts):
            others = [other.num for i, other in enumerate(self.parts) if i != at]
            part.backward(grad * (others[0] if self.label == "mul" else 1.0))
    def scaled(self, by):
        return self.num * by
    def twin(self):
        return self

class Bag:
    def __init__(self, items):
        self.items = list(items)
    def __len__(self):
        return len(self.items)
    def __iter__(self):
        return iter(self.items)
    def __contains__(self, item):
        return item in self.items
    def __eq__(self, other):
        return self.items == other.items
    def __float__(self):
        return float(sum(self.items))
    def __str__(self):
        return "a bag"

def number(x=0): return x
def text(): return "text"
def flag(): return True
def array(x=None): return np.zeros(2) if x is None else x
def items(): return [1, 2.5]
def table(): return {"a": 1}
def maybe(): return None
def node(x=0): return Node(x)
def anything(): return {"a": Node(1)}
def use(thing): return thing["a"].num
def both(first, second): return first is second
def fill(x, value): x[...] = value
def act(): pass
"""

FORGE = """
import json, os, struct

def frame(header, *buffers):
    text = json.dumps(header).encode()
    lengths = b"".join(struct.pack("<Q", len(buffer)) for buffer in buffers)
    return struct.pack("<II", len(text), len(buffers)) + lengths + text + b"".join(buffers)

def send(data):
    while data:
        data = data[os.write(3, data):]
"""
"""For hand-ins that write to the judge's socket themselves."""

MEMORY_BYTES = 256 << 20


@dataclass
class Counted:
    """A check's line that counts how often the worker is asked."""

    line: CheckLine
    asked: int = 0

    def ask(
        self, header: Mapping[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytearray]]:
        """The line's answer."""
        self.asked += 1
        return self.line.ask(header, buffers)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)


@dataclass
class Toy:
    """One check's objects, with a real worker behind them."""

    submission: Any
    channel: Channel
    line: Any
    namespace: dict[str, Any] = field(repr=False)
    """The names of the hand-in run in this process: what a student's notebook would hold."""

    @property
    def asked(self) -> int:
        """How often the worker was asked."""
        return int(self.line.asked)


@functools.cache
def compiled(source: str) -> bytes:
    """The code of a hand-in of one cell."""
    result = compile_cells([{"label": "cell 1", "source": source}])[0]
    assert result["error"] is None, result["error"]
    return bytes(result["code"])


def loadable(source: str) -> Loadable:
    """A hand-in of one cell, ready to be loaded."""
    return Loadable((("cell 1", source),), (compiled(source),), (), cost_s=10.0)


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """A launcher of small workers."""
    made = Launcher(WorkerLimits(memory_bytes=MEMORY_BYTES))
    yield made
    made.forget_ahead()
    made.close()


OpenToy = Callable[..., Toy]


@pytest.fixture
def open_toy(launcher: Launcher) -> Iterator[OpenToy]:
    """Opens a check on a hand-in: the right one with `source` after it."""
    lines: list[CheckLine] = []
    tokens = []

    def open_(source: str = "", *, cpu_s: float = 30.0, interface: str = INTERFACE) -> Toy:
        declared = parse_interface(interface, Path("interface.py"))
        whole = RIGHT + source
        line = Counted(CheckLine(launcher, loadable(whole), Budget(cpu_s), "toy"))
        lines.append(line.line)
        channel = Channel(line, handle_classes(declared))
        tokens.append(testing.current_channel.set(channel))
        namespace: dict[str, Any] = {}
        if not source:
            exec(whole, namespace)
        return Toy(Submission(channel, declared), channel, line, namespace)

    yield open_
    for token in reversed(tokens):
        testing.current_channel.reset(token)
    for line in lines:
        line.close()
