"""Tiny real courses, written into a temporary folder for a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

COURSE_TOML = """\
id = "toy-course"
title = "A toy course"
assignments = ["toy"]
"""

ASSIGNMENT_TOML = """\
title = "Doubling and counting"
summary = "Write a function that doubles and a class that counts."

[[questions]]
id = "double"
title = "Twice a number"
kind = "auto"
points = 2

[[questions]]
id = "counter"
title = "A counter"
kind = "auto"
points = 3
"""

MANUAL_TOML = """
[[questions]]
id = "why"
title = "Why it counts"
kind = "manual"
points = 1.5
show = "nothing"
"""

SOURCE = '''\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Doubling and counting
#
# Two small things to write.

# %%
import numpy as np

# %% solution="double"
def double(x):
    """Twice `x`."""
    ### BEGIN SOLUTION
    twice_as_much = x + x
    return twice_as_much
    ### END SOLUTION


# %% check="double"
assert double(3) == 6
assert np.isclose(double(0.5), 1.0)


# %% solution="counter"
class Counter:
    """Counts upwards from a start."""

    def __init__(self, start=0):
        self.count = start

    def add(self, amount):
        ### BEGIN SOLUTION
        self.count = self.count + amount
        ### END SOLUTION


# %% check="counter"
tally = Counter(2)
tally.add(5)
assert tally.count == 7
'''

MANUAL_SOURCE = """

# %% [markdown] manual="why"
# Because addition keeps what was counted before.
"""

INTERFACE = '''\
"""The names that checks may touch."""


class Counter:
    count: Number

    def __init__(self, start: Number = 0): ...
    def add(self, amount: Number) -> None: ...


def double(x: Number) -> Number: ...
'''

HIDDEN = '''\
"""The hidden suite of the toy assignment."""

import pytest

from grader.testing import close, equal


@pytest.mark.check(question="double", hint="Twice means two equal summands.")
@pytest.mark.parametrize("x, want", [(3, 6), (-1.5, -3.0), (0, 0)])
def test_double(submission, x, want):
    """Doubling {x} gives {want}."""
    close(submission.double(x), want, "double(x)")


@pytest.mark.check(question="counter", weight=2)
def test_counts_from_its_start(submission):
    """A counter begins at its start and adds."""
    tally = submission.Counter(10)
    tally.add(4)
    tally.add(5)
    equal(tally.count, 19, "tally.count")


@pytest.mark.check(question="counter")
def test_counts_down(submission):
    """A counter adds negative amounts as well."""
    tally = submission.Counter()
    tally.add(-4)
    equal(tally.count, -4, "tally.count")
'''

MISCONCEPTION = """\
# loses: counter
# why: the amount replaces what was counted before
# hint: Adding must keep the old count.


class Counter:
    def __init__(self, start=0):
        self.count = start

    def add(self, amount):
        self.count = amount
"""

FILES = {
    "course_toml": ("course.toml", COURSE_TOML),
    "assignment_toml": ("solutions/toy/assignment.toml", ASSIGNMENT_TOML),
    "source": ("solutions/toy/source.py", SOURCE),
    "interface": ("solutions/toy/interface.py", INTERFACE),
    "hidden": ("solutions/toy/hidden/test_toy.py", HIDDEN),
    "misconception": ("solutions/toy/misconceptions/replaces_the_count.py", MISCONCEPTION),
}


def make_course(
    root: Path,
    files: Mapping[str, str] | None = None,
    *,
    manual: bool = False,
    **changes: str | None,
) -> Path:
    """Write the toy course below `root` and give `root` back.

    `changes` replaces whole files by their short name in `FILES` (None leaves one out), `files`
    adds some by their path below `root`. `manual` adds a question that a person grades.
    """
    texts = dict(FILES.values())
    if manual:
        texts["solutions/toy/assignment.toml"] += MANUAL_TOML
        texts["solutions/toy/source.py"] += MANUAL_SOURCE
    for name, change in changes.items():
        path = FILES[name][0]
        if change is None:
            del texts[path]
        else:
            texts[path] = change
    for path, text in {**texts, **(files or {})}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return root


def replaced(text: str, old: str, new: str) -> str:
    """`text` with `old` replaced, which must stand in it exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)
