"""Days of grace over several runs, and who is named where earlier results count otherwise now."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from grader.cli.app import run
from grader.cli.class_grading import grade_and_publish
from grader.course import load_course
from grader.engine import grade
from tests.courses_helper import COURSE_TOML, replaced
from tests.engine import toy

Grader = Callable[..., str]
TOML = replaced(COURSE_TOML, '["toy"]', '["toy", "other"]')
DEADLINES = """
[deadlines]
timezone = "Europe/Berlin"
[deadlines.due]
toy = 2027-01-15T12:00:00
other = 2027-02-01T12:00:00
[deadlines.late]
policy = "grace_days"
budget = 2
then = "per_day"
percent = 10
"""
SHEETS = {"toy": "2027-01-17T11:00", "other": "2027-02-03T11:00"}
"""Assignment to when ada handed in: two days late, twice."""
OTHER_DAYS = "COUNTS OTHERWISE NOW by deadlines, extensions or days of grace"
OTHER_STATUS = "COUNTS OTHERWISE NOW by the status in roster.csv"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of two assignments that share two days of grace, and hand-ins of ada and bo."""
    monkeypatch.setattr(grade, "examine", toy.findings)
    toy.ready(tmp_path / "course")
    for place in ("solutions", "assignments"):
        shutil.copytree(tmp_path / "course" / place / "toy", tmp_path / "course" / place / "other")
    for path in (tmp_path / "course" / "assignments" / "other").glob("toy*"):
        path.rename(path.with_name(path.name.replace("toy", "other")))
    (tmp_path / "course" / "course.toml").write_text(TOML + DEADLINES, "utf-8")
    for student in ("ada", "bo"):
        for name, when in SHEETS.items():
            path = tmp_path / "in" / student / name / f"{name}.py"
            path.parent.mkdir(parents=True)
            path.write_text(toy.RIGHT, "utf-8")
            write_sheet(tmp_path, name, ada=when, bo="2027-01-10T11:00")
    return tmp_path


def write_sheet(root: Path, name: str, **moments: str) -> None:
    """The sheet of one assignment's moments, by student."""
    lines = [f"{student},{name},{when}" for student, when in moments.items()]
    text = "\n".join(["student,assignment,when", *lines, ""])
    (root / f"{name}.csv").write_text(text, "utf-8")


@pytest.fixture
def grader(root: Path, capsys: pytest.CaptureFixture[str]) -> Grader:
    """Runs a command on these results, and gives back what it says to people."""

    def said(command: str, *more: str, submissions: str = "in") -> str:
        folders = ["--submissions", str(root / submissions), "--course", str(root / "course")]
        capsys.readouterr()
        assert run([command, *more, *folders]) == 0
        return capsys.readouterr().err

    return said


def graded(grader: Grader, root: Path, name: str, *more: str, command: str = "grade") -> str:
    """What grading one assignment by its own sheet says."""
    places = ["--out", str(root / "out"), "--submitted-at", str(root / f"{name}.csv")]
    return grader(command, name, *places, *more)


def exported(grader: Grader, root: Path, *names: str) -> str:
    """What a table of the scores says beside itself."""
    places = ["--results", str(root / "out"), "--out", str(root / "scores.csv")]
    return grader("export", *names, "--to", "csv", *places)


def final(root: Path, student: str = "ada") -> dict[str, float | None]:
    """Assignment to what counts of a student's points."""
    document = json.loads((root / "out" / "reports" / f"{student}.json").read_text("utf-8"))
    return {one["assignment"]: one["final"] for one in document["reports"]}


def test_days_of_grace_are_spent_once_though_each_assignment_has_its_sheet(
    root: Path, grader: Grader
) -> None:
    """What an earlier run found used is used, and nothing has to be told."""
    graded(grader, root, "toy")

    told = graded(grader, root, "other")

    assert final(root) == {"toy": 5.0, "other": 4.0}
    assert final(root, "bo") == {"toy": 5.0, "other": 5.0}
    page = (root / "out" / "pages" / "ada.html").read_text("utf-8")
    assert page.count("it uses 2 of your 2 days of grace") == 1
    assert "you had no days of grace left" in page
    assert "COUNTS OTHERWISE" not in told
    assert "COUNTS OTHERWISE" not in exported(grader, root)


def test_days_of_grace_are_spent_once_though_each_assignment_has_its_folder(
    root: Path, grader: Grader
) -> None:
    """Each download with its own collected.json, graded without a name."""
    for name, when in SHEETS.items():
        shutil.copytree(root / "in" / "ada" / name, root / f"in-{name}" / "ada" / name)
        entries = [{"student": "ada", "assignment": name, "when": when}]
        listing = root / f"in-{name}" / "collected.json"
        listing.write_text(json.dumps({"hand_ins": entries}), "utf-8")
        grader("grade", "--out", str(root / "out"), submissions=f"in-{name}")

    assert final(root) == {"toy": 5.0, "other": 4.0}


def test_a_sheet_of_an_earlier_assignment_names_whose_later_result_counts_otherwise(
    root: Path, grader: Grader
) -> None:
    """Days of grace go to what is due first, also where that is graded last."""
    graded(grader, root, "other")
    assert final(root) == {"other": 5.0}

    told = graded(grader, root, "toy")

    assert f"{OTHER_DAYS}, so grade again: ada in other\n" in told
    assert f"{OTHER_DAYS}, so grade again: ada in other\n" in exported(grader, root, "other")
    assert "COUNTS OTHERWISE" not in graded(grader, root, "other")
    assert final(root) == {"toy": 5.0, "other": 4.0}


def test_a_time_that_was_corrected_in_a_sheet_holds_for_the_days_of_grace_too(
    root: Path, grader: Grader
) -> None:
    """Not that of the platform, which the sheet was written against, though it is still there."""
    entries = [
        {"student": "ada", "assignment": name, "when": when} for name, when in SHEETS.items()
    ]
    (root / "in" / "collected.json").write_text(json.dumps({"hand_ins": entries}), "utf-8")
    write_sheet(root, "toy", ada="2027-01-15T11:00", bo="2027-01-15T11:00")
    graded(grader, root, "toy")

    graded(grader, root, "other")

    assert final(root) == {"toy": 5.0, "other": 5.0}


def test_a_time_in_the_sheet_of_this_run_holds_over_that_of_an_earlier_one(
    root: Path, grader: Grader
) -> None:
    """Whoever grades one assignment by a sheet of all is told of the others that it corrects."""
    write_sheet(root, "toy", ada="2027-01-18T11:00", bo="2027-01-10T11:00")
    graded(grader, root, "toy")
    assert final(root) == {"toy": 4.5}
    write_sheet(root, "toy", ada="2027-01-15T11:00", bo="2027-01-10T11:00")
    both = root / "other.csv"
    both.write_text(both.read_text() + (root / "toy.csv").read_text().partition("\n")[2])

    told = graded(grader, root, "other")

    assert final(root) == {"toy": 4.5, "other": 5.0}
    assert f"{OTHER_DAYS}, so grade again: ada in toy\n" in told


def test_days_of_grace_that_nobody_can_know_of_are_told(root: Path, grader: Grader) -> None:
    """Results of the earlier assignment in another folder; only where somebody uses days."""
    unknown = "no time of hand-in is known of toy"
    assert unknown not in graded(grader, root, "toy")
    assert unknown not in graded(grader, root, "other")
    shutil.move(root / "out", root / "elsewhere")

    assert unknown in graded(grader, root, "other")

    write_sheet(root, "other", ada="2027-01-31T11:00", bo="2027-01-31T11:00")
    assert unknown not in graded(grader, root, "other")


def test_a_gradebook_gets_the_days_that_nbgrader_s_commands_count(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They know the hand-ins alone; whose result does not fit the other reports is told."""

    def grade_one(name: str, *, gradebook: bool) -> None:
        with click.Context(click.Command("grade")):
            grade_and_publish(
                load_course(root / "course"),
                [name],
                submissions=root / "in",
                out=root / "out",
                submitted_at=root / f"{name}.csv",
                gradebook=gradebook,
            )

    grade_one("toy", gradebook=False)
    grade_one("other", gradebook=True)

    assert final(root) == {"toy": 5.0, "other": 5.0}
    assert f"{OTHER_DAYS}, so grade again: ada in other\n" in capsys.readouterr().err


def test_a_withdrawn_hand_in_uses_no_days(root: Path, grader: Grader) -> None:
    """A grading that drops its report does not count its days; a regrade, which keeps it, does."""
    for name in SHEETS:
        graded(grader, root, name)
    shutil.rmtree(root / "in" / "ada" / "toy")
    places = ["--out", str(root / "out"), "--submitted-at", str(root / "other.csv")]

    grader("regrade", *places, "--apply", "--reason", "why not")
    assert final(root) == {"toy": 5.0, "other": 4.0}

    grader("grade", *places)
    assert final(root) == {"other": 5.0}


def test_one_student_alone_keeps_what_was_known(root: Path, grader: Grader) -> None:
    """The days that a student used stay used, whoever is graded again."""
    for name in SHEETS:
        graded(grader, root, name)

    graded(grader, root, "other", "--student", "ada")

    assert final(root) == {"toy": 5.0, "other": 4.0}


@pytest.mark.parametrize("more", [(), ("--apply", "--reason", "moved")])
def test_a_regrade_names_whose_other_results_count_otherwise(
    root: Path, grader: Grader, more: tuple[str, ...]
) -> None:
    """A deadline that moved frees days of grace for an assignment that is not regraded."""
    for name in SHEETS:
        graded(grader, root, name)
    assert "COUNTS OTHERWISE" not in graded(grader, root, "toy", *more, command="regrade")
    toml = root / "course" / "course.toml"
    toml.write_text(toml.read_text().replace("2027-01-15", "2027-01-20"), "utf-8")

    told = graded(grader, root, "toy", *more, command="regrade")

    assert final(root) == {"toy": 5.0, "other": 4.0}
    assert "no time of hand-in" not in told
    assert f"{OTHER_DAYS}, so grade again: ada in other\n" in told
    assert f"{OTHER_DAYS}, so grade again: ada in other\n" in exported(grader, root)


def test_a_regrade_without_the_sheet_says_that_no_time_is_known(root: Path, grader: Grader) -> None:
    """Nobody would move, but the days of grace would be free again."""
    for name in SHEETS:
        graded(grader, root, name)

    told = grader("regrade", "toy", "--out", str(root / "out"))

    assert "no time of hand-in is known of 2 submissions" in told
    assert f"{OTHER_DAYS}, so grade again: ada in other\n" in told


def test_an_export_names_whose_extension_is_in_no_grade_yet(root: Path, grader: Grader) -> None:
    """Also where the moments stood in a sheet, which an export is not given."""
    write_sheet(root, "toy", ada="2027-01-18T11:00", bo="2027-01-18T11:00")
    graded(grader, root, "toy")
    assert "COUNTS OTHERWISE" not in exported(grader, root)
    (root / "course" / "extensions.csv").write_text("student,assignment,days\nbo,toy,9\n")

    told = exported(grader, root)

    assert f"{OTHER_DAYS}, so grade again: bo in toy\n" in told


@pytest.mark.parametrize("deadlines", [DEADLINES, ""])
def test_an_export_names_whose_status_is_another_now(
    root: Path, grader: Grader, deadlines: str
) -> None:
    """Who is excused since, and who is no more; not who dropped, whose points stay the same."""
    (root / "course" / "course.toml").write_text(TOML + deadlines, "utf-8")
    roster = root / "course" / "roster.csv"
    roster.write_text("student,status\nada,excused\nbo,\n", "utf-8")
    sheet = ["--submitted-at", str(root / "toy.csv")] if deadlines else []
    grader("grade", "toy", "--out", str(root / "out"), *sheet)
    assert "COUNTS OTHERWISE" not in exported(grader, root)

    roster.write_text("student,status\nada,excused\nbo,dropped\n", "utf-8")
    assert "COUNTS OTHERWISE" not in exported(grader, root)

    roster.write_text("student,status\nada,\nbo,excused\n", "utf-8")
    told = exported(grader, root)

    assert f"{OTHER_STATUS}, so grade again: ada in toy, bo in toy\n" in told
    assert OTHER_DAYS not in told
    told = grader("grade", "other", "--out", str(root / "out"))
    assert f"{OTHER_STATUS}, so grade again: ada in toy, bo in toy\n" in told
