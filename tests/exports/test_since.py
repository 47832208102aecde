"""A hand-in that is newer than its score is seen by its bytes; nothing else is taken for one."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.exports.grades import grades_of
from grader.exports.since import since
from grader.intake.convert import notebook_bytes, to_notebook
from grader.records import Receipt, SubmissionReport
from tests.exports.conftest import question

Make = Callable[..., SubmissionReport]
ROOT = Path(__file__).resolve().parents[2]
CODE = "c" * 64
RELEASE = json.loads((ROOT / "docs/example/assignments/median/median.ipynb").read_text("utf-8"))
PIECE = {"type": "code", "source": "y = 1", "grade_id": None}
MADE = notebook_bytes(to_notebook(RELEASE, [PIECE])).decode()
"""What is put beside a `.py`, for nbgrader."""


@pytest.fixture
def course() -> Course:
    """The example course, whose assignment asks for median.ipynb or median.py."""
    return load_course(ROOT / "docs" / "example")


def _notes(course: Course, report: SubmissionReport, submissions: Path) -> list[str]:
    if [each.id for each in report.questions] == ["middle", "robust"]:  # as `make` has them
        asked = (question("median", 0.0, 3.0), question("robust", None, 1.0, kind="manual"))
        report = report.model_copy(update={"questions": asked})
    return since({"median": grades_of([report], "median")}, course, submissions)["median"]


def _of(text: str) -> str:
    return f"{hashlib.sha256(text.encode()).hexdigest()}+{CODE}"


@pytest.mark.parametrize(
    ("digest", "status", "files", "anew"),
    [
        (_of("x"), "graded", {"median.ipynb": MADE, "median.py": "x"}, False),
        (
            _of("x"),
            "graded",
            {"median.ipynb": MADE.replace("y = 1", "y = 2"), "median.py": "x"},
            True,
        ),
        (_of("x"), "graded", {"median.ipynb": '{"made_of_py": "x"}', "median.py": "x"}, True),
        (_of("n"), "graded", {"median.ipynb": "n", "median.py": "x"}, True),
        (_of("n"), "graded", {"median.ipynb": "n", "median.py": "beside"}, False),
        (_of("x"), "graded", {"median.py": "x"}, False),
        (_of("x"), "graded", {"median.py": "y"}, True),
        (_of("x"), "graded", {"median.ipynb": "n", "median.py": "x"}, True),
        (_of("x"), "graded", {"median (1).py": "x", "notes.txt": "z"}, False),
        (_of("x"), "graded", {}, True),
        (_of("x"), "graded", {"median.py": "x", "median (1).py": "y"}, True),
        (_of("x"), "graded", {"median.py": "x", "median (1).py": "beside"}, False),
        (_of("x"), "graded", {"median.py": "y", "median (1).py": "beside"}, True),
        (_of("x"), "unreadable", {"median.ipynb": "x"}, False),
        (CODE, "empty", {}, False),
        (CODE, "empty", {"median.py": "x"}, True),
        (CODE, "ambiguous", {"median.py": "x", "median (1).py": "y"}, False),
        (CODE, "ambiguous", {"median.py": "x"}, True),
        (CODE, "too_large", {"median.py": "x" * 30_000_000}, False),
        (CODE, "too_large", {"median.ipynb": "x" * 30_000_000, "median.py": "x"}, False),
        (CODE, "too_large", {"median.ipynb": "x"}, True),
        ("", "graded", {"median.py": "y"}, False),
    ],
)
def test_another_file_is_seen(
    course: Course,
    make: Make,
    tmp_path: Path,
    digest: str,
    status: str,
    files: dict[str, str],
    anew: bool,
) -> None:
    """Whatever was graded or refused then: another file now is told, the same one is not."""
    folder = tmp_path / "ada" / "median"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)

    receipt = Receipt(beside=hashlib.sha256(b"beside").hexdigest())
    report = make("ada", digest=digest, status=status).model_copy(update={"receipt": receipt})
    notes = _notes(course, report, tmp_path)

    assert notes == (
        ["HANDED IN ANEW since it was graded, so grade again: 1 (ada)"] if anew else []
    )


def test_who_has_no_score_is_named(course: Course, make: Make, tmp_path: Path) -> None:
    """A folder without a report is told; links, hidden folders and other assignments are not."""
    for name in ("bo/median", ".earlier/median", "cy/other"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "linked").symlink_to(tmp_path / "bo")
    os.mkfifo(tmp_path / "pipe")

    assert _notes(course, make("ada"), tmp_path) == ["HANDED IN, BUT NOT GRADED: 1 (bo)"]
    assert _notes(course, make("ada"), tmp_path / "not there") == []


def test_a_name_is_the_same_in_each_of_unicodes_forms(
    course: Course, make: Make, tmp_path: Path
) -> None:
    """A report is in NFC, whatever form the folder's name has."""
    name = unicodedata.normalize("NFD", "Zoë")
    (tmp_path / name / "median").mkdir(parents=True)
    (tmp_path / name / "median" / "median.py").write_text("x")

    assert _notes(course, make("Zoë", digest=_of("x")), tmp_path) == []


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        ([("median", "auto", 3.0), ("robust", "manual", 1.0)], False),
        ([("median", "auto", 2.0), ("robust", "manual", 2.0)], True),
        ([("median", "auto", 3.0)], True),
        ([("centre", "auto", 3.0), ("robust", "manual", 1.0)], True),
    ],
)
def test_other_points_than_the_assignment_pays_are_told(
    course: Course, make: Make, tmp_path: Path, questions: list[tuple[str, str, float]], told: bool
) -> None:
    """A report made before assignment.toml was changed has scores out of other points."""
    assert [(q.id, q.kind, q.points) for q in course.assignment("median").questions] == [
        ("median", "auto", 3.0), ("robust", "manual", 1.0),
    ]  # fmt: skip
    asked = tuple(question(name, None, most, kind=kind) for name, kind, most in questions)

    notes = _notes(course, make("ada", questions=asked), tmp_path)

    words = "OTHER POINTS in assignment.toml than it was graded by, so grade again: 1 (ada)"
    assert notes == ([words] if told else [])
