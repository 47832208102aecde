"""A student's folder that writes the name in another form of Unicode than the roster does."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course
from grader.course.roster import load_roster
from grader.nbgrader_bridge.students import add_students
from tests.courses_helper import COURSE_TOML
from tests.nbgrader_bridge.nb_course import nb_course, nbgrader, sqlite_url

pytestmark = pytest.mark.needs("nbgrader")

MAC, ROSTER = (
    "cafe\N{COMBINING ACUTE ACCENT}",
    "caf\N{LATIN SMALL LETTER E WITH ACUTE}",
)
LATE = """
[deadlines]
timezone = "UTC"
late = { policy = "per_day", percent = 10 }

[deadlines.due]
toy = 2027-01-10T12:00:00
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose one student came a day late and has points by hand."""
    from nbgrader.api import Gradebook

    root = tmp_path_factory.mktemp("forms") / "course"
    nb_course(root, course_toml=COURSE_TOML + LATE)
    (root / "roster.csv").write_text(f"student,name\n{ROSTER},Ada Lovelace\n", "utf-8")
    folder = root / "submitted" / MAC / "toy"
    folder.mkdir(parents=True)
    (folder / "toy.py").write_text("def double(x): return x\n")
    (folder / "timestamp.txt").write_text("2027-01-11 11:00:00 UTC")
    with Gradebook(sqlite_url(root), "toy-course") as gradebook:
        gradebook.update_or_create_student(MAC)
        for notebook in gradebook.update_or_create_submission("toy", MAC).notebooks:
            for grade in notebook.grades:
                grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.db.commit()
    return root


def exported(root: Path) -> dict[str, Any]:
    """The one row that `nbgrader export` writes."""
    done = nbgrader(root, "export", "--to", "out.csv")
    assert done.returncode == 0, done.stderr
    with (root / "out.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    return row


def test_lateness_and_roster_are_found(root: Path) -> None:
    """The penalty is there, and what the roster says of the student holds."""
    row = exported(root)

    assert (row["student_id"], row["state"]) == (MAC, "graded")
    assert float(row["late_submission_penalty"]) == pytest.approx(0.1 * float(row["raw_score"]))
    assert float(row["raw_score"]) > 0
    text = f"student,name,status\n{ROSTER},Ada Lovelace,excused\n"
    (root / "roster.csv").write_text(text, "utf-8")
    assert exported(root)["state"] == "excused"


def test_the_roster_makes_no_second_student(root: Path) -> None:
    """The row that is there gets the name; nobody is added beside it."""
    from nbgrader.api import Gradebook

    assert add_students(sqlite_url(root), "toy-course", load_roster(load_course(root))) == []

    with Gradebook(sqlite_url(root), "toy-course") as gradebook:
        assert [(one.id, one.last_name) for one in gradebook.students] == [(MAC, "Lovelace")]
