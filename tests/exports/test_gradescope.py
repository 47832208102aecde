"""`results.json` has Gradescope's form, sums up, shows what may be seen, and never invents a 0."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import GraderError
from grader.exports.gradescope import gradescope, not_graded
from grader.records import (
    AnswerFound,
    CheckReport,
    Counterexample,
    LeftOut,
    Receipt,
    SubmissionReport,
)
from tests.exports.conftest import question, report
from tests.exports.test_grades import LATE

Make = Callable[..., SubmissionReport]
DATA = Path(__file__).with_name("data")
MOST = 8.0


def _check(question: str = "middle", **fields: Any) -> CheckReport:
    given = {
        "name": "test_median.py::test_secret[1]",
        "outcome": "failed",
        "points": 0.0,
        "max_points": 2.5,
        "title": "The median of any list is right.",
        "message": "median([0, 1]): expected 0.5, got 1.",
        "hint": "An even count has two in the middle.",
        "flags": ("misconception:upper_middle", "flaky"),
    }
    return CheckReport(question=question, **{**given, **fields})


EXAMPLE = Counterexample(program="x = [0, 1]\nmedian(x)", what="median(x)", expected="0.5", got="1")


def _document(one: SubmissionReport) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(gradescope(one, wall_s=1.25))
    return document


def _long() -> SubmissionReport:
    """A report with something of everything that a document can tell."""
    receipt = Receipt(
        file="median.ipynb",
        answers=(
            AnswerFound(cell="median", state="answered"),
            AnswerFound(cell="spread", state="unchanged"),
        ),
        left_out=(LeftOut(where="cell 5", why="it asks for input, and nobody is there to type"),),
        notes=("the file is called median (1).ipynb; taken for median.ipynb",),
    )
    return report(
        "ada",
        5.5,
        late=LATE,
        final=4.95,
        receipt=receipt,
        questions=(
            question("middle", 5.5, 6.0),
            question("spread", 0.0, 2.0, show="outcome"),
            question("robust", None, 2.0, kind="manual"),
        ),
        checks=(
            _check(counterexample=EXAMPLE),
            _check(outcome="timeout", message="It had not finished.", hint="", title="It ends."),
            _check(outcome="passed", points=5.5, max_points=5.5, title="[3, 1, 2] has 2."),
            _check("spread", counterexample=EXAMPLE, title="The spread is right."),
        ),
    )


def test_the_golden_document() -> None:
    """Every kind of line stands as it stood when a person read it."""
    assert gradescope(_long(), wall_s=1.25) == (DATA / "gradescope.json").read_bytes()


@settings(derandomize=True, deadline=None)
@given(
    thirds=st.lists(st.integers(0, 3), min_size=1, max_size=6),
    percent=st.sampled_from([0.0, 10.0, 33.0, 100.0]),
    shows=st.lists(st.sampled_from(["full", "message", "outcome", "nothing"]), min_size=6),
)
def test_the_tests_are_the_score(thirds: list[int], percent: float, shows: list[str]) -> None:
    """The tests' scores sum to the score, which is at most the true one, and none passes its own.

    The true score is computed here with exact fractions of decimals, rounded down to hundredths.
    """
    exact = sum(Decimal(each) for each in thirds) / 3 * (100 - Decimal(percent)) / 100
    late = LATE.model_copy(update={"deducted_percent": percent})
    score = sum(each / 3 for each in thirds)
    one = report(
        "ada",
        score,
        max_score=float(len(thirds)),
        manual_max_score=0.0,
        late=late,
        final=float(exact),
        questions=tuple(
            question(f"q{n}", k / 3, 1.0, show=show)
            for n, (k, show) in enumerate(zip(thirds, shows, strict=False))
        ),
    )

    document = _document(one)

    tests = document["tests"]
    assert len(tests) == len(thirds)
    assert sum(Decimal(str(each["score"])) for each in tests) == Decimal(str(document["score"]))
    assert 0 <= exact + Decimal("1e-9") - Decimal(str(document["score"])) < Decimal("0.0100001")
    assert all(0 <= each["score"] <= each["max_score"] == 1.0 for each in tests)
    assert [each["status"] for each in tests] == [
        "passed" if each == 3 else "failed" for each in thirds
    ]


def test_what_is_not_shown_is_in_no_text_that_a_student_sees() -> None:
    """A question with `nothing` is a hidden test without a word; `outcome` tells no message."""
    one = report(
        "ada",
        3.0,
        max_score=MOST,
        questions=(
            question("middle", 1.0, 4.0, show="outcome"),
            question("spread", 2.0, 4.0, show="nothing"),
        ),
        checks=(
            _check(counterexample=EXAMPLE, message="SECRET ONE", hint="SECRET TWO"),
            _check("spread", message="SECRET THREE", title="SECRET FOUR"),
        ),
        manual_max_score=0.0,
    )

    document = _document(one)

    shown, hidden = document["tests"]
    assert (shown["visibility"], hidden["visibility"]) == ("visible", "hidden")
    assert "SECRET" not in json.dumps(document)
    assert "median([0, 1])" not in json.dumps(document)
    assert "1 of 4 points" in document["output"]
    assert hidden["output"] == "This question is graded; its result is not shown."
    assert "3" not in json.dumps(document["extra_data"])


@pytest.mark.parametrize("late", [None, LATE])
@pytest.mark.parametrize("shown", [1 / 3, 2 / 3, 0.375, 1.0, 0.0])
def test_a_shown_test_tells_nothing_of_a_hidden_one(shown: float, late: Any) -> None:
    """Its points are rounded by themselves, whatever the hidden ones need to add up."""
    seen = set()
    for earned in (0.0, 0.1, 1 / 3, 0.375, 2 / 3, 1.0):
        questions = (question("a", shown, 1.0), question("w", earned, 1.0, show="nothing"))
        total = shown + earned
        one = report("ada", total, questions=questions, max_score=2.0, late=late)
        one = one.model_copy(update={"final": total * (0.9 if late else 1.0)})
        tests = _document(one)["tests"]
        seen.add(json.dumps([each for each in tests if each["visibility"] == "visible"]))

    assert len(seen) == 1


def test_nothing_that_staff_alone_may_know_is_in_the_document() -> None:
    """Names of checks, flags and paths of the suite stay away, also out of a message."""
    path = "solutions/median/hidden/test_median.py"
    text = gradescope(
        _long().model_copy(update={"message": f"see {path}:3", "flags": ("engine-failed",)}),
        wall_s=1.0,
    ).decode()

    assert "test_secret" not in text
    assert "misconception" not in text
    assert "engine-failed" not in text
    assert path not in text


@pytest.mark.parametrize(
    "evil",
    ["\x1b[31mred\x1b[0m", "<script>alert(1)</script>", "\u202e reversed", "a\x00b", "\ud800"],
)
def test_texts_of_a_hand_in_are_plain(evil: str) -> None:
    """Every text is declared plain, and no control or direction mark is left in one."""
    receipt = Receipt(file=f"{evil}.py", notes=(evil,))
    one = report("ada", 2.0, receipt=receipt, checks=(_check(message=evil),))

    document = _document(one)

    told = [document["output"], *(each["output"] for each in document["tests"])]
    assert not [char for text in told for char in text if not char.isprintable() and char != "\n"]
    formats = ("output_format", "test_output_format", "test_name_format")
    assert {document[name] for name in formats} == {"text"}
    assert document["stdout_visibility"] == "hidden"


def test_a_hand_in_that_cannot_be_read_earns_nothing_and_is_told_why(make: Make) -> None:
    """Its tests are there with 0, and the reason stands above them."""
    one = make(
        "ada",
        0.0,
        status="empty",
        message="No file named median.ipynb was handed in; no file came.",
        questions=(question("middle", 0.0, MOST),),
        receipt=Receipt(),
    )

    document = _document(one)

    assert document["score"] == 0
    assert document["output"].startswith("No file named median.ipynb")
    assert "No check was run" in document["tests"][0]["output"]


def test_our_failure_is_no_number(make: Make) -> None:
    """Without a grade no document with a score can be made, and the other has none."""
    failed = make("ada", None, status="engine_failed", questions=(question("middle", None, MOST),))

    with pytest.raises(GraderError, match="none, by our fault"):
        gradescope(failed, wall_s=1.0)

    document = json.loads(not_graded())
    assert not {"score", "tests"} & document.keys()
    assert "The fault is ours" in document["output"]
