"""`result.json` has Classroom 50's form, whole numbers, and no grade where there is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import GraderError, UsageError
from grader.exports.classroom50 import classroom50
from grader.exports.grades import grade_of
from grader.records import SubmissionReport
from tests.exports.conftest import question, report
from tests.exports.test_grades import LATE

Make = Callable[..., SubmissionReport]
DATA = Path(__file__).with_name("data")
GIVEN = {
    "CLASSROOM": "cs-principles",
    "ASSIGNMENT": "median",
    "SUBMISSION_TAG": "submit/2027-01-15T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a1b2c3d",
    "RELEASE_URL": "https://example.org/releases/1",
    "REVIEW_URL": "",
}
NOW = datetime(2027, 1, 15, 15, 32, 5, tzinfo=timezone(timedelta(hours=1)))


def _result(one: SubmissionReport, **more: Any) -> dict[str, Any]:
    grade = grade_of(one, auto_only=more.get("auto_only", False))
    document: dict[str, Any] = json.loads(classroom50(grade, GIVEN, NOW, **more).data)
    return document


def test_the_golden_result(make: Make) -> None:
    """Every field that is demanded is there, the time in UTC, the review falling back."""
    made = classroom50(grade_of(make(manual_score=1.25)), GIVEN, NOW)

    assert made.data == (DATA / "result.json").read_bytes()


@settings(derandomize=True, deadline=None)
@given(
    thirds=st.lists(st.integers(0, 3), min_size=1, max_size=5), percent=st.sampled_from([0.0, 10.0])
)
def test_the_parts_are_the_whole(thirds: list[int], percent: float) -> None:
    """Scores are whole, sum to the total, never pass a maximum, never pass the true score."""
    score = sum(each / 3 for each in thirds)
    one = report(
        "ada",
        score,
        max_score=float(len(thirds)),
        manual_max_score=0.0,
        questions=tuple(question(f"q{n}", k / 3, 1.0) for n, k in enumerate(thirds)),
        late=LATE.model_copy(update={"deducted_percent": percent}),
        final=score * (100 - percent) / 100,
    )

    result = _result(one)

    tests = result["tests"]
    assert all(isinstance(t[k], int) for t in tests for k in ("score", "max-score"))
    assert sum(t["score"] for t in tests) == result["score"]
    assert sum(t["max-score"] for t in tests) == result["max-score"] == 100 * len(thirds)
    assert all(0 <= t["score"] <= t["max-score"] for t in tests)
    # 1e-7 is where a sum of floats is rounded before it is cut.
    assert 0 <= score * (100 - percent) - result["score"] + 1e-7 < 1 + 1e-6
    assert [t["passed"] for t in tests] == [k == 3 for k in thirds]


def test_points_by_hand_can_be_left_out(make: Make) -> None:
    """With auto_only the manual question is no test, and the maximum is that of the checks."""
    result = _result(make(), auto_only=True)

    assert [t["test-name"] for t in result["tests"]] == ["middle: Question middle <b>"]
    assert (result["score"], result["max-score"]) == (550, 800)


def test_no_grade_gives_no_result(make: Make) -> None:
    """Waiting, withheld or unknown: the right one is blamed, and nothing is written."""
    secret = (question("middle", 5.5, 8.0, show="nothing"),)

    with pytest.raises(UsageError, match="--auto-only"):
        _result(make())
    with pytest.raises(UsageError, match='show = "nothing" in middle'):
        _result(make(questions=secret, manual_max_score=0.0))
    with pytest.raises(UsageError, match="no CLASSROOM, COMMIT_URL"):
        classroom50(
            grade_of(make(manual_score=1.0)),
            {**GIVEN, "CLASSROOM": "", "COMMIT_URL": ""},
            NOW,
        )
    with pytest.raises(GraderError, match="by our fault") as caught:
        _result(make("ada", None, status="engine_failed"))
    assert caught.value.exit_code == 3


def test_who_is_excused_has_no_result_and_it_is_nobody_s_fault(make: Make) -> None:
    """No number is given, and the message does not say that grading failed."""
    excused = make(manual_score=1.0, enrolment="excused")

    with pytest.raises(UsageError, match="one who is excused"):
        classroom50(grade_of(excused), GIVEN, NOW)
