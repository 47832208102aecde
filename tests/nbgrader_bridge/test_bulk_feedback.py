"""Feedback pages of a class in several processes: all of them, or told by name."""

from __future__ import annotations

import contextlib
import shutil
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course
from grader.engine.grade import grade
from grader.errors import GraderError
from grader.nbgrader_bridge import bulk_feedback
from grader.nbgrader_bridge.bulk_config import load_nb_course
from grader.nbgrader_bridge.gradebook import write_class
from tests.engine.toy import COUNTER, DOUBLE, hand_in
from tests.nbgrader_bridge.nb_course import nb_course, notebook

pytestmark = pytest.mark.needs("nbgrader", "landlock", "seccomp")

WANTED = tuple((student, "toy") for student in ("ada", "bo [2]", "zoë"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose gradebook and autograded notebooks are written."""
    root = tmp_path_factory.mktemp("course")
    course = nb_course(root)
    for student, _ in WANTED:
        data = notebook(root, double=DOUBLE, counter=COUNTER, why="so")
        hand_in(root / "submitted", student, data, "toy.ipynb")
    done = grade(course, ["toy"], submissions=root / "submitted", out=root / "graded")
    write_class(course, done.reports, done.cells, submissions=root / "submitted")
    return root


@pytest.fixture
def toys(written: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(written, tmp_path / "course"))


def pages(root: Path) -> dict[str, bytes]:
    """Every feedback page, by student."""
    return {path.parts[-3]: path.read_bytes() for path in root.glob("feedback/*/toy/toy.html")}


def test_several_processes_make_the_pages_of_one(
    toys: Path, written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the class is shared out the pages are the same, for names with brackets too."""
    alone = Path(shutil.copytree(written, tmp_path / "alone"))

    assert bulk_feedback.generate(load_nb_course(alone), WANTED, 1) == ()
    monkeypatch.setattr(bulk_feedback, "WORTH_A_PROCESS", 1)
    assert bulk_feedback.generate(load_nb_course(toys), WANTED, 2) == ()

    assert sorted(pages(toys)) == sorted(student for student, _ in WANTED)
    assert pages(toys) == pages(alone)


def test_who_has_no_page_is_told(toys: Path) -> None:
    """One notebook that cannot be converted costs its own page alone; no old page stays for it."""
    bulk_feedback.generate(load_nb_course(toys), WANTED, 1)
    broken = toys / "autograded" / "ada" / "toy" / "toy.ipynb"
    broken.chmod(0o644)
    broken.write_text("{")

    lacking = bulk_feedback.generate(load_nb_course(toys), WANTED, 1)

    assert lacking == (("ada", "toy"),)
    assert sorted(pages(toys)) == ["bo [2]", "zoë"]


def test_a_page_that_takes_too_long_costs_itself_alone(
    toys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever somebody wrote that no converter gets through, the others have their pages."""
    from nbgrader.converters import GenerateFeedback

    usual = GenerateFeedback.convert_single_notebook

    def slow(self: Any, notebook_filename: str) -> None:
        if "ada" in notebook_filename:
            while True:
                pass
        usual(self, notebook_filename)

    monkeypatch.setattr(GenerateFeedback, "convert_single_notebook", slow)
    monkeypatch.setattr(bulk_feedback, "EACH_S", 15.0)
    before = signal.getsignal(signal.SIGALRM)
    try:
        bulk_feedback.convert(toys, WANTED)
    finally:
        signal.signal(signal.SIGALRM, before)

    assert sorted(pages(toys)) == ["bo [2]", "zoë"]


def test_a_gradebook_that_breaks_leaves_no_old_page(toys: Path) -> None:
    """Where nbgrader gives up in the middle, no page of an earlier time stands for a new one."""
    bulk_feedback.generate(load_nb_course(toys), WANTED, 1)
    with contextlib.closing(sqlite3.connect(toys / "gradebook.db")) as file, file:
        file.execute("ALTER TABLE grade RENAME COLUMN manual_score TO other")

    assert bulk_feedback.generate(load_nb_course(toys), WANTED, 1) == WANTED
    assert pages(toys) == {}


def test_a_process_that_breaks_down_is_our_fault(toys: Path) -> None:
    """What it said last is in the message, and that the grades are written."""
    nb = load_nb_course(toys)
    (toys / "nbgrader_config.py").write_text("raise ValueError('no more')\n")

    with pytest.raises(GraderError, match=r"(?s)loading nbgrader_config|no more|do next") as caught:
        bulk_feedback.generate(nb, WANTED, 1)

    assert caught.value.exit_code == 3
    assert "the grades are written" in str(caught.value)


def test_a_process_that_hangs_is_ended(toys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No converter is waited for longer than its pages can take."""
    nb = load_nb_course(toys)
    (toys / "nbgrader_config.py").write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setattr(bulk_feedback, "START_S", 0.5)
    monkeypatch.setattr(bulk_feedback, "EACH_S", 0.1)

    with pytest.raises(GraderError, match="not done after"):
        bulk_feedback.generate(nb, WANTED, 1)


def test_nobody_wants_a_page(toys: Path) -> None:
    """For an empty class no process is started."""
    assert bulk_feedback.generate(load_nb_course(toys), (), 4) == ()
    assert load_course(toys).id == "toy-course"
