"""The toy course made ready for grading, and hand-ins to it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import settings

from grader.authoring.generate import generate
from grader.course import Course, load_course
from tests.courses_helper import ASSIGNMENT_TOML, make_course

LIMITS = "[limits]\nsubmission_kb = 16\ncheck_cpu_s = 0.3\ncell_cpu_s = 0.5\n\n"
TOML = ASSIGNMENT_TOML.replace("[[questions]]", LIMITS + "[[questions]]", 1)
FIXED = settings(derandomize=True, database=None, deadline=None)
"""For property tests: the same examples in every run."""

PROMISES = ("unforgeable", "unreadable", "contained")

DOUBLE = "def double(x):\n    return x + x\n"
COUNTER = """\
class Counter:
    def __init__(self, start=0):
        self.count = start

    def add(self, amount):
        self.count += amount
"""
REPLACES = COUNTER.replace("+= amount", "= amount")
RIGHT = DOUBLE + COUNTER

DOUBLE_3 = "test_toy.py::test_double[3-6]"
DOUBLE_0 = "test_toy.py::test_double[0-0]"
COUNTS_DOWN = "test_toy.py::test_counts_down"
COUNTS_UP = "test_toy.py::test_counts_from_its_start"


def ready(root: Path, files: dict[str, str] | None = None, **changes: Any) -> Course:
    """The toy course below `root`, generated; without a corpus, which it does not need."""
    make_course(root, files, **{"assignment_toml": TOML, **changes})
    course = load_course(root)
    generate(course)
    return course


def hand_in(submissions: Path, student: str, text: str | bytes, name: str = "toy.py") -> None:
    """Puts one file into a student's folder."""
    path = submissions / student / "toy" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def findings(missing: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """What the doctor says of a machine that keeps every promise but the missing ones."""
    return tuple(
        SimpleNamespace(promise=name, reached=name not in missing, todo="buy another machine")
        for name in PROMISES
    )
