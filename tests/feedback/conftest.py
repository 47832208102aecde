"""Small hand-made records, with every field a page can show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.records import (
    AnswerFound,
    CheckReport,
    Counterexample,
    LeftOut,
    QuestionReport,
    Receipt,
    SubmissionReport,
)

PROGRAM = "a = NumberWithGrad(3.0)\nb = a + 1\nc = b * b\nc.backward()\na.grad"


def _check(name: str, question: str, outcome: str = "passed", **fields: Any) -> CheckReport:
    """A check worth 2 points."""
    given: dict[str, Any] = {
        "name": f"test_values.py::test_{name}",
        "question": question,
        "outcome": outcome,
        "points": 2.0 if outcome == "passed" else 0.0,
        "max_points": 2.0,
        "title": f"Title of {name}",
        "cpu_s": 0.25,
        "wall_s": 0.5,
    }
    return CheckReport(**{**given, **fields})


def _question(id: str, show: str = "full", **fields: Any) -> QuestionReport:
    """An auto question with 2 of 4 points."""
    given: dict[str, Any] = {
        "id": id,
        "title": f"Question {id}",
        "kind": "auto",
        "show": show,
        "points": 2.0,
        "max_points": 4.0,
    }
    return QuestionReport(**{**given, **fields})


def _wrong(name: str, question: str, **fields: Any) -> CheckReport:
    """A failed check that carries everything that can be withheld."""
    return _check(
        name,
        question,
        **{
            "outcome": "failed",
            "message": f"message-{name}: expected 8, got 12",
            "hint": f"hint-{name}: a reused node sends on only what is new",
            "counterexample": Counterexample(
                program=PROGRAM, what="a.grad", expected="8.0", got=f"12.0 value-{name}"
            ),
            "traceback": (f"cell 3, line 7: own-line-{name}",),
            "flags": ("flaky-flag",),
            **fields,
        },
    )


@pytest.fixture
def make_report() -> Callable[..., SubmissionReport]:
    """A report of two auto questions and one manual one; any field can be replaced."""

    def make(**fields: Any) -> SubmissionReport:
        given: dict[str, Any] = {
            "student": "student-1",
            "assignment": "number_with_grad",
            "title": "Scalar automatic differentiation",
            "status": "graded",
            "score": 4.0,
            "max_score": 8.0,
            "manual_score": None,
            "manual_max_score": 3.0,
            "promises": {"unforgeable": True, "unreadable": True, "contained": True},
            "unsafe": False,
            "receipt": Receipt(
                file="number_with_grad.ipynb",
                answers=(
                    AnswerFound(cell="construct", state="answered"),
                    AnswerFound(cell="backward", state="unchanged"),
                ),
                left_out=(LeftOut(where="cell 5", why="it asked for input"),),
                notes=("outputs were dropped",),
                free_text={"explain": "because of the chain rule"},
            ),
            "questions": (
                _question("forward"),
                _question("reused"),
                _question("explain", kind="manual", points=None, max_points=3.0),
            ),
            "checks": (
                _check("adds", "forward"),
                _wrong("divides", "forward"),
                _check("leaf", "reused"),
                _wrong("node", "reused"),
            ),
            "flags": ("staff-only-flag",),
        }
        return SubmissionReport(**{**given, **fields})

    return make


@pytest.fixture
def make_check() -> Callable[..., CheckReport]:
    """A check worth 2 points; name, question, then any field."""
    return _check


@pytest.fixture
def make_question() -> Callable[..., QuestionReport]:
    """An auto question with 2 of 4 points; id, then any field."""
    return _question


@pytest.fixture
def dirty() -> str:
    """What a hostile submission puts into every text that it controls."""
    return "<script>alert(1)</script>\x00\ud800\u202e\x1b[31m&\"'{{ 7 * 7 }}"
