"""`grader grade` on a course with deadlines: who is late, who is not, and what is run again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from grader.cli.app import run
from grader.course import Course
from grader.engine import grade
from tests.courses_helper import COURSE_TOML
from tests.engine import toy

TABLE = """
[deadlines]
timezone = "Europe/Berlin"
[deadlines.due]
toy = 2027-01-15T23:59:00
[deadlines.late]
policy = "per_day"
percent = {percent}
"""
OTHER_DAYS = "COUNTS OTHERWISE NOW by deadlines, extensions or days of grace"
MOMENTS = {
    "on-time": "2027-01-15T22:59:00Z",
    "late": "2027-01-17T08:00:00+01:00",
    "extended": "2027-01-17T08:00:00+01:00",
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course in which a day costs a tenth, and one of three students has more time."""
    extensions = "student,assignment,days,reason\nextended,toy,2,a reason for staff\n"
    toml = COURSE_TOML + TABLE.format(percent=10)
    return toy.ready(tmp_path / "course", {"extensions.csv": extensions}, course_toml=toml)


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """Three equal hand-ins, which earn everything."""
    for student in MOMENTS:
        toy.hand_in(tmp_path / "submitted", student, toy.RIGHT)
    return tmp_path / "submitted"


def graded(course: Course, submissions: Path, *more: str) -> int:
    """The exit code of grading into `out` beside the hand-ins."""
    out = submissions.parent / "out"
    folders = ["--submissions", str(submissions), "--out", str(out)]
    return run(["grade", "toy", *folders, "--course", str(course.root), "--jobs", "1", *more])


def collect(submissions: Path) -> None:
    """Write when each came."""
    entries = [
        {"student": student, "assignment": "toy", "when": when} for student, when in MOMENTS.items()
    ]
    (submissions / "collected.json").write_text(json.dumps({"hand_ins": entries}), "utf-8")


def by_student(text: str) -> dict[str, Any]:
    """Each student's report in the printed document."""
    return {one["student"]: one for one in json.loads(text)["results"]}


def test_a_class_with_a_late_hand_in(
    course: Course,
    submissions: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On time, late and extended; then another rate, which runs no check; then a sheet of times."""
    monkeypatch.setattr(grade, "examine", toy.findings)
    collect(submissions)

    assert graded(course, submissions, "--json") == 0
    printed = capsys.readouterr()
    reports = by_student(printed.out)
    assert {name: one["score"] for name, one in reports.items()} == dict.fromkeys(MOMENTS, 5.0)
    assert {name: one["final"] for name, one in reports.items()} == {
        "on-time": 5.0,
        "late": 4.0,
        "extended": 5.0,
    }
    late = reports["late"]["late"]
    assert (late["days_late"], late["deducted_percent"]) == (2, 20.0)
    assert (late["due"], late["handed_in"]) == (
        "2027-01-15T23:59:00+01:00",
        "2027-01-17T08:00:00+01:00",
    )
    assert reports["extended"]["late"]["due"] == "2027-01-17T23:59:00+01:00"
    assert "collected.json" not in printed.err
    assert "no time of hand-in" not in printed.err
    pages = submissions.parent / "out/pages"
    assert "2 days late. 20 % of its points are deducted" in (pages / "late.html").read_text(
        "utf-8"
    )
    assert "extended for you" in (pages / "extended.html").read_text("utf-8")
    for page in pages.glob("*.html"):
        assert "a reason for staff" not in page.read_text("utf-8")

    toml = course.toml.read_text("utf-8").replace("percent = 10", "percent = 25")
    course.toml.write_text(toml, "utf-8")
    assert graded(course, submissions) == 0
    printed = capsys.readouterr()
    assert " 0 checks run," in printed.err
    rows = {line.split()[0]: line.split() for line in printed.out.splitlines() if line.strip()}
    assert rows["late"][1] == "2.5"
    assert " ".join(rows["late"][3:8]) == "late: less 50 % 0.0"

    (submissions / "collected.json").unlink()
    sheet = submissions.parent / "moments.csv"
    sheet.write_text("student;assignment;when\nlate;toy;2027-01-16 00:30\n", "utf-8")
    assert graded(course, submissions, "--json", "--submitted-at", str(sheet)) == 0
    printed = capsys.readouterr()
    assert by_student(printed.out)["late"]["final"] == 3.75
    assert by_student(printed.out)["on-time"]["late"]["handed_in"] is None
    assert "no time of hand-in is known of 2 submissions, so they count as on time" in printed.err


def test_the_roster_is_looked_at(
    course: Course,
    submissions: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who is excused has no score that counts; a stranger is graded and told; a mistake stops."""
    monkeypatch.setattr(grade, "examine", toy.findings)
    roster = course.root / "roster.csv"
    roster.write_text("student,status\nlate,excused\nextended,dropped\n", "utf-8")

    assert graded(course, submissions) == 0
    printed = capsys.readouterr()
    assert "not in roster.csv: on-time" in printed.err
    assert "5 (excused)" in printed.out
    assert "5 (dropped)" in printed.out
    summary = json.loads((submissions.parent / "out/summary.json").read_text("utf-8"))
    (one,) = summary["assignments"]
    assert (one["n"], one["excused"], one["dropped"], one["score"]["n"]) == (3, 1, 1, 1)

    roster.write_text("student,status\nlate,excusd\n", "utf-8")
    assert graded(course, submissions) == 2
    assert "line 2, column status: unknown status 'excusd'" in capsys.readouterr().err


def test_an_extension_for_nobody_is_told(
    course: Course,
    submissions: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a roster a mistyped folder would cost the student the extension in silence."""
    monkeypatch.setattr(grade, "examine", toy.findings)
    course.extensions.write_text(
        "student,assignment,days\nextended,toy,2\nExtendde,toy,2\n", "utf-8"
    )

    assert graded(course, submissions) == 0
    printed = capsys.readouterr()
    assert (
        "in extensions.csv without a hand-in, so look for a mistyped name: Extendde" in printed.err
    )

    course.extensions.write_text("student,assignment,days\nextended,toy,2\n", "utf-8")
    assert graded(course, submissions) == 0
    assert "extensions.csv" not in capsys.readouterr().err


def test_results_that_count_otherwise_now_are_named(
    course: Course,
    submissions: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Grading one assignment leaves the others' reports: who is late otherwise now is told."""
    monkeypatch.setattr(grade, "examine", toy.findings)
    collect(submissions)
    assert graded(course, submissions) == 0
    shutil.copytree(course.root / "solutions" / "toy", course.root / "solutions" / "other")
    shutil.copytree(course.root / "assignments" / "toy", course.root / "assignments" / "other")
    for path in (course.root / "assignments" / "other").glob("toy*"):
        path.rename(path.with_name(path.name.replace("toy", "other")))
    toml = course.toml.read_text("utf-8").replace('["toy"]', '["toy", "other"]')
    course.toml.write_text(toml, "utf-8")
    (submissions / "late" / "other").mkdir()
    folders = ["--submissions", str(submissions), "--out", str(submissions.parent / "out")]
    capsys.readouterr()

    assert run(["grade", "other", *folders, "--course", str(course.root)]) == 0
    assert "grade again" not in capsys.readouterr().err

    with course.extensions.open("a", encoding="utf-8") as file:
        file.write("late,toy,1,\n")
    assert run(["grade", "other", *folders, "--course", str(course.root)]) == 0
    told = f"{OTHER_DAYS}, so grade again: late in toy"
    assert told in capsys.readouterr().err


def test_an_export_names_who_would_count_otherwise_now(
    course: Course,
    submissions: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An extension that was given after grading is in no grade yet; nor is a file that is wrong."""
    monkeypatch.setattr(grade, "examine", toy.findings)
    collect(submissions)
    assert graded(course, submissions) == 0
    results, made = submissions.parent / "out", submissions.parent / "scores.csv"
    places = ["--results", str(results), "--submissions", str(submissions), "--out", str(made)]
    command = ["export", "--to", "csv", *places, "--course", str(course.root)]
    capsys.readouterr()

    assert run(command) == 0
    assert "COUNTS OTHERWISE" not in capsys.readouterr().err

    with course.extensions.open("a", encoding="utf-8") as file:
        file.write("late,toy,1,\n")
    assert run(command) == 0
    told = f"{OTHER_DAYS}, so grade again: late in toy"
    assert told in capsys.readouterr().err

    course.extensions.write_text("who,when\n", "utf-8")
    assert run(command) == 0
    assert "WHO IS LATE BY NOW IS NOT KNOWN: reading" in capsys.readouterr().err
