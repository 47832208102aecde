"""Tests of `grader.worker.snapshot`: what a cell changes is seen, wherever it lies."""

from __future__ import annotations

import builtins
import decimal
import signal
import statistics
import sys
import warnings
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from grader.worker import snapshot as module
from grader.worker.snapshot import is_changed, snapshot

BEFORE = """
import numpy as np
from collections import deque

class Node:
    count = 0
    def __init__(self, num): self.num, self.parts = num, []
    def double(self): return self.num + self.num
class Slotted:
    __slots__ = ("value", "never")
    def __init__(self): self.value = 1
class Many(list): pass
class Table(dict): pass

def add(x, y, scale=1.0): return scale * (x + y)
def counter():
    seen = [0]
    def count():
        seen[0] += 1
        return seen[0]
    return count
count, node, slotted = counter(), Node(3), Slotted()
many, table, items, names = Many([1]), Table(a=1), [1, [2, 3]], {"a": {"b": 1}}
weights, objects, line = np.ones((2, 2)), np.array([[1], None], dtype=object), deque([1])
circle = [1]
circle.append(circle)
losses, long = [], 2**20000

import array, itertools, random, types
class Grid(np.ndarray): pass
numbers, letters, floats = itertools.count(), bytearray(b"abc"), array.array("d", [1.0])
space, grid = types.SimpleNamespace(a=1), np.ones(3).view(Grid)
ready = (each for each in range(9))
import functools, statistics, fractions
through, walk = map(abs, [1, 2, 3]), iter([1, 2, 3])
scaled, doubled, error = functools.partial(add, 1, scale=[2]), node.double, ValueError([1])
class Shown:
    kept = [1]
    value = property(lambda self, kept=kept: kept)
    __hash__ = object.__hash__
shown, alias, one = Shown(), list[int], np.float64(1.0)
rng, old_rng, plain_rng = np.random.default_rng(1), np.random.RandomState(1), random.Random(1)
"""

CHANGES = {
    "a name": "add = lambda x, y: 0.0",
    "a name by a function": "def f():\n    global add\n    add = 3\nf()",
    "a new name": "globals()['fresh'] = 1",
    "a method": "Node.double = lambda self: 0",
    "a class variable": "Node.count += 1",
    "a field": "node.num = 4",
    "a list in a field": "node.parts.append(1)",
    "a slot": "slotted.value = 2",
    "an empty slot": "slotted.never = 2",
    "a list": "items[1].append(4)",
    "a long integer": "long += 1",
    "its sign": "long = -long",
    "a dict": "names['a']['b'] = 2",
    "a deque": "line.append(2)",
    "a list of a class": "many.append(2)",
    "a dict of a class": "table['b'] = 2",
    "an array in place": "weights[0, 0] = 5",
    "an array's shape": "weights.shape = (4,)",
    "an array of objects": "objects[0].append(2)",
    "a circle": "circle[0] = 2",
    "a closure": "count()",
    "a default": "add.__defaults__ = (2.0,)",
    "code": "add.__code__ = (lambda x, y, scale=1.0: 0.0).__code__",
    "a function's own names": "add.calls = 1",
    "NumPy": "np.tanh = np.sin",
    "Python": "import builtins; builtins.ascii = lambda x: 0",
    "a count": "next(numbers)",
    "a buffer": "letters[0] = 65",
    "an array of Python's": "floats[0] = 2.0",
    "a name in a space": "space.a = 2",
    "an array of a class": "grid[1] = 5",
    "a generator": "next(ready)",
    "drawn numbers": "rng.normal()",
    "drawn numbers in the old way": "old_rng.normal()",
    "drawn numbers of Python's": "plain_rng.random()",
    "deleted": "del items",
    "what a function is applied to": "next(through)",
    "a walk": "next(walk)",
    "what a partial function holds": "scaled.keywords['scale'].append(1)",
    "what a method is of": "doubled.__self__.num = 8",
    "what an error holds": "error.args[0].append(2)",
    "what a property reads": "Shown.kept.append(2)",
    "a number of NumPy's": "one = one + 1",
    "a function of another module": "statistics.mean = max",
    "a method of another module": "fractions.Fraction.limit_denominator = abs",
    "NumPy's errors": "np.seterr(all='raise')",
    "NumPy's printing": "np.set_printoptions(precision=2)",
    "how deep calls may go": "import sys as f; f.setrecursionlimit(2000)",
    "warnings": "import warnings as f; f.simplefilter('error')",
    "the environment": "import os as f; f.environ['SNAPSHOT'] = '1'",
    "a file": "open('notes.txt', 'w').close()",
    "the folder": "import os as f; f.mkdir('there'); f.chdir('there')",
    "a path": "import sys as f; f.path.append('there')",
    "decimals": "import decimal as f; f.getcontext().prec = 5",
    "a signal": "import signal as f; f.signal(f.SIGUSR1, f.SIG_IGN)",
    "what traces": "import sys as f; f.setprofile(lambda *_: None)",
}
NOTHING = {
    "a loop": "for i in range(10): pass",
    "reading": "add(node.num, len(items)); node.double(); weights.sum(); str(names)",
    "its own names": "losses = [1, 2]; best = min(losses)",
    "its own objects": "other = Node(5); other.parts.append(node); other.num = 7",
    "printing": "print(names)",
    "sorting a copy": "best = sorted(items[1], reverse=True)",
    "a warning": "import warnings as f\n"
    "with f.catch_warnings():\n    f.simplefilter('always')\n    f.warn('a guess')",
    "notes on its names": "losses: list = []",
    "NumPy's work": "losses = np.random.default_rng(0).normal(size=3) @ np.ones((3, 3))",
}


def changed(code: str, own: tuple[str, ...] = ("i", "losses", "best", "other", "f")) -> bool:
    """Whether running the code is seen to change what `BEFORE` made."""
    there = ModuleType("submission")
    exec(BEFORE, vars(there))
    first = snapshot(there, own)
    exec(code, vars(there))
    return is_changed(first, snapshot(there, own))


@pytest.fixture
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Puts back what is set for the whole process."""
    depth, printing, paths = sys.getrecursionlimit(), np.get_printoptions(), list(sys.path)
    handler = signal.getsignal(signal.SIGUSR1)
    monkeypatch.setenv("SNAPSHOT", "0")
    with np.errstate(), warnings.catch_warnings(), decimal.localcontext():
        yield
    sys.setprofile(None)
    sys.setrecursionlimit(depth)
    np.set_printoptions(**printing)
    sys.path[:] = paths
    signal.signal(signal.SIGUSR1, handler)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, as_it_was: None
) -> None:
    """Whatever is rebound, grown, written into, set or patched, directly or through a call."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(statistics, "mean", statistics.mean)
    monkeypatch.setattr(Fraction, "limit_denominator", Fraction.limit_denominator)
    monkeypatch.setattr(np, "tanh", np.tanh)  # put back what the code replaces
    monkeypatch.setattr(builtins, "ascii", ascii)

    assert changed(CHANGES[name])


@pytest.mark.parametrize("name", NOTHING)
def test_looking_changes_nothing(name: str) -> None:
    """What reads, and makes things of its own, leaves everything as it was."""
    with warnings.catch_warnings(record=True):
        assert not changed(NOTHING[name])


@pytest.mark.parametrize(
    "made",
    [
        "import itertools; x = itertools.cycle([1, 2])",
        "import io; x = [io.StringIO()]",
        "import itertools\nclass Turns(itertools.cycle): pass\nx = Turns([1, 2])",
        "import threading\nclass Own:\n    lock = threading.Lock()\nx = Own",
    ],
)
def test_what_nobody_can_look_into_counts_as_changed(made: str) -> None:
    """What C made and shows to nobody may be another thing each time."""
    there = ModuleType("submission")
    exec(made, vars(there))

    assert is_changed(snapshot(there), snapshot(there))


def test_an_object_that_lies_runs_nothing() -> None:
    """Nothing of a student's class is called while it is looked at."""
    there = ModuleType("submission")
    trap = "raise SystemExit"
    exec(
        "class Trap(list):\n"
        + "".join(
            f"    def {name}(self, *_): {trap}\n"
            for name in (
                "__iter__",
                "__eq__",
                "__hash__",
                "__repr__",
                "__len__",
                "__getattribute__",
            )
        )
        + f"    __dict__ = property(lambda self: {trap.split()[1]}())\n"
        + "trap = Trap([1])",
        vars(there),
    )

    assert snapshot(there) is not None


@pytest.mark.parametrize(
    "code", ["x = [[] for _ in range(4_000)]", "x = np.zeros(2_000)"], ids=["objects", "bytes"]
)
def test_too_much_is_not_looked_at(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its bounds nothing is known, and that is told."""
    monkeypatch.setattr(module, "MOST_OBJECTS", 3_000)
    monkeypatch.setattr(module, "MOST_BYTES", 15_000)
    there = ModuleType("submission")
    exec(BEFORE, vars(there))
    assert snapshot(there) is not None

    exec(code, vars(there))

    assert snapshot(there) is None


def test_a_look_that_fails_says_that_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong with a look, what the hand-in says next is run all the same."""

    def fail(self: object, value: object) -> str:
        raise RuntimeError("dictionary changed size during iteration")

    monkeypatch.setattr(module._Digest, "of", fail)
    there = ModuleType("submission")
    exec(BEFORE, vars(there))

    assert snapshot(there) is None
    assert is_changed(None, None)
