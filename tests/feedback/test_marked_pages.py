"""What a student reads of a mark that a person gave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from grader.feedback.pages import student_page
from grader.feedback.visible import student_view
from grader.records import ItemGiven, MarkGiven, QuestionReport, Receipt, SubmissionReport

Make = Callable[..., SubmissionReport]
HOSTILE = "<script>alert(1)</script>\x1b[31m"


def _question(show: str = "full", points: float | None = 1.5, **mark: Any) -> QuestionReport:
    given = MarkGiven(
        items=(
            ItemGiven(id="a", text="Names the order.", points=1.0, max_points=1.0),
            ItemGiven(id="b", text="Says why <b>.", points=0.5, max_points=2.0),
        ),
        comment="Good `work`.",
        reader="anna",
        at=datetime(2026, 3, 4, tzinfo=UTC),
    ).model_copy(update=mark)
    return QuestionReport(
        id="explain", title="Explain", kind="manual", show=show, points=points, max_points=3.0,
        mark=None if points is None else given,
    )  # fmt: skip


def _page(make_report: Make, question: QuestionReport, text: str = "Because.") -> str:
    receipt = Receipt(file="a.ipynb", free_text={"explain": text} if text else {})
    report = make_report(questions=(question,), checks=(), receipt=receipt, manual_score=1.5)
    return student_page([report], course="A course")


def test_items_and_comment_are_shown_with_what_they_earned(make_report: Make) -> None:
    """The student reads which items were given, what each earned, and the comment."""
    page = _page(make_report, _question())

    assert "1.5 of 3 points, given by a person" in page
    assert 'Names the order. <span class="small">1</span>' in page
    assert 'Says why &lt;b&gt;. <span class="small">0.5 of 2</span>' in page
    assert "Good <code>work</code>." in page
    assert "Because." in page


def test_who_marked_it_and_when_stays_with_the_staff(make_report: Make) -> None:
    """A page names no reader."""
    page = _page(make_report, _question())

    assert "anna" not in page
    assert "2026" not in page


def test_a_mark_runs_nothing(make_report: Make) -> None:
    """What a reader quotes of an answer is escaped and cleaned like everything else."""
    hostile = ItemGiven(id="a", text=HOSTILE, points=1.0, max_points=1.0)

    page = _page(make_report, _question(comment=HOSTILE, items=(hostile,)), HOSTILE)

    assert "<script" not in page
    assert "\x1b" not in page
    assert page.count("&lt;script&gt;alert(1)") == 3


def test_where_the_result_is_not_shown_the_mark_is_not_either(make_report: Make) -> None:
    """`show = "nothing"` withholds points, items and comment."""
    question = _question(show="nothing")
    page = _page(make_report, question)

    assert "Names the order." not in page
    assert "Good" not in page
    assert student_view(make_report(questions=(question,))).questions[0].mark is None


def test_a_mark_of_an_earlier_answer_says_so(make_report: Make) -> None:
    """Who handed in again learns that another text was read."""
    words = "An earlier answer of yours was read"

    assert words in _page(make_report, _question(of_this_answer=False))
    assert words not in _page(make_report, _question())


def test_a_mark_without_an_answer_is_shown_too(make_report: Make) -> None:
    """Points for what stands elsewhere, on paper say, come with their reason."""
    page = _page(make_report, _question(), "")

    assert "(empty)" in page
    assert "Names the order." in page


def test_until_it_is_marked_an_answer_only_waits(make_report: Make) -> None:
    """No card is shown for a mark that nobody has given."""
    page = _page(make_report, _question(points=None))

    assert "given by a person" not in page
    assert "waits for a person" in page
