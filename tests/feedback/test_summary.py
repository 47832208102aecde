"""The class in numbers."""

from __future__ import annotations

import json
from collections.abc import Callable

from grader.feedback.summary import (
    SUMMARY_SCHEMA,
    RunFacts,
    staff_notes,
    summarise,
    summary_json,
)
from grader.records import CheckReport, SubmissionReport

Make = Callable[..., SubmissionReport]
RUN = RunFacts(
    wall_s=1.23456,
    cpu_s=2.5,
    executed=7,
    reused=3,
    promises={"unforgeable": True, "unreadable": True, "contained": False},
    unsafe=False,
)


def test_scores_are_counted_over_graded_submissions_only(make_report: Make) -> None:
    """An unreadable hand-in is counted by its status and does not pull the mean down."""
    reports = [
        make_report(student="a", score=2.0),
        make_report(student="b", score=6.0),
        make_report(student="c", score=0.0, status="unreadable", checks=()),
        make_report(student="d", score=None, status="engine_failed", checks=()),
    ]

    one = summarise(reports, RUN).assignments[0]

    assert (one.n, one.statuses) == (4, {"engine_failed": 1, "graded": 2, "unreadable": 1})
    assert (one.score.n, one.score.mean, one.score.min, one.score.max) == (2, 4.0, 2.0, 6.0)
    assert [q.points.n for q in one.questions] == [2, 2, 0]


def test_each_check_has_its_pass_rate(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """A check that one of two submissions passed has rate one half, with its outcomes counted."""
    reports = [
        make_report(student="a", checks=(make_check("x", "forward"),)),
        make_report(student="b", checks=(make_check("x", "forward", outcome="timeout"),)),
    ]

    (check,) = summarise(reports, RUN).assignments[0].checks

    assert (check.n, check.passed, check.rate) == (2, 1, 0.5)
    assert check.outcomes == {"passed": 1, "timeout": 1}


def test_the_document_is_finite_json_and_names_nobody(make_report: Make) -> None:
    """The summary carries its schema, the run's promises and times, and no student's name."""
    document = summary_json(summarise([make_report(student="name-of-somebody")], RUN))
    text = json.dumps(document, allow_nan=False)

    assert document["schema"] == SUMMARY_SCHEMA
    assert document["promises"] == RUN.promises
    assert document["timing"] == {"wall_s": 1.235, "cpu_s": 2.5, "executed": 7.0, "reused": 3.0}
    assert "name-of-somebody" not in text


def test_an_empty_class_has_a_summary() -> None:
    """No submissions make a summary with nothing in it."""
    summary = summarise([], RUN)

    assert (summary.n, summary.assignments) == (0, ())


def test_assignments_are_counted_apart(make_report: Make) -> None:
    """Two assignments of one student are two entries."""
    reports = [make_report(), make_report(assignment="second", score=8.0)]

    found = [(one.id, one.n, one.score.mean) for one in summarise(reports, RUN).assignments]

    assert found == [("number_with_grad", 1, 4.0), ("second", 1, 8.0)]


def test_staff_are_told_what_to_look_at(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """Flags of the report, of its checks, unjudged checks and an unsafe run are all named."""
    report = make_report(
        flags=("late",),
        unsafe=True,
        checks=(
            make_check("x", "forward", flags=("flaky",)),
            make_check("y", "forward", flags=("flaky",)),
            make_check("z", "forward", outcome="ours"),
        ),
    )

    assert staff_notes(report) == ("late", "flaky (2 checks)", "1 check not judged", "unsafe")
