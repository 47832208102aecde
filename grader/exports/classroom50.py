"""One student's `result.json` for Classroom 50, schema `classroom50/result/v1`.

Its form is that of foundation50/classroom50, wiki/Advanced-Autograding.md. Scores there are whole
numbers, so they are hundredths of a point. May import this room, the errors and `feedback.text`;
must never give a result for a hand-in without a grade, nor show what a student may not see.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from grader.errors import GraderError, UsageError
from grader.exports.grades import Grade, Made, in_hundredths
from grader.feedback.text import clean_line

SCHEMA = "classroom50/result/v1"

_GIVEN = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}
"""Fields that Classroom 50 hands over in the environment, with their variables."""


def classroom50(
    grade: Grade, environment: Mapping[str, str], now: datetime, *, auto_only: bool = False
) -> Made:
    """The result, with one test for each question.

    Parameters
    ----------
    environment:
        Where Classroom 50 says what is graded.
    now:
        Written as the time; Classroom 50 puts the commit's in its place.

    Raises
    ------
    GraderError
        When the fault is ours: there is no grade, and a number would be a wrong one.
    UsageError
        When a manual question waits, or when a question's result is not to be shown.
    """
    score = _score(grade)
    missing = [name for name in _GIVEN.values() if not environment.get(name)]
    if missing:
        raise UsageError(
            "writing result.json for Classroom 50",
            expected="its variables: " + ", ".join(_GIVEN.values()),
            came=f"no {', '.join(missing)}",
            todo="run this from autograder.py, which is given them",
        )
    questions = [q for q in grade.report.questions if not (auto_only and q.kind == "manual")]
    most = in_hundredths([q.max_points for q in questions], grade.max_score)
    late = grade.report.late
    share = 1 - (late.deducted_percent / 100 if late else 0.0)
    earned = in_hundredths([(q.points or 0.0) * share for q in questions], score)
    tests = [
        {
            "test-name": clean_line(f"{question.id}: {question.title}"),
            "passed": (question.points or 0.0) >= question.max_points,
            "score": got,
            "max-score": of,
        }
        for question, got, of in zip(questions, earned, most, strict=True)
    ]
    document = {
        "schema": SCHEMA,
        **{field: environment[name] for field, name in _GIVEN.items()},
        "review": environment.get("REVIEW_URL") or environment["COMMIT_URL"],
        "datetime": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(earned),
        "max-score": sum(most),
        "tests": tests,
    }
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    told = f"{sum(earned)} of {sum(most)}, in hundredths of a point"
    return Made(text.encode("utf-8", "replace"), (told,))


def _score(grade: Grade) -> float:
    doing = f"writing result.json for {grade.student}"
    if grade.waits:
        raise UsageError(
            doing,
            expected="a score",
            came="a manual question that waits for a person",
            todo="mark it first, or leave the points given by hand out with --auto-only",
        )
    if grade.state == "excused":
        raise UsageError(
            doing,
            expected="a student whose result counts",
            came="one who is excused in roster.csv",
            todo="write no result.json for them, or correct roster.csv",
        )
    hidden = [q.id for q in grade.report.questions if q.show == "nothing"]
    if hidden:
        raise UsageError(
            doing,
            expected="questions whose results the student may see, as result.json is theirs",
            came=f'show = "nothing" in {", ".join(hidden)}',
            todo='say show = "outcome" in assignment.toml, or export in another form',
        )
    if grade.score is None:
        raise GraderError(
            doing,
            expected="a grade",
            came="none, by our fault",
            todo="see why in pages/index.html, and grade again",
        )
    return grade.score
