"""Records: closed, frozen, finite, and plain JSON on the way out."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from grader.records import (
    CheckOutcome,
    CheckReport,
    Counterexample,
    Outcome,
    QuestionReport,
    Receipt,
    to_json,
)

CHECK: dict[str, Any] = {
    "name": "test_a.py::test_b",
    "question": "q",
    "outcome": "passed",
    "points": 1.0,
    "max_points": 2.0,
    "title": "A title",
}


@pytest.mark.parametrize("points", [float("nan"), float("inf"), -1.0, -0.001, "1", None, True])
def test_points_are_finite_and_not_negative(points: object) -> None:
    """No record holds points that are nan, infinite, negative or no number."""
    with pytest.raises(ValidationError):
        CheckReport.model_validate({**CHECK, "points": points})


def test_only_known_fields_and_words() -> None:
    """A record takes no field and no outcome that it does not know."""
    with pytest.raises(ValidationError):
        CheckReport.model_validate({**CHECK, "bonus": 1.0})
    with pytest.raises(ValidationError):
        CheckReport.model_validate({**CHECK, "outcome": "excellent"})
    assert set(get_args(Outcome)) == {
        "passed",
        "failed",
        "refused",
        "timeout",
        "crashed",
        "ours",
    }


def test_records_do_not_change() -> None:
    """What was found cannot be changed afterwards."""
    record = CheckReport.model_validate(CHECK)

    with pytest.raises(ValidationError):
        record.points = 2.0  # type: ignore[misc]


def test_a_record_comes_back_from_json() -> None:
    """A record survives the journal: JSON out, the same record in."""
    outcome = CheckOutcome(
        check="a::b",
        outcome="failed",
        counterexample=Counterexample(program="f(1)", expected="nan"),
        traceback=("cell 1, line 2, in f: x",),
        flags=("flaky",),
        cpu_s=0.25,
    )

    text = json.dumps(to_json(outcome))

    assert CheckOutcome.model_validate_json(text) == outcome


def test_defaults_are_not_shared() -> None:
    """Two receipts that were given nothing share nothing."""
    one, other = Receipt(), Receipt()
    one.free_text["why"] = "because"

    assert other.free_text == {}


def test_a_question_may_wait_for_its_points() -> None:
    """None stands for points that nobody has given yet, and 0 for points that were lost."""
    asked = {"id": "q", "title": "Q", "kind": "manual", "show": "full", "max_points": 1.0}

    assert QuestionReport.model_validate({**asked, "points": None}).points is None
    assert QuestionReport.model_validate({**asked, "points": 0.0}).points == 0.0
