"""Which hand-ins a grading takes, when an assignment has none yet."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.engine.grade import _work
from grader.errors import UsageError

COURSE: Any = SimpleNamespace(assignments=("first", "second"))


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """Ada and Bob handed in the first assignment, nobody the second."""
    for student in ("ada", "bob"):
        (tmp_path / student / "first").mkdir(parents=True)
    return tmp_path


def test_an_assignment_nobody_asked_for_may_have_no_hand_ins(submissions: Path) -> None:
    """Grading the whole course takes what is there, while later assignments are still open."""
    work = _work(COURSE, (), submissions, ())

    assert {name: [student for student, _ in found] for name, found in work.items()} == {
        "first": ["ada", "bob"]
    }


def test_an_assignment_that_was_asked_for_must_have_hand_ins(submissions: Path) -> None:
    """A name that somebody typed is a promise; finding nothing for it is said."""
    with pytest.raises(UsageError, match="second"):
        _work(COURSE, ("second",), submissions, ())


def test_nothing_at_all_is_said(tmp_path: Path) -> None:
    """A folder without any hand-in is an error, not an empty class."""
    (tmp_path / "ada").mkdir()

    with pytest.raises(UsageError, match="none with a folder"):
        _work(COURSE, (), tmp_path, ())


def test_a_chosen_student_may_lack_one_assignment(submissions: Path) -> None:
    """--only takes a student wherever a hand-in is, and refuses one who handed in nothing."""
    (submissions / "ada" / "second").mkdir()

    assert _work(COURSE, (), submissions, ("bob",))["second"] == []
    with pytest.raises(UsageError, match="did you mean 'ada'"):
        _work(COURSE, (), submissions, ("adda",))
