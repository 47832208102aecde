"""A small class of made-up reports, published as a grading publishes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from grader.feedback.summary import RunFacts
from grader.history.regrade import Plan, apply
from grader.history.replacing import Replaced, publish_graded
from grader.history.results import Publishing
from grader.records import Change, CheckReport, QuestionReport, Receipt, SubmissionReport

PROMISES: dict[Any, bool] = {"unforgeable": True, "unreadable": True, "contained": True}
FACTS = RunFacts(wall_s=2.0, cpu_s=1.0, executed=6, reused=0, promises={**PROMISES}, unsafe=False)
COURSE: Any = SimpleNamespace(
    id="a-class", title="A class", assignments={"toy": None, "later": None}
)
POINTS = {"double": 2.0, "counter": 3.0}
DIGESTS = "file-{0}+code-{0}"


def report(student: str, earned: Mapping[str, float], **fields: Any) -> SubmissionReport:
    """A graded submission with a check for each question, which passed where all was earned."""
    questions = [
        QuestionReport(
            id=name, title=f"The {name}", kind="auto", show="full", points=points,
            max_points=POINTS.get(name, 1.0),
        )
        for name, points in earned.items()
    ]  # fmt: skip
    checks = [
        CheckReport(
            name=f"test_toy.py::test_{q.id}",
            question=q.id,
            outcome="passed" if q.points == q.max_points else "failed",
            points=q.points or 0.0,
            max_points=q.max_points,
            title=f"The {q.id} is right",
        )
        for q in questions
    ]
    score = sum(earned.values())
    given: dict[str, Any] = {
        "student": student,
        "assignment": "toy",
        "title": "Doubling and counting",
        "status": "graded",
        "score": score,
        "max_score": sum(POINTS.get(name, 1.0) for name in earned),
        "manual_score": None,
        "manual_max_score": 0.0,
        "promises": PROMISES,
        "unsafe": False,
        "receipt": Receipt(file="toy.py"),
        "questions": tuple(questions),
        "checks": tuple(checks),
        "final": score,
        "digest": DIGESTS.format(student),
    }
    return SubmissionReport(**{**given, **fields})


def failed_to_grade(student: str) -> SubmissionReport:
    """A submission that our fault left without a grade."""
    return report(student, {}, status="engine_failed", score=None, final=None, digest="")


BEFORE = {
    "ada": {"double": 2.0, "counter": 3.0},
    "bo": {"double": 1.0, "counter": 3.0},
    "cy": {"double": 2.0, "counter": 1.0},
}
AFTER = {
    "ada": {"double": 2.0, "counter": 3.0},
    "bo": {"double": 2.0, "counter": 1.5},
    "cy": {"double": 2.0, "counter": 3.0},
}
"""`bo` wins one point in `double`, loses 1.5 in `counter`; `cy` wins 2."""


def reports(of: Mapping[str, Mapping[str, float]]) -> list[SubmissionReport]:
    """One report for each student."""
    return [report(student, earned) for student, earned in of.items()]


def publish(
    out: Path, made: Sequence[SubmissionReport], names: Sequence[str] = ("toy",)
) -> Replaced:
    """Write reports as `grader grade` does."""
    about = Publishing(COURSE.title, list(COURSE.assignments), FACTS, {})
    return publish_graded(made, out, graded_now=names, publishing=about)


def regrade(
    out: Path, made: Iterable[SubmissionReport], policy: Any = "replace", **more: Any
) -> tuple[Plan, Change | None]:
    """Apply a regrade of the assignment `toy`."""
    asked = {"policy": policy, "reason": "a check was wrong", "run": FACTS, **more}
    return apply(COURSE, out, made, ["toy"], **asked)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes, but for locks and the history."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
        if path.relative_to(folder).parts[0] != "regrades"
    }
