"""A small course on which every gate of `verify` holds, and the pieces to break each of them."""

from __future__ import annotations

from pathlib import Path

from grader.authoring.generate import generate
from grader.course import Course, load_course
from tests.courses_helper import INTERFACE, make_course

HEAD = "import pytest\nimport hypothesis.strategies as st\nfrom hypothesis import given, settings\n"
HIDDEN = (
    HEAD
    + '''
from grader.testing import close, equal

@pytest.mark.check(question="double")
@given(x=st.integers(1, 1000))
@settings(max_examples=20)
def test_double(submission, x):
    """Doubling any whole number."""
    close(submission.double(x) + 0.5, 2 * x + 0.5)


@pytest.mark.check(question="counter")
def test_up(submission):
    """A counter begins at its start and adds."""
    tally = submission.Counter(10)
    tally.add(4)
    tally.add(5)
    equal(tally.count, 19, "tally.count")


@pytest.mark.check(question="counter")
def test_down(submission):
    """A counter adds negative amounts as well."""
    tally = submission.Counter(3)
    tally.add(-4)
    tally.add(-4)
    equal(tally.count, -5, "tally.count")
'''
)

COUNTER = """
class Counter:
    def __init__(self, start=0):
        self.count = start

    def add(self, amount):
        self.count = {new}
"""


def mistake(loses: str, code: str, hint: str = "Think again.", checks: str = "") -> str:
    """The file of a known mistake."""
    lines = [f"# loses: {loses}", "# why: it is wrong", f"# hint: {hint}"]
    lines += [f"# checks: {checks}"] if checks else []
    return "\n".join([*lines, "", code])


MISTAKES = {
    "replaces": mistake(
        "counter",
        COUNTER.format(new="amount"),
        "Keep the old count.",
        "test_toy.py::test_up, test_toy.py::test_down",
    ),
    "never_down": mistake("counter", COUNTER.format(new="self.count + abs(amount)")),
    "thrice_when_large": mistake(
        "double", "def double(x):\n    return 2 * x + (x > 300) * x\n", "Even large numbers."
    ),
}


def write(root: Path, files: dict[str, str] | None = None, **changes: str | None) -> Course:
    """The sound course below `root`, generated and not yet frozen."""
    changes = {"hidden": HIDDEN, "interface": INTERFACE, "misconception": None, **changes}
    known = {f"solutions/toy/misconceptions/{name}.py": text for name, text in MISTAKES.items()}
    make_course(root, {**known, **(files or {})}, **changes)
    course = load_course(root)
    generate(course)
    return course
