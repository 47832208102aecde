"""Deadlines on pages and in the summary: what a student reads, what staff see, who is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from grader.feedback.pages import class_page, student_page
from grader.feedback.summary import RunFacts, summarise
from grader.feedback.visible import student_view
from grader.records import Late, QuestionReport, SubmissionReport

Make = Callable[..., SubmissionReport]
RUN = RunFacts(wall_s=1.0, cpu_s=1.0, executed=1, reused=0, promises={}, unsafe=False)
WORDS = "Due 15 January 2027, 23:59 CET; handed in 17 January 2027, 08:00 CET, 2 days late."


def late(**fields: Any) -> Late:
    """Two days late, at a fifth."""
    given: dict[str, Any] = {
        "policy": "per_day",
        "due": datetime(2027, 1, 15, 22, 59, tzinfo=UTC),
        "handed_in": datetime(2027, 1, 17, 7, 0, tzinfo=UTC),
        "days_late": 2,
        "deducted_percent": 20.0,
        "words": WORDS,
    }
    return Late(**{**given, **fields})


def on_time() -> Late:
    """In time, under the same policy."""
    return late(days_late=0, deducted_percent=0.0, words="On time.")


def words(page: str) -> str:
    """The page's text, without tags and style."""
    body = page.partition("</style>")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def class_words(reports: Sequence[SubmissionReport]) -> str:
    """The text of the class list."""
    hrefs = {report.student: f"{n}.html" for n, report in enumerate(reports)}
    return words(class_page(reports, summarise(reports, RUN), course="Course", hrefs=hrefs))


def test_a_late_student_reads_what_counts_and_why(make_report: Make) -> None:
    """The score that counts stands first, then what it was, then the sentence about times."""
    page = words(student_page([make_report(late=late(), final=3.2)], course="Course"))

    assert "3.2 of 8 points" in page
    assert "4 before 20 % are deducted for lateness." in page
    assert WORDS in page


def test_a_punctual_student_reads_only_the_times(make_report: Make) -> None:
    """Nothing is said of a deduction where there is none, and nothing at all without a deadline."""
    punctual = words(student_page([make_report(late=on_time(), final=4.0)], course="Course"))
    free = words(student_page([make_report()], course="Course"))

    assert "4 of 8 points" in punctual
    assert "On time." in punctual
    assert "deducted" not in punctual + free
    assert "Due" not in free


def test_who_is_excused_reads_so(make_report: Make) -> None:
    """No score is shown, whatever was handed in and however late."""
    report = make_report(enrolment="excused", late=late(), final=None)

    page = words(student_page([report], course="Course"))

    assert "You are excused: nothing of this counts." in page
    assert "of 8 points" not in page
    assert student_view(report).final is None


def test_a_mark_by_hand_loses_the_same_share(make_report: Make) -> None:
    """What is deducted is deducted of checks and free text together."""
    questions = (
        *make_report().questions[:2],
        QuestionReport(
            id="why", title="Why", kind="manual", show="full", points=2.5, max_points=3.0
        ),
    )

    seen = student_view(make_report(questions=questions, manual_score=2.5, late=late()))

    assert (seen.score, seen.final, seen.max_score) == (6.5, 5.2, 11.0)


def test_a_deduction_tells_nothing_of_what_is_withheld(make_report: Make) -> None:
    """What counts is reckoned from the shown points, so that no subtraction gives the others."""

    def seen(hidden_points: float) -> object:
        first, second, manual = make_report().questions
        hidden = second.model_copy(update={"show": "nothing", "points": hidden_points})
        return student_view(
            make_report(
                questions=(first, hidden, manual),
                score=2.0 + hidden_points,
                late=late(),
                final=(2.0 + hidden_points) * 0.8,
            )
        )

    assert seen(0.0) == seen(4.0)


def test_the_class_list_has_a_column_only_where_lateness_costs(make_report: Make) -> None:
    """Under the policy that deducts nothing there is none, and without deadlines neither."""
    without = class_words([make_report(), make_report(late=late(policy="none"))])
    charged = class_words([
        make_report(student="ada", late=late(), final=3.2),
        make_report(student="bo", late=on_time(), final=4.0),
        make_report(student="cy", late=late(handed_in=None, days_late=0, deducted_percent=0.0)),
        make_report(student="di", late=late(days_used=2, deducted_percent=0.0), final=4.0),
    ])  # fmt: skip

    assert "Late Counts" not in without
    assert "Score Status Late Counts For staff" in charged
    assert "ada 4 ✓ graded 2 days, less 20 % 3.2" in charged
    assert "bo 4 ✓ graded on time 4" in charged
    assert "cy 4 ✓ graded time unknown" in charged
    assert "di 4 ✓ graded 2 days, 2 of grace 4" in charged
    assert "mean that counts 3.73" in charged


@pytest.mark.parametrize("enrolment", ["excused", "dropped"])
def test_only_the_enrolled_are_in_the_means(make_report: Make, enrolment: str) -> None:
    """Who is excused or has left moves no mean, no rate and no count of late hand-ins."""
    reports = [
        make_report(student="ada", score=4.0, final=4.0, late=on_time()),
        make_report(student="bo", score=0.0, final=0.0, late=late(), enrolment=enrolment),
    ]

    (one,) = summarise(reports, RUN).assignments

    assert (one.n, one.excused + one.dropped, one.late) == (2, 1, 0)
    assert (one.score.n, one.score.mean, one.final.mean) == (1, 4.0, 4.0)
    assert {check.n for check in one.checks} == {1}
    assert {question.points.n for question in one.questions if question.kind == "auto"} == {1}


def test_who_left_is_listed_apart(make_report: Make) -> None:
    """The dropped have a table of their own after the others; the excused stand among them."""
    page = class_words([
        make_report(student="ada", enrolment="dropped"),
        make_report(student="bo"),
        make_report(student="cy", enrolment="excused"),
    ])  # fmt: skip

    first, _, second = page.partition("Dropped, in no mean above")
    assert "bo 4 ✓ graded" in first
    assert "cy 4 ○ excused" in first
    assert "ada" not in first
    assert "ada 4" in second
    assert "Dropped" not in class_words([make_report()])


def test_late_hand_ins_are_counted(make_report: Make) -> None:
    """The summary has how many came late and the spread of what counts."""
    reports = [
        make_report(student="ada", late=late(), final=3.2),
        make_report(student="bo", late=on_time(), final=4.0),
    ]

    (one,) = summarise(reports, RUN).assignments

    assert one.late == 1
    assert (one.score.mean, one.final.mean, one.final.min) == (4.0, 3.6, 3.2)
