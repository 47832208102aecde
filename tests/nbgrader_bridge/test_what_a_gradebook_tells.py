"""What `--gradebook` writes and what it names: never old points beside a newer hand-in."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.cli import grading
from grader.cli.app import run
from grader.engine import grade as engine
from tests.courses_helper import HIDDEN, replaced
from tests.engine.toy import COUNTER, DOUBLE, hand_in
from tests.nbgrader_bridge.nb_course import nb_course, nbgrader, notebook, rows, sqlite_url

pytestmark = pytest.mark.needs("nbgrader", "landlock", "seccomp")

STRICTER = replaced(HIDDEN, "submission.Counter(10)", "submission.Counter(start=10)")
"""A check that asks for the name of an argument, which nobody in the class gave it."""
BEGIN = COUNTER.replace("start", "begin")
WRONG = "def double(x):\n    return 0\n"
Run = Callable[..., int]
Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class graded into `graded/` and into the gradebook."""
    root = tmp_path_factory.mktemp("told")
    nb_course(root)
    for student in ("ada", "bo"):
        answer(root, student, DOUBLE)
    assert command(root, "grade", "--gradebook") == 0
    return root


@pytest.fixture
def root(graded: Path, tmp_path: Path) -> Path:
    """A copy for one test."""
    return Path(shutil.copytree(graded, tmp_path / "course", symlinks=True))


def answer(root: Path, student: str, double: str) -> None:
    """Put a hand-in in place."""
    data = notebook(root, double=double, counter=BEGIN, why=f"{student} says so")
    hand_in(root / "submitted", student, data, "toy.ipynb")


def command(root: Path, verb: str, *more: str, out: str = "graded") -> int:
    """Runs `grader grade` or `grader regrade` on the class."""
    folders = ["--submissions", str(root / "submitted"), "--out", str(root / out)]
    return run([verb, "toy", "--course", str(root), *folders, "--jobs", "1", *more])


def auto(root: Path) -> dict[str, float]:
    """Student to the points of checks that the gradebook has."""
    found: dict[str, float] = {}
    for student, cell, _, points, *_ in rows(sqlite_url(root))["grade"]:
        if cell.startswith("check_"):
            found[student] = found.get(student, 0.0) + points
    return found


def stricter(root: Path) -> None:
    """Ask for more than anybody gave."""
    (root / "solutions" / "toy" / "hidden" / "test_toy.py").write_text(STRICTER)


def mark_in_gradebook(root: Path, student: str, points: float) -> None:
    """A person's points for the free text, as formgrader writes them."""
    statement = """
        UPDATE grade SET manual_score = ?, needs_manual_grade = 0
        WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'why') AND notebook_id IN (
            SELECT b.id FROM submitted_notebook b
            JOIN submitted_assignment s ON s.id = b.assignment_id WHERE s.student_id = ?)"""
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as file, file:
        file.execute(statement, (points, student))


REGRADES: dict[str, tuple[str, ...]] = {
    "as they are": ("--gradebook",),
    "taken back": ("--undo", "--gradebook"),
}


@pytest.mark.parametrize("more", REGRADES.values(), ids=list(REGRADES))
def test_old_points_never_stand_beside_a_newer_hand_in(
    root: Path, more: tuple[str, ...], capsys: Said
) -> None:
    """Who handed in anew keeps the rows of the newer hand-in, is named, and it is no success."""
    reason = ("--apply", "--reason", "the same for all", "--gradebook")
    before = auto(root)
    if "--undo" in more:
        stricter(root)
        assert command(root, "regrade", *reason) == 0
        assert auto(root) != before
    answer(root, "ada", WRONG)
    assert nbgrader(root, "autograde", "toy", "--force").returncode == 0
    newer = auto(root)["ada"]
    assert newer != before["ada"]

    assert command(root, "regrade", *more) == 2

    assert auto(root) == {**before, "ada": newer}
    said = capsys.readouterr().err
    assert (
        "NOT WRITTEN into the gradebook: ada (toy): handed in since the results were made" in said
    )
    assert "gradebook.db: 1 submission written" in said


def test_a_regrade_writes_a_newer_hand_in_with_its_own_points(root: Path) -> None:
    """What --apply graded now is of the hand-in that lies there now, so it is written."""
    before = auto(root)
    answer(root, "ada", WRONG)

    assert command(root, "regrade", "--apply", "--reason", "all", "--gradebook") == 0

    after = auto(root)
    assert after["bo"] == before["bo"]
    assert after["ada"] < before["ada"]


def test_a_regrade_is_in_the_gradebook_whoever_listens(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody reads what is printed, the gradebook has what the results have, both ways."""

    def gone(*_: object) -> None:
        raise BrokenPipeError

    before = auto(root)
    stricter(root)
    with monkeypatch.context() as patch, contextlib.suppress(BrokenPipeError):
        patch.setattr("grader.cli.regrading._show", gone)
        command(root, "regrade", "--apply", "--reason", "all", "--gradebook")
    assert auto(root) != before

    with monkeypatch.context() as patch, contextlib.suppress(BrokenPipeError):
        patch.setattr("grader.cli.tables.moves_table", gone)
        command(root, "regrade", "--undo", "--gradebook")
    assert auto(root) == before


def test_rows_stay_where_we_could_not_read_again(
    root: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By our fault it is not known whose points they are: the row stays, and the command ends 3."""
    real = engine.grade

    def failing(*args: Any, **more: Any) -> engine.Grading:
        grading = real(*args, **more)
        first, *rest = grading.reports
        broken = first.model_copy(
            update={"status": "engine_failed", "score": None, "final": None, "digest": ""}
        )
        return dataclasses.replace(grading, reports=(broken, *rest))

    monkeypatch.setattr(engine, "grade", failing)
    before = rows(sqlite_url(root))["grade"]

    assert command(root, "regrade", "--gradebook") == 3

    assert "NOT WRITTEN into the gradebook, by our fault: ada (toy)" in capsys.readouterr().err
    assert rows(sqlite_url(root))["grade"] == before


@pytest.mark.parametrize("verb", ["grade", "regrade", "manual"])
def test_a_gradebook_takes_the_courses_own_results(root: Path, verb: str, capsys: Said) -> None:
    """Results that nbgrader's commands do not read are refused before anything is written."""
    shutil.copytree(root / "graded", root / "results")
    table = root / "marks.csv"
    table.write_text("nothing to read here\n")
    before = {name: (root / name).read_bytes() for name in ("gradebook.db",)}
    there = sorted(path for path in (root / "results").rglob("*"))

    if verb == "manual":
        where = ["--course", str(root), "--results", str(root / "results")]
        code = run(["manual", "import", str(table), *where, "--reader", "anna", "--gradebook"])
    else:
        code = command(root, verb, "--gradebook", out="results")

    said = capsys.readouterr().err
    assert code == 2
    assert f"the results of the course, in {root / 'graded'}" in said
    assert {name: (root / name).read_bytes() for name in before} == before
    assert sorted(path for path in (root / "results").rglob("*")) == there


def test_results_through_a_link_are_the_same_results(root: Path) -> None:
    """Another way to the same folder is no other folder."""
    (root / "way").symlink_to("graded")

    assert command(root, "grade", "--gradebook", out="way") == 0


def test_what_was_taken_back_before_the_gradebook_is_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gradebook gets what the results say when it is written, not what a run printed."""
    before = auto(root)
    stricter(root)
    write = grading.into_gradebook

    def written(*given: Any, **named: Any) -> int:
        assert command(root, "regrade", "--undo", "--reason", "too strict") == 0
        return write(*given, **named)

    monkeypatch.setattr(grading, "into_gradebook", written)

    assert command(root, "grade", "--gradebook") == 0

    assert auto(root) == before


def test_a_mark_above_what_its_question_pays_is_no_grade(root: Path, capsys: Said) -> None:
    """Whoever has more points than there are waits in nbgrader's export too, and is named."""
    mark_in_gradebook(root, "ada", 1.25)
    mark_in_gradebook(root, "bo", 9.0)

    assert command(root, "grade", "--gradebook") == 0
    done = nbgrader(root, "export", "--to", "grades.csv")

    assert "MARK ABOVE WHAT ITS QUESTION PAYS NOW, which formgrader still counts: bo (toy)" in (
        capsys.readouterr().err
    )
    assert "bo (toy): why has 9 of 1.5 points; left blank until it is marked again" in done.stderr
    assert "ada (toy)" not in done.stderr
    with open(root / "grades.csv", encoding="utf-8", newline="") as file:
        found = {row["student_id"]: (row["score"], row["state"]) for row in csv.DictReader(file)}
    assert found == {"ada": ("6.25", "graded"), "bo": ("", "waiting")}


@pytest.mark.parametrize("unsafe", [True, False])
def test_unsafe_grades_in_a_gradebook_are_said(root: Path, unsafe: bool, capsys: Said) -> None:
    """Where the gradebook itself cannot say it, the command does; and only then."""
    assert command(root, "grade", "--gradebook", "-q", *(["--unsafe"] if unsafe else [])) == 0

    assert ("UNSAFE GRADES in the gradebook" in capsys.readouterr().err) == unsafe


@pytest.mark.parametrize("more", [(), ("--student", "ada")])
def test_rows_without_a_hand_in_are_named_each_time(
    root: Path, more: tuple[str, ...], capsys: Said
) -> None:
    """A grade whose hand-in is gone stays in the gradebook, and every writing says so, even -q."""
    before = auto(root)
    shutil.rmtree(root / "submitted" / "bo")

    for quiet in ((), ("-q",)):
        assert command(root, "grade", "--gradebook", *more, *quiet) == 0
        assert (
            "NO HAND-IN any more, but still graded in the gradebook: bo (toy)"
            in capsys.readouterr().err
        )
    assert auto(root) == before


def test_a_folder_in_another_unicode_form_is_there(root: Path, capsys: Said) -> None:
    """A folder as macOS spells it is the hand-in of its row."""
    decomposed = "cafe\u0301"
    os.rename(root / "submitted" / "bo", root / "submitted" / decomposed)
    assert command(root, "grade", "--gradebook") == 0
    capsys.readouterr()

    assert command(root, "grade", "--gradebook") == 0

    assert "still graded in the gradebook: bo (toy);" in capsys.readouterr().err
    assert decomposed in auto(root)
