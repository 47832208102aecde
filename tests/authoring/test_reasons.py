"""Checks that nothing fails: where their reason stands, and when it is asked for."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from grader.authoring.bench import Bench
from grader.authoring.reasons import reasons, unfounded
from grader.course import Assignment

SUITE = '''
import pytest


def test_plain(submission):
    """A title.

    More words.
    """


@pytest.mark.check(question="q")
def test_stands(submission):
    """A title.

    Stands: everything that follows
    is made of it.
    """


class TestGroup:
    """Stands: a class is no check."""

    def test_inside(self, submission):
        """A title.

        Stands: for the group.
        """


def test_silent(submission):
    pass
'''


def test_the_reason_is_a_paragraph_of_the_docstring(tmp_path: Path) -> None:
    """A paragraph that begins with `Stands:` is the reason, in files of folders too."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "test_suite.py").write_text(SUITE, encoding="utf-8")

    assert reasons(tmp_path) == {
        "inner/test_suite.py::test_stands": "everything that follows is made of it.",
        "inner/test_suite.py::TestGroup::test_inside": "for the group.",
    }


def test_what_nothing_fails_needs_a_reason() -> None:
    """Each set of parameters is a check of its own; one reason is enough for all of them."""
    checks = ["t.py::test_a[1]", "t.py::test_a[2]", "t.py::test_b"]

    without = list(unfounded(checks, frozenset({"t.py::test_a[1]"}), {}))
    given = list(unfounded(checks, frozenset({"t.py::test_a[1]", "t.py::test_b"}), {
        "t.py::test_a": "so",
    }))  # fmt: skip

    assert without == [
        "nothing fails t.py::test_a[2], and its docstring has no `Stands:` with the reason",
        "nothing fails t.py::test_b, and its docstring has no `Stands:` with the reason",
    ]
    assert given == []


def test_a_reason_that_nothing_needs_is_told() -> None:
    """Where something fails every check of a test its reason is not true any more."""
    check = "t.py::test_a[1]"

    (found,) = unfounded([check], frozenset({check}), {"t.py::test_a": "so"})

    assert found.startswith("t.py::test_a says `Stands:`, and something fails each")


def bench(folder: Path, *, complete: bool) -> Bench:
    """A bench on which a mistake failed test_plain, and a mutant test_silent."""
    (folder / "test_suite.py").write_text(SUITE, encoding="utf-8")
    made = object.__new__(Bench)
    names = [f"test_suite.py::test_{name}" for name in ("plain", "stands", "silent")]
    made.question_of = dict.fromkeys(names, "q")
    made.assignment = cast(Assignment, SimpleNamespace(hidden=folder))
    made.lost_by = {"mistake": frozenset(names[:1])}
    made.failed_by_mutants = frozenset(names[2:]) if complete else frozenset()
    made.complete = complete
    return made


def test_the_gate_counts_mistakes_and_mutants(tmp_path: Path) -> None:
    """With all mutants tried, what neither fails must say why it stands."""
    made = bench(tmp_path, complete=True)
    made.question_of.pop("test_suite.py::test_silent")

    problems = list(made.never_failed())

    assert problems == [
        "test_suite.py::TestGroup::test_inside says `Stands:`, and something fails each of its "
        "checks: take the reason out"
    ]
    assert made.never_failed_words() == (
        "each, or it says why it stands: test_suite.py::test_stands"
    )


def test_a_sample_only_tells(tmp_path: Path) -> None:
    """With a sample of the mutants, checks that no known mistake fails are told and no more."""
    words = bench(tmp_path, complete=False).never_failed_words()

    assert words == (
        "no misconception fails test_suite.py::test_silent, test_suite.py::test_stands: "
        "told with all mutants"
    )
