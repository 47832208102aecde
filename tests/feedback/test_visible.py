"""What a student may see, for each rule that a question can have."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from grader.feedback.visible import NOT_ALIKE, SeenQuestion, student_view
from grader.records import (
    CheckReport,
    Counterexample,
    QuestionReport,
    Show,
    SubmissionReport,
)

Make = Callable[..., SubmissionReport]


def _with_show(report: SubmissionReport, show: Show) -> SubmissionReport:
    questions = tuple(
        q.model_copy(update={"show": show}) if q.id == "reused" else q for q in report.questions
    )
    return report.model_copy(update={"questions": questions})


def _seen(report: SubmissionReport, question: str) -> SeenQuestion:
    return next(q for q in student_view(report).questions if q.id == question)


def _everything(report: SubmissionReport) -> str:
    return json.dumps(dataclasses.asdict(student_view(report)), default=repr)


@pytest.mark.parametrize(
    ("show", "shown", "withheld"),
    [
        ("full", ["Title of node", "message-node", "hint-node", "value-node", "own-line"], []),
        ("message", ["Title of node", "message-node", "hint-node", "own-line"], ["value-node"]),
        (
            "outcome",
            ["Title of node", "Title of leaf"],
            ["message-node", "hint-node", "value-node", "own-line-node"],
        ),
        (
            "nothing",
            ["Question reused"],
            ["Title of node", "Title of leaf", "message-node", "hint-node", "value-node"],
        ),
    ],
)
def test_each_rule_shows_exactly_its_part(
    make_report: Make, show: Show, shown: list[str], withheld: list[str]
) -> None:
    """What a rule allows is in the view, and what it withholds is nowhere in it."""
    text = _everything(_with_show(make_report(), show))

    assert all(words in text for words in shown)
    assert not any(words in text for words in withheld)


@pytest.mark.parametrize("outcome", ["failed", "refused", "timeout", "crashed"])
def test_outcome_says_only_passed_or_failed(
    make_report: Make, make_check: Callable[..., CheckReport], outcome: str
) -> None:
    """Under `outcome` the way in which a check was lost is not told."""
    report = make_report(checks=(make_check("node", "reused", outcome=outcome),))

    seen = _seen(_with_show(report, "outcome"), "reused")

    assert [check.outcome for check in seen.failed] == ["failed"]


@pytest.mark.parametrize("hidden_points", [0.0, 1.5, 2.0, 4.0])
def test_a_withheld_question_cannot_be_found_by_subtraction(
    make_report: Make, make_question: Callable[..., QuestionReport], hidden_points: float
) -> None:
    """Whatever a withheld question earned, the student's view is the same to the last letter."""
    report = make_report(
        score=2.0 + hidden_points,
        questions=(
            make_question("forward"),
            make_question("reused", show="nothing", points=hidden_points),
        ),
    )
    nothing_earned = report.model_copy(
        update={
            "score": 2.0,
            "questions": (
                report.questions[0],
                report.questions[1].model_copy(update={"points": 0.0}),
            ),
        }
    )

    assert student_view(report) == student_view(nothing_earned)
    assert student_view(report).score == 2.0
    assert student_view(report).max_score == 4.0
    assert student_view(report).withheld_points == 4.0


def test_a_withheld_question_does_not_tell_how_its_checks_ended(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """The view is the same whether the withheld question's checks passed, failed or ran long."""
    passed = make_report(checks=(make_check("node", "reused"),))
    late = make_report(checks=(make_check("node", "reused", outcome="timeout", cpu_s=9.0),) * 3)

    assert student_view(_with_show(passed, "nothing")) == student_view(_with_show(late, "nothing"))


@pytest.mark.parametrize("show", ["full", "message", "outcome", "nothing"])
def test_what_is_for_staff_is_never_in_a_view(make_report: Make, show: Show) -> None:
    """Flags, names of checks, files of the suite and times are in no view, whatever the rule."""
    text = _everything(_with_show(make_report(), show))

    for word in ("staff-only-flag", "flaky-flag", "test_values", "::", "0.25"):
        assert word not in text


@pytest.mark.parametrize("show", ["full", "message", "outcome", "nothing"])
def test_code_that_does_not_answer_alike_is_told(
    make_report: Make, make_check: Callable[..., CheckReport], show: Show
) -> None:
    """Behind the message, wherever that is shown, stands that a second asking went otherwise."""
    lost = {"outcome": "failed", "message": "expected 8, got 12"}
    steady = make_report(checks=(make_check("node", "reused", **lost),))
    flaky = make_report(checks=(make_check("node", "reused", **lost, flags=("flaky",)),))

    told = [NOT_ALIKE in _everything(_with_show(report, show)) for report in (steady, flaky)]

    assert told == [False, show in ("full", "message")]


def test_a_path_of_the_suite_in_a_message_is_covered(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """A message that quotes a hidden file by mistake does not carry its name to a student."""
    message = "in /srv/course/solutions/x/hidden/test_values.py::test_node and test_more.py:12"
    report = make_report(checks=(make_check("node", "reused", outcome="failed", message=message),))

    text = _everything(report)

    assert "solutions" not in text
    assert "test_values" not in text
    assert "test_more" not in text


def test_the_words_of_an_engine_failure_stay_with_staff(make_report: Make) -> None:
    """When the fault is ours, the student reads no score and none of our internals."""
    report = make_report(
        status="engine_failed",
        score=None,
        message="launcher died: /srv/secret",
        checks=(),
        questions=tuple(q.model_copy(update={"points": None}) for q in make_report().questions),
    )

    view = student_view(report)

    assert view.score is None
    assert view.message == ""
    assert {q.state for q in view.questions} == {"ungraded", "waiting"}


def test_a_check_of_an_unknown_question_is_not_shown(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """A check that belongs to no listed question has no rule, so nothing of it is shown."""
    report = make_report(checks=(make_check("stray", "elsewhere", outcome="failed"),))

    assert "stray" not in _everything(report)


def test_free_text_waits_until_a_person_has_marked_it(
    make_report: Make, make_question: Callable[..., QuestionReport]
) -> None:
    """An unmarked question stands beside the score; a marked one counts in it."""
    unmarked = student_view(make_report())
    marked = student_view(
        make_report(
            manual_score=2.5,
            questions=(
                make_question("forward"),
                make_question("explain", kind="manual", points=2.5, max_points=3.0),
            ),
        )
    )

    assert (unmarked.score, unmarked.max_score, unmarked.waiting_points) == (4.0, 8.0, 3.0)
    assert (marked.score, marked.max_score, marked.waiting_points) == (4.5, 7.0, 0.0)


def test_checks_that_failed_alike_are_told_once(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """Forty checks lost by one endless loop are one entry that names the others."""
    checks = tuple(
        make_check(f"n{i}", "reused", outcome="timeout", message="It did not end.")
        for i in range(40)
    )

    seen = _seen(make_report(checks=checks), "reused")

    assert len(seen.failed) == 1
    assert len(seen.failed[0].also) == 39
    assert seen.failed[0].max_points == 80.0


def test_one_known_mistake_is_told_once(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """Checks with different values but the same named mistake are one entry, unnamed to readers."""
    checks = tuple(
        make_check(
            f"n{i}",
            "reused",
            outcome="failed",
            message=f"expected {i}, got 0",
            hint="grad must accumulate" if i < 3 else "another matter",
            flags=("misconception:overwrites",) if i < 3 else (),
        )
        for i in range(5)
    )

    report = make_report(checks=checks)

    assert [len(check.also) for check in _seen(report, "reused").failed] == [2, 0, 0]
    assert "overwrites" not in _everything(report)


def test_hints_of_different_checks_do_not_explain_one_loop(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """Checks lost to one timeout are one entry; it keeps a hint only if all of them give it."""
    seen = [
        _seen(
            make_report(
                checks=tuple(
                    make_check(f"n{i}", "reused", outcome="timeout", message="No end.", hint=hint)
                    for i, hint in enumerate(hints)
                )
            ),
            "reused",
        ).failed
        for hints in (("one", "two"), ("one", "one"))
    ]

    assert [[(check.hint, len(check.also)) for check in failed] for failed in seen] == [
        [("", 1)],
        [("one", 1)],
    ]


def test_the_shortest_failing_input_stands_for_its_group(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """Of checks that failed alike, the one with the smallest input is shown."""
    programs = ["a = 1\nb = a * a\nb", "a", "a = 1\na"]
    checks = tuple(
        make_check(
            f"n{i}",
            "reused",
            outcome="failed",
            message="wrong value",
            counterexample=Counterexample(program=program),
        )
        for i, program in enumerate(programs)
    )

    example = _seen(make_report(checks=checks), "reused").failed[0].counterexample

    assert example is not None
    assert example.program == "a"


def test_all_text_of_a_view_is_clean(make_report: Make, dirty: str) -> None:
    """Control characters, lone surrogates and direction marks reach no part of a view."""
    report = make_report(
        student=f"Name {dirty}",
        message=dirty,
        checks=tuple(
            c.model_copy(update={"title": dirty, "message": dirty, "traceback": (dirty,)})
            for c in make_report().checks
        ),
    )

    text = _everything(report)

    for bad in ("\\u0000", "\\ud800", "\\u202e", "\\u001b"):
        assert bad not in text


def test_the_view_of_a_report_is_made_without_changing_it(make_report: Make) -> None:
    """Applying the rules leaves the record as it was."""
    report: Any = make_report()
    before = report.model_dump_json()

    student_view(report)

    assert report.model_dump_json() == before
