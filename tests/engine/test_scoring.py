"""From outcomes to points, and from there to a report: total, exact, and closed when in doubt."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import Assignment
from grader.engine.diagnosis import diagnose
from grader.engine.report import Found, Key, make_report
from grader.engine.scoring import CheckInfo, check_manifest, max_score, score
from grader.errors import CourseError, GraderError
from grader.records import (
    AnswerFound,
    CheckOutcome,
    Counterexample,
    Outcome,
    Receipt,
    Status,
    SubmissionReport,
)
from tests.engine.toy import FIXED

OUTCOMES = get_args(Outcome)
PROMISED: Any = dict.fromkeys(("unforgeable", "unreadable", "contained"), True)


def assignment(*points: float, manual: float = 1.0, show: str = "full") -> Assignment:
    """An assignment whose auto questions q0, q1, ... pay these points; `show` is the last one's."""
    questions = [
        {"id": f"q{at}", "title": f"Question {at}", "kind": "auto", "points": each}
        for at, each in enumerate(points)
    ]
    questions[-1]["show"] = show
    questions.append({"id": "why", "title": "Why", "kind": "manual", "points": manual})
    return Assignment.model_validate(
        {
            "root": Path("/course"),
            "id": "toy",
            "title": "Toy",
            "summary": "A toy.",
            "hand_in": ["toy.ipynb"],
            "questions": questions,
        }
    )


def info(name: str, question: str = "q0", weight: float = 1.0, hint: str = "") -> CheckInfo:
    """One check of a manifest."""
    return CheckInfo(name, question, weight, f"Title of {name}", hint)


def outcome(name: str, how: str = "passed", **more: Any) -> CheckOutcome:
    """One outcome."""
    made: Any = {key: tuple(each) if isinstance(each, list) else each for key, each in more.items()}
    return CheckOutcome.model_validate({"check": name, "outcome": how, **made})


points = st.floats(min_value=2**-20, max_value=10_000)
weights = st.floats(min_value=2**-20, max_value=2.0**20)


@st.composite
def gradings(draw: st.DrawFn) -> tuple[Assignment, list[CheckInfo], list[CheckOutcome]]:
    """An assignment, its manifest, and one outcome for each check."""
    toml = assignment(*draw(st.lists(points, min_size=1, max_size=4)))
    manifest: list[CheckInfo] = []
    outcomes: list[CheckOutcome] = []
    for question in toml.auto:
        for weight in draw(st.lists(weights, min_size=1, max_size=4)):
            name = f"check{len(manifest)}"
            manifest.append(info(name, question.id, weight))
            outcomes.append(outcome(name, draw(st.sampled_from(OUTCOMES))))
    return toml, manifest, draw(st.permutations(outcomes))


class TestScore:
    """Points are a function of outcomes alone."""

    @FIXED
    @given(gradings())
    def test_points_are_between_nothing_and_all(
        self, grading: tuple[Assignment, list[CheckInfo], list[CheckOutcome]]
    ) -> None:
        """Points are finite, never negative, never above the maximum, and 0 where none passed."""
        toml, manifest, outcomes = grading

        scores = score(toml, manifest, outcomes)

        hows = {each.check: each.outcome for each in outcomes}
        assert (scores is None) == ("ours" in hows.values())
        if scores is None:
            return
        assert 0 <= scores.score <= scores.max_score == max_score(toml)
        assert math.isfinite(scores.score)
        assert scores.by_check.keys() == scores.max_by_check.keys() == hows.keys()
        for question in toml.auto:
            assert 0 <= scores.by_question[question.id] <= question.points
        for name, how in hows.items():
            full = scores.max_by_check[name]
            assert full > 0
            assert scores.by_check[name] == (full if how == "passed" else 0)

    @FIXED
    @given(gradings())
    def test_all_passed_is_exactly_everything(
        self, grading: tuple[Assignment, list[CheckInfo], list[CheckOutcome]]
    ) -> None:
        """Who passes every check has exactly the maximum, to the last bit."""
        toml, manifest, _ = grading

        scores = score(toml, manifest, [outcome(each.name) for each in manifest])

        assert scores is not None
        assert scores.score == scores.max_score
        assert scores.by_question == {each.id: each.points for each in toml.auto}
        assert scores.max_score == float(sum(Fraction(each.points) for each in toml.auto))

    @FIXED
    @given(gradings(), st.integers(0, 20))
    def test_one_more_passed_check_never_pays_less(
        self, grading: tuple[Assignment, list[CheckInfo], list[CheckOutcome]], which: int
    ) -> None:
        """Turning a lost check into a passed one never lowers a score."""
        toml, manifest, outcomes = grading
        before = [each for each in outcomes if each.outcome != "ours"]
        lost = [each for each in outcomes if each.outcome == "ours"]
        before += [outcome(each.check, "failed") for each in lost]
        after = list(before)
        after[which % len(after)] = outcome(after[which % len(after)].check)

        low, high = score(toml, manifest, before), score(toml, manifest, after)

        assert low is not None
        assert high is not None
        assert low.score <= high.score

    def test_weights_share_a_questions_points(self) -> None:
        """A question's points are shared by weight."""
        manifest = [info("a", weight=1), info("b", weight=2), info("c", weight=3)]
        outcomes = [outcome("a"), outcome("b", "failed"), outcome("c")]

        scores = score(assignment(12), manifest, outcomes)

        assert scores is not None
        assert scores.max_by_check == {"a": 2.0, "b": 4.0, "c": 6.0}
        assert scores.by_check == {"a": 2.0, "b": 0.0, "c": 6.0}
        assert (scores.score, scores.max_score) == (8.0, 12.0)

    @pytest.mark.parametrize("how", [each for each in OUTCOMES if each not in ("passed", "ours")])
    def test_only_passed_earns(self, how: str) -> None:
        """No outcome but `passed` pays anything."""
        scores = score(assignment(3), [info("a")], [outcome("a", how)])

        assert scores is not None
        assert scores.score == 0.0

    @pytest.mark.parametrize(
        "names", [[], ["a"], ["a", "b", "c"], ["a", "a"], ["a", "b", "b"], ["a", "B"]]
    )
    def test_outcomes_that_do_not_fit_are_our_fault(self, names: list[str]) -> None:
        """A missing, further or repeated outcome makes no grade but an error of ours."""
        with pytest.raises(GraderError, match="exactly one outcome for each check") as caught:
            score(assignment(3), [info("a"), info("b")], [outcome(name) for name in names])

        assert caught.value.exit_code == 3

    def test_a_check_collected_twice_is_our_fault(self) -> None:
        """A manifest that names a check twice grades nobody, though the outcomes repeat it too."""
        with pytest.raises(GraderError, match="a repeated check"):
            score(assignment(3), [info("a"), info("a")], [outcome("a"), outcome("a")])

    def test_a_question_without_checks_is_a_mistake_of_the_course(self) -> None:
        """An auto question that no check grades is refused with its name."""
        with pytest.raises(CourseError, match="none for q1"):
            check_manifest(assignment(1, 2), [info("a", "q0")])


def report(
    outcomes: list[CheckOutcome],
    *,
    status: Status = "graded",
    manifest: list[CheckInfo] | None = None,
    fingerprints: dict[str, dict[str, str]] | None = None,
    show: str = "full",
    **more: Any,
) -> SubmissionReport:
    """The report of a hand-in to an assignment of 2 + 4 points and one that a person marks."""
    key = Key(
        assignment(2, 4, show=show),
        manifest or [info("a", "q0", hint="the suite's"), info("b", "q1"), info("c", "q1")],
        fingerprints or {},
        {"adds": "It must add.", "drops": "Nothing may be dropped."},
        PROMISED,
        unsafe=False,
    )
    receipt = Receipt(file="toy.ipynb", answers=(AnswerFound(cell="x", state="answered"),))
    return make_report(Found("ada", status, "", receipt, tuple(outcomes), **more), key)


GOOD = [outcome("a"), outcome("b"), outcome("c")]


class TestReport:
    """Titles, points, hints and the state of a hand-in."""

    def test_a_graded_hand_in(self) -> None:
        """A report holds the score, each question's points, and nothing for a person's question."""
        made = report([outcome("a", "failed"), outcome("b"), outcome("c", "timeout")])

        assert (made.status, made.score, made.max_score) == ("graded", 2.0, 6.0)
        assert (made.manual_score, made.manual_max_score) == (None, 1.0)
        assert [(each.id, each.points) for each in made.questions] == [
            ("q0", 0.0),
            ("q1", 2.0),
            ("why", None),
        ]
        assert [(each.points, each.max_points) for each in made.checks] == [
            (0.0, 2.0),
            (2.0, 2.0),
            (0.0, 2.0),
        ]
        assert made.checks[0].title == "Title of a"
        assert made.receipt.answers[0].cell == "x"

    @pytest.mark.parametrize("at", range(3))
    def test_our_fault_is_no_score(self, at: int) -> None:
        """One check that is ours makes the whole score null, and says so to the student."""
        outcomes = list(GOOD)
        outcomes[at] = outcome(outcomes[at].check, "ours", flags=["suite-error"])

        made = report(outcomes)

        assert (made.status, made.score) == ("engine_failed", None)
        assert {each.points for each in made.questions} == {None}
        assert sum(each.points for each in made.checks) == 0
        assert "The fault is ours" in made.message
        assert made.flags == ("suite-error",)

    def test_a_hand_in_that_was_never_judged_has_no_score(self) -> None:
        """Where the engine failed there is no score, and a message for the student."""
        made = report([], status="engine_failed", flags=("engine-failed",))

        assert (made.score, made.max_score) == (None, 6.0)
        assert made.flags == ("engine-failed",)
        assert "The fault is ours" in made.message

    @pytest.mark.parametrize("status", ["unreadable", "ambiguous", "empty", "too_large"])
    def test_what_was_not_run_scores_0(self, status: Status) -> None:
        """A hand-in that could not be run scores 0 of the maximum; a person's question waits."""
        made = report([], status=status)

        assert (made.score, made.max_score, made.checks) == (0.0, 6.0, ())
        assert [each.points for each in made.questions] == [0.0, 0.0, None]

    def test_missing_outcomes_are_never_a_grade(self) -> None:
        """A graded hand-in with a check missing is an error, not a lower score."""
        with pytest.raises(GraderError, match="a difference at c"):
            report(GOOD[:2])

    def test_the_suites_hint_is_for_lost_checks_only(self) -> None:
        """A hint of the suite is shown where its check is lost, and nowhere else."""
        lost = report([outcome("a", "failed"), *GOOD[1:]])

        assert [each.hint for each in lost.checks] == ["the suite's", "", ""]
        assert [each.hint for each in report(GOOD).checks] == ["", "", ""]

    def test_a_known_mistake_is_named(self) -> None:
        """Equal wrong answers get the misconception's hint instead of the suite's, and a flag."""
        made = report(
            [outcome("a", "failed", fingerprint="f1"), *GOOD[1:]],
            fingerprints={"adds": {"a": "f1"}, "drops": {"a": "f2"}},
        )

        assert made.checks[0].hint == "It must add."
        assert made.checks[0].flags == ("misconception:adds",)

    def test_a_mistake_whose_file_is_gone_leaves_the_suites_hint(self) -> None:
        """A fingerprint of a misconception that has no file any more names no hint."""
        made = report(
            [outcome("a", "failed", fingerprint="f1"), *GOOD[1:]],
            fingerprints={"forgotten": {"a": "f1"}},
        )

        assert made.checks[0].hint == "the suite's"

    def test_a_checks_own_hint_is_about_values_not_about_missing_code(self) -> None:
        """Who wrote nothing yet, or misspelt a name, is not told about a rule of derivatives."""
        for kind in ("NotImplementedError", "NameError", "AttributeError", "RuntimeError"):
            lost = outcome("a", "failed", message=f"Your code raised {kind}: x.")
            assert report([lost, *GOOD[1:]]).checks[0].hint == ""
        deep = outcome("a", "failed", message="Your code raised RecursionError: too deep.")
        assert report([deep, *GOOD[1:]]).checks[0].hint == "the suite's"

    def test_what_staff_must_see_stands_on_top(self) -> None:
        """Flags of checks that staff must look at are flags of the report, each once."""
        made = report(
            [
                outcome("a", "failed", flags=["flaky"]),
                outcome("b", "failed", flags=["flaky", "suite-exception"]),
                outcome("c", flags=["full-hypothesis"]),
            ]
        )

        assert made.flags == ("flaky", "suite-exception")

    @pytest.mark.parametrize("show", ["nothing", "outcome"])
    @pytest.mark.parametrize("withheld", ["2", "other", None])
    def test_a_hint_tells_nothing_of_what_is_withheld(
        self, show: str, withheld: str | None
    ) -> None:
        """Whether a shown check has a hint hangs on shown answers alone."""
        lost = [outcome("a", "failed", fingerprint="1")]
        lost.append(outcome("b", "failed", fingerprint=withheld) if withheld else outcome("b"))

        made = report([*lost, GOOD[2]], fingerprints={"adds": {"a": "1", "b": "2"}}, show=show)

        assert made.checks[0].hint == "It must add."
        staff = ("misconception:adds",) if withheld == "2" else ()
        assert made.checks[1].flags == staff

    def test_counterexamples_and_lines_are_kept(self) -> None:
        """What the student reads about a lost check is carried over unchanged."""
        shown = Counterexample(program="f(1)", what="f(1)", expected="2", got="3")
        lost = outcome("a", "failed", message="No.", traceback=["cell 1, line 2"], cpu_s=0.5)

        made = report([lost.model_copy(update={"counterexample": shown}), *GOOD[1:]])

        check = made.checks[0]
        assert (check.message, check.counterexample) == ("No.", shown)
        assert (check.traceback, check.cpu_s) == (("cell 1, line 2",), 0.5)


class TestDiagnose:
    """Naming a known mistake by its answers."""

    def test_equal_answers_name_it(self) -> None:
        """A failed check is named after the misconception with the same fingerprint."""
        assert diagnose({"a": "1", "b": "9"}, {"m": {"a": "1"}}) == {"a": "m"}

    def test_one_equal_answer_of_many_names_nothing(self) -> None:
        """Many mistakes give the same number somewhere: nearly all of it must be there."""
        marks = {str(n): "same" for n in range(10)}

        assert diagnose({"a": "1", "b": "9"}, {"m": {"a": "1", "b": "2"}}) == {}
        assert diagnose({**marks, "9": "other"}, {"m": marks}) == dict.fromkeys(
            list(marks)[:9], "m"
        )
        assert diagnose({**marks, "8": "other", "9": "other"}, {"m": marks}) == {}

    def test_the_best_explanation_wins(self) -> None:
        """Of several the one that explains most of the failed checks names all that it can."""
        known = {"a-little": {"a": "1"}, "more": {"a": "1", "b": "2"}}

        assert diagnose({"a": "1", "b": "2"}, known) == {"a": "more", "b": "more"}
        assert diagnose({"a": "1"}, known) == {"a": "a-little"}

    def test_ties_go_by_name(self) -> None:
        """Equal explanations go to the first by name, in whatever order they stand."""
        assert diagnose({"a": "1"}, {"y": {"a": "1"}, "x": {"a": "1"}}) == {"a": "x"}

    def test_each_check_may_have_a_mistake_of_its_own(self) -> None:
        """Two mistakes in one hand-in are both named."""
        known = {"m": {"a": "1"}, "n": {"b": "2"}}

        assert diagnose({"a": "1", "b": "2"}, known) == {"a": "m", "b": "n"}

    def test_no_fingerprint_explains_nothing(self) -> None:
        """A check without a fingerprint, as after a timeout, is never named."""
        assert diagnose({"a": ""}, {"m": {"a": ""}}) == {}
