"""What a report becomes in a gradebook's rows, without any gradebook."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import GraderError
from grader.nbgrader_bridge.rows import (
    NO_RESPONSE,
    AutoGrade,
    GradeCell,
    NotebookCells,
    auto_comments,
    auto_grades,
    cells_of,
    penalty,
    row_of,
)
from grader.records import (
    AnswerFound,
    Late,
    QuestionReport,
    Receipt,
    Status,
    SubmissionReport,
)
from tests.engine.toy import FIXED

ROOT = Path(__file__).resolve().parents[2]
CELLS = NotebookCells(
    {"check_code": GradeCell(4.0, "code"), "text": GradeCell(2.0, "markdown")},
    frozenset({"code", "more", "text"}),
)


def report(
    status: Status = "graded",
    points: float | None = 3.0,
    text: str | None = "an answer",
    states: tuple[tuple[str, Any], ...] = (("code", "answered"), ("more", "unchanged")),
    percent: float | None = None,
) -> SubmissionReport:
    """A report of one question that checks grade and one in words."""
    late = None
    if percent is not None:
        late = Late(policy="per_day", due=None, handed_in=None, deducted_percent=percent, words="x")
    return SubmissionReport(
        student="ada",
        assignment="toy",
        title="Toy",
        status=status,
        score=points,
        max_score=4.0,
        manual_score=None,
        manual_max_score=2.0,
        promises={},
        unsafe=False,
        receipt=Receipt(
            answers=tuple(AnswerFound(cell=cell, state=state) for cell, state in states),
            free_text={} if text is None else {"text": text},
        ),
        questions=(
            QuestionReport(
                id="code", title="C", kind="auto", show="full", points=points, max_points=4.0
            ),
            QuestionReport(
                id="text", title="T", kind="manual", show="full", points=None, max_points=2.0
            ),
        ),
        checks=(),
        late=late,
    )


def test_points_are_the_engines_and_text_waits() -> None:
    """An auto question has its points and waits for nobody; an answer in words waits."""
    grades = auto_grades(report(points=3.0))

    assert grades == {"check_code": AutoGrade(3.0, False), "text": AutoGrade(None, True)}
    assert type(grades["check_code"].auto_score) is float


@pytest.mark.parametrize("text", [None, "", " \n\t "])
def test_a_blank_text_earns_nothing_and_does_not_wait(text: str | None) -> None:
    """Nobody has to look at a free text that is not there."""
    assert auto_grades(report(text=text))["text"] == AutoGrade(0.0, False)


@pytest.mark.parametrize("text", [None, "an answer"])
def test_where_the_engine_failed_everything_waits(text: str | None) -> None:
    """Our own failure is nobody's points: no score, and a person must look at every cell."""
    grades = auto_grades(report("engine_failed", None, text))

    assert set(grades.values()) == {AutoGrade(None, True)}
    assert set(auto_comments(report("engine_failed", None, text), CELLS).values()) == {None}


def test_a_question_without_points_waits() -> None:
    """A missing number is never taken for 0, nor for all points."""
    assert auto_grades(report(points=None))["check_code"] == AutoGrade(None, True)


def test_more_points_than_there_are_is_refused() -> None:
    """Points above what a question pays are a mistake of ours, and nothing is written."""
    with pytest.raises(GraderError, match=r"(?s)code between 0 and 4.*4\.5") as caught:
        auto_grades(report(points=4.5))

    assert caught.value.exit_code == 3


def test_comments_say_what_was_not_answered() -> None:
    """Each answer cell that is as it was given out is said to be so, also one that is gone."""
    said = auto_comments(report(states=(("code", "unchanged"),), text=""), CELLS)

    assert said == {"code": NO_RESPONSE, "more": NO_RESPONSE, "text": NO_RESPONSE}


@pytest.mark.parametrize("state", ["answered", "in_file"])
def test_an_answer_elsewhere_in_the_file_is_an_answer(state: str) -> None:
    """Who answered, wherever, is not told that there was no response."""
    assert auto_comments(report(states=(("code", state),)), CELLS)["code"] is None


@pytest.mark.parametrize("status", ["unreadable", "ambiguous", "too_large"])
def test_a_file_that_was_not_graded_is_no_missing_response(status: Any) -> None:
    """Who handed in something is not told that they answered nothing."""
    comments = auto_comments(report(status, 0.0, None, ()), CELLS)

    assert comments == {"code": None, "more": None, "text": None}
    assert auto_comments(report("empty", 0.0, None, ()), CELLS)["code"] == NO_RESPONSE


def test_a_row_takes_the_name_of_the_folder() -> None:
    """The gradebook knows a student as the folder is called, whatever its Unicode form."""
    row = row_of(report(percent=20.0), CELLS, "zoe\u0308", datetime(2027, 1, 1))

    assert (row.student, row.timestamp, row.deducted_percent) == (
        "zoe\u0308",
        datetime(2027, 1, 1),
        20.0,
    )


@FIXED
@given(
    st.lists(st.floats(0, 100), max_size=6),
    st.floats(0, 100),
)
def test_lateness_takes_no_more_than_there_is(scores: list[float], percent: float) -> None:
    """The penalty is between 0 and the points, and absent where nothing is taken."""
    taken = penalty(scores, percent)

    if percent == 0 or sum(scores) == 0:
        assert taken is None
    else:
        assert taken is not None
        assert 0 <= taken <= sum(scores) * (1 + 1e-12)
        assert taken == pytest.approx(sum(scores) * percent / 100, rel=1e-9, abs=1e-9)


def test_points_that_are_all_taken_leave_nothing() -> None:
    """A hundred percent are exactly all points, so that no rest of rounding stands as a score."""
    assert penalty([0.1, 0.2, 0.3], 100.0) == 0.6


def test_every_release_has_the_cells_of_its_questions() -> None:
    """The cells that are read from each release of this course are its questions' own."""
    from grader.course import load_course

    course = load_course(ROOT)
    for name in course.assignments:
        assignment = course.assignment(name)
        cells = cells_of(json.loads(assignment.release_notebook.read_bytes()))
        assert {cell: about.max_score for cell, about in cells.grades.items()} == {
            **{f"check_{q.id}": q.points for q in assignment.auto},
            **{q.id: q.points for q in assignment.manual},
        }
        assert {q.id for q in assignment.manual} <= cells.solutions
        assert not cells.tasks
