"""The rubric and the comments of a question that a person marks, as `assignment.toml` says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from grader.course.reading import load_assignment
from grader.errors import CourseError
from tests.courses_helper import ASSIGNMENT_TOML, make_course

ROOT = Path(__file__).resolve().parents[2]
QUESTION = """
[[questions]]
id = "why"
title = "Why it counts"
kind = "manual"
points = 1.5
"""
RUBRIC = """
[[questions.rubric]]
id = "keeps"
text = "Says that the old count is kept."
points = 1

[[questions.rubric]]
id = "adds"
text = "Says that amounts add up."
points = 0.5

[questions.comments]
reason = "Say why."
"""


def _read(tmp_path: Path, text: str) -> str:
    """What is said of an assignment with that text added."""
    root = make_course(tmp_path, assignment_toml=ASSIGNMENT_TOML + text)
    with pytest.raises(CourseError) as caught:
        load_assignment(root, "toy")
    return str(caught.value)


def test_a_rubric_and_comments_are_read(tmp_path: Path) -> None:
    """Items keep their order, ids, texts and points; comments their keys."""
    root = make_course(tmp_path, assignment_toml=ASSIGNMENT_TOML + QUESTION + RUBRIC)

    question = load_assignment(root, "toy").question("why")

    assert [(item.id, item.points) for item in question.rubric] == [("keeps", 1), ("adds", 0.5)]
    assert question.rubric[0].text == "Says that the old count is kept."
    assert question.comments == {"reason": "Say why."}


def test_a_question_needs_neither(tmp_path: Path) -> None:
    """Without a rubric there are no items, and no comments."""
    root = make_course(tmp_path, assignment_toml=ASSIGNMENT_TOML + QUESTION)

    question = load_assignment(root, "toy").question("why")

    assert (question.rubric, question.comments) == ((), {})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            QUESTION + RUBRIC.replace("points = 1\n", "points = 1.25\n"),
            "[[questions]] 3: [[questions.rubric]]: pays 1.75, the question only 1.5",
        ),
        (
            QUESTION + RUBRIC.replace('"adds"', '"keeps"'),
            "[[questions]] 3: [[questions.rubric]]: the id 'keeps' is used twice",
        ),
        (
            QUESTION.replace("manual", "auto") + RUBRIC,
            '`rubric` belongs to a question of kind "manual"',
        ),
        (
            QUESTION.replace("manual", "auto") + RUBRIC,
            '`comments` belongs to a question of kind "manual"',
        ),
        (
            QUESTION + RUBRIC.replace("points = 0.5", "points = 0"),
            "`points` in [[questions]] 3 [[rubric]] 2: expected greater than 0, came 0",
        ),
        (
            QUESTION + RUBRIC.replace("points = 0.5", 'point = "1"'),
            "unknown key `point` in [[questions]] 3 [[rubric]] 2: did you mean 'points'?",
        ),
        (
            QUESTION + RUBRIC.replace('"adds"', '"Adds up"'),
            "`id` in [[questions]] 3 [[rubric]] 2: expected a string that should match",
        ),
        (
            QUESTION + RUBRIC.replace("reason =", '"My reason" ='),
            "the name `My reason` in [[questions]] 3 [comments]: expected a string",
        ),
        (
            QUESTION + RUBRIC.replace('"Say why."', "3"),
            "`reason` in [[questions]] 3 [comments]: expected a string in quotes, came 3",
        ),
    ],
)
def test_a_wrong_rubric_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    """Every mistake names question, item and key."""
    assert words in _read(tmp_path, text)


def test_a_sum_is_meant_as_it_is_typed(tmp_path: Path) -> None:
    """Items of 0.1 and 0.2 fit a question of 0.3, which binary fractions would deny."""
    text = (QUESTION + RUBRIC).replace("points = 1.5", "points = 0.3")
    text = text.replace("points = 1\n", "points = 0.1\n").replace("points = 0.5", "points = 0.2")
    root = make_course(tmp_path, assignment_toml=ASSIGNMENT_TOML + text)

    assert len(load_assignment(root, "toy").question("why").rubric) == 2


def test_every_manual_question_of_this_course_has_a_whole_rubric() -> None:
    """In the five assignments the items of each rubric pay just what the question does."""
    course = load_course(ROOT)
    manual = [q for name in course.assignments for q in course.assignment(name).manual]

    assert len(manual) == 5
    assert [sum(i.points for i in q.rubric) for q in manual] == [q.points for q in manual]
    assert all(len(q.comments) >= 3 for q in manual)


def test_the_example_of_the_documentation_is_read(tmp_path: Path) -> None:
    """What docs/marking-by-hand.md shows is an assignment's rubric."""
    page = (ROOT / "docs" / "marking-by-hand.md").read_text(encoding="utf-8")
    shown = page.partition("```toml\n")[2].partition("```")[0]
    root = make_course(tmp_path, assignment_toml=ASSIGNMENT_TOML + shown)

    question = load_assignment(root, "toy").question("why")

    assert [item.id for item in question.rubric] == ["paths"]
    assert list(question.comments) == ["reason"]
