"""Tests of `grader.worker.seeding`: drawn numbers come from the seed, wherever they are drawn."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

DRAWS = {
    "random": "__import__('random').random()",
    "a generator of its own": "__import__('random').Random().random()",
    "seeded anew": "(__import__('random').seed(), __import__('random').random())[1]",
    "the system's": "__import__('random').SystemRandom().random()",
    "secrets": "__import__('secrets').token_hex(8)",
    "a choice of secrets": "__import__('secrets').choice(range(10**9))",
    "uuid": "__import__('uuid').uuid4().hex",
    "os": "__import__('os').urandom(8).hex()",
    "os, the other way": "__import__('os').getrandom(8).hex()",
    "a file's name": "__import__('tempfile').mktemp().rpartition('/')[2]",
    "numpy": "__import__('numpy').random.rand()",
    "numpy's generator": "__import__('numpy').random.default_rng().random()",
    "numpy's old generator": "__import__('numpy').random.RandomState().rand()",
    "numpy, seeded anew": "(__import__('numpy').random.seed(), "
    "__import__('numpy').random.rand())[1]",
}
PROGRAM = """
import json, sys
sys.path.insert(0, "")
from grader.worker import seeding
{before}
seeding.seed_everything({seed})
{between}
print(json.dumps([eval(draw) for draw in {draws!r}]))
"""
SET_OF_OBJECTS = (
    "(lambda made: [made.index(each) for each in set(made)])"
    "([type('N', (), {})() for _ in range(40)])"
)


def drawn(seed: int, draws: list[str], *, before: str = "", between: str = "") -> list[Any]:
    """What a new process draws after it was seeded."""
    program = PROGRAM.format(seed=seed, draws=draws, before=before, between=between)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return list(json.loads(done.stdout))


@pytest.mark.parametrize("before", ["", "import numpy.random, random, secrets, uuid"])
def test_what_is_drawn_comes_from_the_seed(before: str) -> None:
    """Every way to draw gives the same under one seed and something else under another."""
    draws = list(DRAWS.values())
    first, again = drawn(1, draws, before=before), drawn(1, draws, before=before)
    other = drawn(2, draws, before=before)

    assert first == again
    assert [name for name, a, b in zip(DRAWS, first, other, strict=True) if a == b] == []


def test_two_draws_differ() -> None:
    """A seeded stream goes on: it does not give the same number each time."""
    for name, draw in DRAWS.items():
        one, two = drawn(1, [draw, draw])
        if "seeded anew" not in name:
            assert one != two, name


def test_a_seed_of_the_code_s_own_holds() -> None:
    """Code that seeds its generators gets what it would get anywhere."""
    import random

    import numpy as np

    draws = [
        "__import__('random').Random(7).random()",
        "(__import__('random').seed(7), __import__('random').random())[1]",
        "__import__('numpy').random.default_rng(7).random()",
    ]
    own = random.Random(7).random()

    assert drawn(1, draws) == [own, own, np.random.default_rng(7).random()]


def test_odd_sizes_are_refused_as_ever() -> None:
    """A negative size is a ValueError and another type a TypeError; none is an empty text."""
    between = """
import os
def error(size):
    try: return os.urandom(size).hex()
    except Exception as raised: return type(raised).__name__
"""
    draws = ["error(-1)", "error('a')", "error(0)"]

    assert drawn(1, draws, between=between) == ["ValueError", "TypeError", ""]


def test_stirring_changes_what_no_answer_may_hang_on() -> None:
    """After it a set of objects has another order, and the day is another; the seed holds."""
    draws = [SET_OF_OBJECTS, "int(__import__('time').time() // 43200)", DRAWS["random"]]
    plain = drawn(1, draws)
    stirred = drawn(1, draws, between="seeding.stir()")

    assert stirred[0] != plain[0]
    assert stirred[1] - plain[1] in (2, 3)
    assert stirred[2] == plain[2]


NOW = {
    "a time": "int(__import__('time').time())",
    "in parts": "__import__('calendar').timegm(__import__('time').gmtime())",
    "here": "int(__import__('time').mktime(__import__('time').localtime()))",
    "a date": "int(__import__('datetime').datetime.now().timestamp())",
    "a date somewhere": "int(__import__('datetime').datetime.now("
    "__import__('datetime').timezone.utc).timestamp())",
    "today": "int(__import__('datetime').datetime.today().timestamp())",
}
SAME = [
    "__import__('datetime').datetime(2026, 1, 2).isoformat()",
    "isinstance(__import__('datetime').datetime.now(), __import__('datetime').date)",
    "repr(__import__('datetime').datetime(2026, 1, 2) + __import__('datetime').timedelta(1))",
    "__import__('pickle').loads(__import__('pickle').dumps("
    "__import__('datetime').datetime(2026, 1, 2))).year",
    "__import__('time').gmtime(0).tm_year",
]


def test_every_clock_is_another_day_s_and_as_good() -> None:
    """Whoever asks once more may ask a minute later: what hangs on that must show."""
    plain = drawn(1, [*NOW.values(), *SAME])
    stirred = drawn(1, [*NOW.values(), *SAME], between="seeding.stir()")

    ahead_s = {
        name: after - before for name, before, after in zip(NOW, plain, stirred, strict=False)
    }
    assert all(86_400 < seconds < 2 * 86_400 for seconds in ahead_s.values()), ahead_s
    assert stirred[len(NOW) :] == plain[len(NOW) :]
