"""Pieces of HTML for somebody else's page: no more than a student may see, and nothing active."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.feedback.fragments import question_html, question_text, receipt_html, receipt_text
from grader.feedback.visible import student_view
from grader.records import QuestionReport, Receipt, SubmissionReport
from tests.engine.toy import FIXED

HOSTILE = "</div><script>alert(1)</script><img src=//evil.example onerror=x>'\"`\u202e"


class Seen(HTMLParser):
    """The tags and attributes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.tags.append(tag)
        self.attributes += attrs
        self.open += tag == "div"

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        self.open -= tag == "div"


def fragments(report: SubmissionReport) -> list[str]:
    """The HTML of the receipt and of every auto question."""
    view = student_view(report)
    return [
        receipt_html(view),
        *(question_html(view, q) for q in view.questions if q.kind == "auto"),
    ]


def test_a_failed_check_is_told_like_on_the_page(
    make_report: Callable[..., SubmissionReport],
) -> None:
    """Title, message, input, both values, the student's lines and the hint are there."""
    html = "".join(fragments(make_report()))

    wanted = (
        *("Title of divides", "message-divides", "value-divides", "own-line-divides"),
        *("hint-divides", "An input that shows it", "Partly right", "1 check passed"),
    )
    assert [words for words in wanted if words not in html] == []


@pytest.mark.parametrize("show", ["message", "outcome", "nothing"])
def test_what_is_withheld_is_not_in_it(
    make_report: Callable[..., SubmissionReport], show: str
) -> None:
    """`show` decides here as on the student's page."""
    report = make_report()
    hidden = tuple(
        QuestionReport.model_validate({**q.model_dump(), "show": show}) for q in report.questions
    )
    html = "".join(fragments(report.model_copy(update={"questions": hidden})))

    assert "value-divides" not in html
    assert ("message-divides" in html) == (show == "message")
    assert ("Title of divides" in html) == (show != "nothing")
    assert ("result is not shown" in html) == (show == "nothing")


@pytest.mark.parametrize("status", ["unreadable", "ambiguous", "empty", "too_large"])
def test_without_a_grade_it_says_why(
    make_report: Callable[..., SubmissionReport], status: str
) -> None:
    """A hand-in that could not be graded says so above, and in every question."""
    nothing = make_report().model_copy(
        update={"status": status, "checks": (), "message": "because of reasons", "score": 0.0}
    )
    none = tuple(q.model_copy(update={"points": 0.0}) for q in nothing.questions)
    first, *others = fragments(nothing.model_copy(update={"questions": none}))

    assert "because of reasons" in first
    assert all("No check could be run" in html for html in others)
    assert "because of reasons" in receipt_text(student_view(nothing))


def test_our_fault_is_said_to_be_ours(make_report: Callable[..., SubmissionReport]) -> None:
    """Where the engine failed no point is called lost, and no number stands there."""
    report = make_report(status="engine_failed", score=None, checks=())
    none = tuple(q.model_copy(update={"points": None}) for q in report.questions)
    view = student_view(report.model_copy(update={"questions": none}))

    for question in view.questions[:2]:
        html = question_html(view, question)
        assert "our fault" in html
        assert "Partly" not in html
        assert "by our fault" in question_text(question)


@FIXED
@given(st.text(max_size=60))
def test_nothing_of_a_students_is_markup(text: str) -> None:
    """Whatever stands in a name, a note or a message, the tags are the template's own."""
    report = SubmissionReport(
        student="s", assignment="a", title="t", status="unreadable", score=0.0, max_score=1.0,
        manual_score=None, manual_max_score=0.0, promises={}, unsafe=True,
        receipt=Receipt(file=HOSTILE + text, notes=(HOSTILE, text)),
        questions=(QuestionReport(id="q", title=HOSTILE + text, kind="auto", show="full",
                                  points=0.0, max_points=1.0),),
        checks=(), message=HOSTILE + text,
    )  # fmt: skip

    for html in fragments(report):
        seen = Seen(html)
        assert set(seen.tags) <= {"style", "div", "p", "strong", "code", "ul", "li", "span", "br"}
        assert {name for name, _ in seen.attributes} <= {"class", "role", "aria-hidden"}
        assert seen.open == 0


def test_it_leads_nowhere(make_report: Callable[..., SubmissionReport]) -> None:
    """No fragment holds a script, an address or a formula that a page would set."""
    for html in fragments(make_report()):
        assert "<script" not in html
        assert "://" not in html
        assert "url(" not in html
        assert "tex2jax_ignore" in html
