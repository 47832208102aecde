"""nbgrader and the class in one go on one gradebook file at the same time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import load_course
from grader.engine.grade import Grading, grade
from grader.nbgrader_bridge.gradebook import write_class
from tests.engine.toy import COUNTER, DOUBLE, hand_in
from tests.nbgrader_bridge.nb_course import PATH, nb_course, notebook, rows, sqlite_url
from tests.nbgrader_bridge.side_by_side import found_grades, wanted_grades, write_beside

pytestmark = pytest.mark.needs("nbgrader", "landlock", "seccomp")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Grading]:
    """A class of students for each way; those of the fast one are graded."""
    root = tmp_path_factory.mktemp("course")
    course = nb_course(root)
    for number in range(4):
        for way in ("fast", "slow"):
            data = notebook(root, double=DOUBLE, counter=COUNTER, why=f"{way} {number}")
            hand_in(root / "submitted", f"{way}-{number}", data, "toy.ipynb")
    only = [f"fast-{number}" for number in range(4)]
    found = grade(course, ["toy"], submissions=root / "submitted", out=root / "graded", only=only)
    return root, found


def test_side_by_side_on_a_file(graded: tuple[Path, Grading]) -> None:
    """While nbgrader's writers write, ours writes the class again and again: nobody loses a row."""
    root, grading = graded

    times = write_beside(root, sqlite_url(root), grading)

    found = rows(sqlite_url(root))
    assert times > 1
    assert found_grades(found["grade"]) == wanted_grades()
    assert len([row for row in found["grade"] if str(row[0]).startswith("fast-")]) == 12


def test_nbgrader_autograde_beside_the_class_in_one_go(graded: tuple[Path, Grading]) -> None:
    """The real command grades its students while ours writes the others, and both are whole."""
    root, grading = graded
    command = [sys.executable, "-m", "nbgrader", "autograde", "toy", "--force", "--student=slow-*"]
    times = 0

    with subprocess.Popen(
        command, cwd=root, env={"PATH": PATH}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        while process.poll() is None:
            write_class(
                load_course(root), grading.reports, grading.cells, submissions=root / "submitted"
            )
            times += 1
        said = process.stdout.read().decode() if process.stdout else ""

    assert process.returncode == 0, said
    assert times > 1
    found = rows(sqlite_url(root))["grade"]
    scores = {(row[0], row[1]): row[3] for row in found if not str(row[0]).startswith("writer-")}
    assert scores == {
        (f"{way}-{number}", cell): points
        for way in ("fast", "slow")
        for number in range(4)
        for cell, points in (("check_double", 2.0), ("check_counter", 3.0), ("why", None))
    }
    made = sorted(path.parts[-3] for path in (root / "autograded").glob("*/toy/toy.ipynb"))
    assert made == [f"{way}-{number}" for way in ("fast", "slow") for number in range(4)]
