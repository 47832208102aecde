"""Tests of `grader.worker.counting`: the count grows with loops over rows, not with array work."""

from __future__ import annotations

import builtins
import functools
import gc
import itertools
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import numpy as np
import pytest

from grader.worker import counting
from grader.worker.counting import MOST, Counter, NotArrayCode

WEIGHTS = np.array([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]])

ARRAY_CODE = {
    "matmul": "def f(X): return X @ W.T",
    "method": "def f(X): return np.maximum(X.dot(W.T), 0).sum(axis=1)",
    "einsum": "def f(X): return np.einsum('nd,kd->nk', X, W)",
    "broadcast": "def f(X): return (X[:, None, :] * W[None]).sum(-1)",
    "where": "def f(X): return np.where(X > 0, X, 0.0).mean(axis=0)",
    "float32": "def f(X): return (X.astype(np.float32) @ W.T.astype(np.float32)).astype(float)",
    "layers": "def f(X):\n  for _ in range(4): X = np.tanh(X @ np.eye(3))\n  return X",
    "columns": "def f(X): return np.stack([X[:, d] * 2 for d in range(3)], axis=1)",
    "outer": "def f(X): return np.tensordot(X, W, axes=(1, 1))",
    "made": "def f(X): return np.asarray(X) @ np.array(W).T + np.zeros(2)",
    "stack": "def f(X): return np.concatenate([X, np.ones((len(X), 1))], axis=1)",
}
LOOPS = {
    "for": "def f(X):\n  out = []\n  for x in X: out.append(W @ x)\n  return np.array(out)",
    "comprehension": "def f(X): return np.array([W @ x for x in X])",
    "generator": "def f(X): return np.array(list(W @ x for x in X))",
    "while": "def f(X):\n  n = 0\n  while n < len(X): n += 1\n  return n",
    "recursion": "def f(X): return 0 if len(X) == 0 else 1 + f(X[1:])",
    "map": "def f(X): return np.array(list(map(W.dot, X)))",
    "starmap": "def f(X): return list(itertools.starmap(np.add, zip(X, X)))",
    "imported map": "def f(X): return list(star(np.add, zip(X, X)))",
    "sum": "def f(X): return sum(X)",
    "filter": "def f(X): return list(filter(np.any, X))",
    "reduce": "def f(X): return functools.reduce(np.add, X)",
    "accumulate": "def f(X): return [*itertools.accumulate(X)][-1]",
    "accumulate with": "def f(X): return [*itertools.accumulate(X, np.add, initial=0)][-1]",
    "formatter": (
        "def f(X): return np.array2string(X, threshold=9999, formatter={'float': lambda x: 'x'})"
    ),
    "sorted": "def f(X): return sorted(X.tolist(), key=lambda x: x[0])",
}
HIDDEN = {
    "thread": (
        "def f(X):\n  def work():\n    for x in X: W @ x\n"
        "  t = threading.Thread(target=work); t.start(); t.join()"
    ),
    "bare thread": (
        "import _thread\ndef f(X):\n  gate = _thread.allocate_lock(); gate.acquire()\n"
        "  def work():\n    for x in X: W @ x\n    gate.release()\n"
        "  _thread.start_new_thread(work, ()); gate.acquire()"
    ),
    "imported thread": (
        "from _thread import start_new_thread as go, allocate_lock\ndef f(X):\n"
        "  gate = allocate_lock(); gate.acquire(); go(gate.release, ()); gate.acquire()"
    ),
    "trace put aside": (
        "import sys\ndef f(X):\n  held = sys.gettrace(); sys.settrace(None)\n"
        "  for x in X: W @ x\n  sys.settrace(held)"
    ),
}
REFUSED = {
    "vectorize": "def f(X): return np.vectorize(abs)(X)",
    "vectorized before": "g = np.vectorize(abs)\ndef f(X): return g(X)",
    "apply_along_axis": "def f(X): return np.apply_along_axis(W.dot, 1, X)",
    "apply_over_axes": "def f(X): return np.apply_over_axes(np.sum, X, [0])",
    "fromiter": "def f(X): return np.fromiter(map(np.sum, X), float)",
    "imported fromiter": "from numpy import fromiter as it\ndef f(X): return it(iter(X[0]), float)",
    "frompyfunc": "def f(X): return np.frompyfunc(abs, 1, 1)(X)",
    "frompyfunc before": "g = np.frompyfunc(abs, 1, 1)\ndef f(X): return g(X)",
    "objects": "def f(X): return np.array(list(X), dtype=object)",
    "objects by name": "def f(X):\n  A = X.astype(object)\n  return A @ W.T",
    "objects given back": "def f(X): return X.astype(object)",
    "caught": (
        "def f(X):\n  try: np.vectorize(abs)(X)\n  except Exception: pass\n  return [x for x in X]"
    ),
}


@pytest.fixture(autouse=True)
def _threads_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests left running in this process was there before, as nothing is in a worker."""
    monkeypatch.setattr(counting, "_OURS", frozenset(sys._current_frames()))


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    """What others of this process have the collector call when it runs is no step of ours."""
    gc.disable()
    yield
    gc.enable()


def counts(code: str, *sizes: int) -> list[int]:
    """The events of `f` for so many rows each."""
    module = ModuleType("submission")
    vars(module).update(
        np=np, W=WEIGHTS, itertools=itertools, functools=functools, threading=threading,
        star=itertools.starmap, sys=sys,
    )  # fmt: skip
    exec(code, vars(module))
    found = []
    for size in sizes:
        rows = np.linspace(-1, 1, size * 3).reshape(size, 3)
        counter = Counter(module)
        counter.run(lambda rows=rows: vars(module)["f"](rows))
        found.append(counter.events)
    return found


@pytest.mark.parametrize("name", ARRAY_CODE)
def test_array_code_takes_the_same_steps_for_any_number_of_rows(name: str) -> None:
    """Between 8 and 512 rows the count stays as it is."""
    small, large = counts(ARRAY_CODE[name], 8, 512)

    assert small > 0
    assert large <= small + 10


@pytest.mark.parametrize(
    "written",
    [
        "str(X)", "repr(X)", "f'{-X}'", "np.array2string(X * 1j)", "str(list(X))", "repr(X > 0)",
        "str(X.reshape(-1, 3, 1))", "str(X.astype(int))",
        "str(X.tolist())", "str([X, X, X])",
    ],
)  # fmt: skip
def test_writing_an_array_is_not_counted(written: str) -> None:
    """A leftover `print(X)` costs next to nothing, and hardly more for many rows."""
    nothing, small, large = (
        *counts("def f(X):\n  return X @ W.T", 8),
        *counts(f"def f(X):\n  {written}\n  return X @ W.T", 8, 512),
    )

    assert nothing < small < nothing + 100
    assert large <= small + 20


def test_a_formatter_is_counted_though_it_serves_printing() -> None:
    """What the submission itself does for each number is its own work, called through NumPy too."""
    apart = "def f(X): return np.array2string(X, threshold=9999, formatter={'float': lambda x: %s})"

    for work in ("'x'", "str(np.max([x, 0]))"):
        small, large = counts(apart % work, 8, 512)

        assert large > small + 2 * 504  # a constant takes fewer steps from Python 3.12 on


def test_a_thread_that_was_there_before_is_refused() -> None:
    """One that a cell started when it was loaded could do the loop, and its steps go unseen."""
    rows = np.ones((8, 3))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
        with pytest.raises(NotArrayCode, match=r"a thread .* hides steps of Python from the count"):
            Counter(ModuleType("submission")).run(
                lambda: pool.submit(lambda: [WEIGHTS @ row for row in rows]).result()
            )


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_over_rows_takes_more_steps_for_more_rows(name: str) -> None:
    """However the loop is written, 64 times the rows are many times the steps."""
    small, large = counts(LOOPS[name], 8, 512)

    assert large > 4 * small
    assert large > small + 400


@pytest.mark.parametrize("name", REFUSED)
def test_what_hides_a_loop_is_refused(name: str) -> None:
    """NumPy's ways to run Python for each element raise, and say why, even when that is caught."""
    with pytest.raises(NotArrayCode, match="for each element; here operations on whole arrays"):
        counts(REFUSED[name], 8)


@pytest.mark.parametrize("name", HIDDEN)
def test_what_takes_steps_out_of_sight_is_refused(name: str) -> None:
    """Threads and the interpreter's own switches raise while counting, and say why."""
    with pytest.raises(NotArrayCode, match="hides steps of Python from the count"):
        counts(HIDDEN[name], 8)


def test_a_count_that_is_switched_off_is_told() -> None:
    """A function that stops the count does not get a small one for it."""
    off, call = "sys.settrace", "off(None)"
    if hasattr(sys, "monitoring"):
        off, call = "sys.monitoring.set_events", "off(4, 0)"

    with pytest.raises(NotArrayCode, match="switched off"):
        counts(f"def f(X, off={off}):\n  {call}\n  return [x for x in X]", 8)


def test_the_count_ends_where_it_is_long_enough() -> None:
    """A loop of millions of steps is not followed to its end."""
    (events,) = counts("def f(X):\n  for _ in range(1_000_000): pass", 1)

    assert events == MOST


def test_everything_is_as_before_afterwards() -> None:
    """The stand-ins are gone and nothing is traced, also after an exception."""
    before = (map, np.array, np.fromiter, itertools.starmap, sys.gettrace())

    with pytest.raises(ZeroDivisionError):
        counts("def f(X): 1 / 0", 8)

    assert before == (builtins.map, np.array, np.fromiter, itertools.starmap, sys.gettrace())


ALIKE = {
    "names of accumulate": "list(itertools.accumulate([1, 2, 3], func=max))",
    "names of accumulate, all": "list(itertools.accumulate(iterable=[], initial=5))",
    "accumulate to None": "list(itertools.accumulate([1, 2, 3], lambda x, y: None))",
    "accumulate nothing": "list(itertools.accumulate(5))",
    "map is a type": "isinstance(map(abs, [1]), map), isinstance([1], (map, filter, range))",
    "made before": "isinstance(made, map), issubclass(type(made), map), next(made)",
    "map by case": "by_case(map(abs, [1])), by_case([1])",
    "a kind of map": "list(type('Lazy', (map,), {})(abs, [-1]))",
    "map of two": "list(map(lambda a, b: (a, b), [1, 2], [3]))",
    "map by hand": "next(map(int, '12')), iter(map(int, '1')) is None",
    "map of nothing": "map(abs)",
    "map over a number": "map(abs, 5)",
    "filter by none": "list(filter(None, [0, 1, 2]))",
    "filter over a number": "filter(None, 5)",
    "starmap": "list(itertools.starmap(pow, [(2, 3), (3, 2)]))",
    "starmap over a number": "itertools.starmap(pow, 5)",
    "reduce nothing": "functools.reduce(max, [])",
    "reduce nothing to a start": "functools.reduce(max, [], 3)",
    "reduce one": "functools.reduce(max, [3])",
    "reduce lists": "functools.reduce(lambda a, b: a + b, [[1], [2]], [])",
    "sum of texts": "sum(['a'], '')",
    "sum from": "sum(range(5), start=2), sum([], [])",
    "sum of a number": "sum(5)",
    "names": "np.zeros.__name__, map.__name__, sum.__name__, functools.reduce.__doc__",
    "nditer is a type": "isinstance(np.nditer([1]), np.nditer)",
}
BY_CASE = """
def by_case(each):
    match each:
        case map(): return "map"
        case _: return "other"
made = map(abs, [-3])
def f(): return %s
"""


def outcome(code: str, *, counted: bool) -> str:
    """What an expression gives or raises, in a count or outside of any."""
    module = ModuleType("submission")
    vars(module).update(np=np, itertools=itertools, functools=functools)
    exec(BY_CASE % code, vars(module))
    function = vars(module)["f"]
    try:
        return repr(Counter(module).run(function) if counted else function())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("name", ALIKE)
def test_what_stands_in_is_like_what_it_stands_for(name: str) -> None:
    """Right code gets while counting what it gets else: names, types, errors and their time."""
    assert outcome(ALIKE[name], counted=True) == outcome(ALIKE[name], counted=False)
