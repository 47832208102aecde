"""Results of one course are never taken for those of another that has the same assignments."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.cli.app import run
from grader.course import Course
from tests.courses_helper import COURSE_TOML
from tests.engine import toy

pytestmark = pytest.mark.needs("linux")


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two courses with an assignment of one name, and the results of the first."""
    folder = tmp_path_factory.mktemp("class")
    first: Course = toy.ready(folder / "first")
    shutil.copytree(first.root, folder / "second")
    toml = COURSE_TOML.replace("toy-course", "next-year")
    assert toml != COURSE_TOML
    (folder / "second" / "course.toml").write_text(toml)
    toy.hand_in(folder / "submitted", "ada", toy.RIGHT)
    assert _grade(folder, "first") == 0
    return folder


def _grade(folder: Path, course: str) -> int:
    where = ["--submissions", str(folder / "submitted"), "--out", str(folder / "graded")]
    return run(["grade", *where, "--course", str(folder / course), "--jobs", "1"])


def test_a_report_says_of_which_course_it_is(class_: Path) -> None:
    """The course's id stands in every report that a grading writes."""
    document = json.loads((class_ / "graded" / "reports" / "ada.json").read_bytes())

    assert [each["course"] for each in document["reports"]] == ["toy-course"]


def test_another_course_cannot_be_graded_into_it(
    class_: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Last year's scores would stand among this year's, or be replaced by them."""
    before = (class_ / "graded" / "reports" / "ada.json").read_bytes()

    code = _grade(class_, "second")

    assert code == 2
    assert "results of the course 'toy-course'" in capsys.readouterr().err
    assert (class_ / "graded" / "reports" / "ada.json").read_bytes() == before


def test_another_course_cannot_export_it(
    class_: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of scores is made of this course's results or not at all."""
    where = ["--results", str(class_ / "graded"), "--out", str(tmp_path / "scores.csv")]

    codes = [
        run(["export", "toy", "--to", "csv", *where, "--course", str(class_ / course)])
        for course in ("second", "first")
    ]

    assert codes == [2, 0]
    assert "results of the course 'toy-course'" in capsys.readouterr().err
    assert (tmp_path / "scores.csv").is_file()
