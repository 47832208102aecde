"""A judge that cannot be started, because something beside it holds what it needs."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course
from grader.engine.grade import grade
from grader.engine.session import JudgeMissing, JudgeProcess
from tests.engine import toy

Failing = Callable[[Callable[[int], bool]], None]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The toy course."""
    return toy.ready(tmp_path_factory.mktemp("course"))


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """Three right hand-ins, and a wrong one."""
    for student in ("ada", "bob", "cyd"):
        toy.hand_in(tmp_path / "in", student, toy.RIGHT)
    toy.hand_in(tmp_path / "in", "dan", toy.COUNTER)
    return tmp_path / "in"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """Makes the starts of a judge fail whose numbers, from 1, are chosen."""
    numbers, launch = itertools.count(1), JudgeProcess._launch

    def set_up(fails: Callable[[int], bool]) -> None:
        def launched(judge: JudgeProcess, theirs: socket.socket) -> None:
            if fails(next(numbers)):
                theirs.close()
                raise BlockingIOError(11, "Resource temporarily unavailable")
            launch(judge, theirs)

        monkeypatch.setattr(JudgeProcess, "_launch", launched)

    return set_up


@pytest.mark.parametrize("fail", [{2}, {1, 2}], ids=["one of two", "both"])
def test_others_grade_the_class(
    keeps_promises: None,
    course: Course,
    submissions: Path,
    tmp_path: Path,
    failing: Failing,
    fail: set[int],
) -> None:
    """Whoever could not be started takes nothing along: everybody has the right grade."""
    failing(fail.__contains__)

    grading = grade(course, [], submissions=submissions, out=tmp_path / "out", jobs=2)

    assert {each.student: each.status for each in grading.reports} == dict.fromkeys(
        ("ada", "bob", "cyd", "dan"), "graded"
    )
    full = [each.student for each in grading.reports if each.score == each.max_score]
    assert full == ["ada", "bob", "cyd"]


def test_a_judge_that_dies_and_cannot_be_started_again_leaves_its_work_to_others(
    keeps_promises: None,
    course: Course,
    submissions: Path,
    tmp_path: Path,
    failing: Failing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The hand-in at which it died is graded in the end, as are those that nobody took."""
    failing({2}.__contains__)
    begin, begun = JudgeProcess.begin, itertools.count(1)

    def killed_once(judge: JudgeProcess, folder: Path) -> dict[str, object]:
        if next(begun) == 2:
            assert judge._process is not None
            judge._process.kill()
        return begin(judge, folder)

    monkeypatch.setattr(JudgeProcess, "begin", killed_once)

    grading = grade(course, [], submissions=submissions, out=tmp_path / "out", jobs=1)

    assert {each.status for each in grading.reports} == {"graded"}
    assert len(grading.reports) == 4


def test_a_machine_that_starts_none_is_our_fault(
    keeps_promises: None, course: Course, submissions: Path, tmp_path: Path, failing: Failing
) -> None:
    """Where none can be started alone either, nothing is graded, and the reason is told."""
    failing(lambda _: True)

    with pytest.raises(JudgeMissing, match="Resource temporarily unavailable"):
        grade(course, [], submissions=submissions, out=tmp_path / "out", jobs=2)
