"""A small course with two questions for readers, its results folder, and tables filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.course import Course, load_course
from grader.engine.marking import load_marks, remarked
from grader.feedback.publish import publish
from grader.feedback.summary import RunFacts
from grader.history.replacing import Replaced, publish_graded
from grader.history.results import Publishing
from grader.records import QuestionReport, Receipt, SubmissionReport
from tests.courses_helper import ASSIGNMENT_TOML, MANUAL_SOURCE, SOURCE, make_course

Change = Callable[[QuestionReport], QuestionReport | None]

AT = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
RUN = RunFacts(
    wall_s=1.5, cpu_s=1.0, executed=7, reused=2, promises={"contained": True}, unsafe=False
)
QUESTIONS = """
[[questions]]
id = "why"
title = "Why it counts"
kind = "manual"
points = 3

[[questions.rubric]]
id = "keeps"
text = "Says that the old count is kept."
points = 2

[[questions.rubric]]
id = "adds"
text = "Says that amounts add up."
points = 0.5

[questions.comments]
reason = "Say why."
short = "Too short."

[[questions]]
id = "how"
title = "How it counts"
kind = "manual"
points = 1.5
"""
SECOND = '\n\n# %% [markdown] manual="how"\n# One by one.\n'


def course(root: Path) -> Course:
    """The toy course with the questions above."""
    files = {
        "assignment_toml": ASSIGNMENT_TOML + QUESTIONS,
        "source": SOURCE + MANUAL_SOURCE + SECOND,
    }
    return load_course(make_course(root, **files))


def report(
    student: str, why: str = "Because.", how: str = "So.", **fields: Any
) -> SubmissionReport:
    """A graded report with two answers in words."""
    kinds = (("double", "auto", 2.0), ("counter", "auto", 3.0), ("why", "manual", 3.0))
    given: dict[str, Any] = {
        "student": student,
        "assignment": "toy",
        "title": "Doubling and counting",
        "status": "graded",
        "score": 5.0,
        "max_score": 5.0,
        "manual_score": None,
        "manual_max_score": 4.5,
        "promises": {"contained": True},
        "unsafe": False,
        "receipt": Receipt(file="toy.ipynb", free_text={"why": why, "how": how}),
        "questions": tuple(
            QuestionReport(
                id=name,
                title=name,
                kind=kind,
                show="full",
                points=most if kind == "auto" else None,
                max_points=most,
            )
            for name, kind, most in (*kinds, ("how", "manual", 1.5))
        ),
        "checks": (),
        "final": 5.0,
    }
    return SubmissionReport(**{**given, **fields})


def results(folder: Path, reports: Sequence[SubmissionReport]) -> Path:
    """The folder that a grading of these leaves, with the marks that are there already."""
    out = folder / "graded"
    publish(
        remarked(reports, load_marks(out).holding),
        out,
        course="A toy course",
        assignments=["toy"],
        graded_now=["toy"],
        run=RUN,
        without={"toy": ("late-comer (it has notes.txt)",)},
    )
    return out


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table as a spreadsheet shows them."""
    text = path.read_bytes().decode("utf-8-sig")
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def fill(path: Path, changes: Mapping[str, Mapping[str, str]], *, delimiter: str = ",") -> Path:
    """The table with cells of some students changed, as a reader saves it."""
    return rewrite(
        path, lambda row: {**row, **changes.get(next(iter(row.values())), {})}, delimiter
    )


def rewrite(
    path: Path, change: Callable[[dict[str, str]], dict[str, str]], delimiter: str = ","
) -> Path:
    """The table with every row changed."""
    changed = [change(row) for row in rows(path)]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(changed[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(changed)
    path.write_bytes(stream.getvalue().encode("utf-8"))
    return path


def changed(
    reports: Sequence[SubmissionReport], change: Change, **fields: Any
) -> list[SubmissionReport]:
    """The reports as a grading makes them after the change of `why`: without any mark."""
    made = []
    for report in reports:
        asked = [change(q) if q.id == "why" else q for q in report.questions]
        questions = tuple(
            q.model_copy(update={"points": None, "mark": None}) if q.kind == "manual" else q
            for q in asked
            if q is not None
        )
        made.append(report.model_copy(update={"questions": questions, **fields}))
    return made


def graded(out: Path, reports: Sequence[SubmissionReport]) -> Replaced:
    """A plain grading of the whole class."""
    about = Publishing("A toy course", ["toy"], RUN, {})
    return publish_graded(reports, out, graded_now=["toy"], publishing=about)
