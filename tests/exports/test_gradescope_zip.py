"""The zip for Gradescope: what is in it, what is not, and when there is none."""

from __future__ import annotations

import io
import json
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement

from grader.cli.app import run
from grader.course import load_course
from grader.course.models import Deadlines, LateRule
from grader.errors import CourseError, UsageError
from grader.exports.gradescope_course import course_files, read_due
from grader.exports.gradescope_wheel import pins, wheel
from grader.exports.gradescope_zip import gradescope_zip

ROOT = Path(__file__).resolve().parents[2]
DEADLINES = """
[deadlines]
timezone = "Europe/Berlin"

[deadlines.due]
median = 2027-01-15T23:59:00

[deadlines.released]
median = 2027-01-05T23:59:00

[deadlines.late]
policy = "per_day"
percent = 10
most_percent = 50
days = 7
grace_minutes = 5
"""
HEAD = 'id = "c"\ntitle = "A course"\nassignments = ["median"]\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The example course, to be changed, with a class and keys that belong to nobody else."""
    folder = tmp_path / "course"
    shutil.copytree(ROOT / "docs" / "example", folder)
    (folder / "roster.csv").write_text("student,name,email\nada,Ada Lovelace,Ada@Example.org\n")
    (folder / "nbgrader_config.py").write_text("PASSWORD = 'PLANTED'\n")
    (folder / "solutions" / "median" / "hidden" / "__pycache__").mkdir(exist_ok=True)
    (folder / "solutions" / "median" / "hidden" / "__pycache__" / "x.pyc").write_bytes(b"PLANTED")
    return folder


def _files(root: Path, *, deduct: bool = True) -> dict[str, bytes]:
    course = load_course(root)
    return course_files(course, course.assignment("median"), deduct=deduct)


def _write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_the_zip_has_gradescopes_layout(root: Path) -> None:
    """Both scripts are programs at the root, beside a wheel, versions, and one small course."""
    course = load_course(root)
    archive = zipfile.ZipFile(
        io.BytesIO(gradescope_zip(course, course.assignment("median"), minutes=10))
    )

    names = set(archive.namelist())
    programs = [
        each.filename for each in archive.infolist() if stat.S_IXUSR & (each.external_attr >> 16)
    ]
    assert sorted(programs) == ["run_autograder", "setup.sh"]
    assert archive.read("run_autograder").startswith(b"#!/usr/bin/env bash\n")
    assert not re.search(rb"@[A-Z_]+@", archive.read("run_autograder") + archive.read("setup.sh"))
    assert b" 570 " in archive.read("run_autograder")
    assert f"python{sys.version_info.major}.{sys.version_info.minor}".encode() in archive.read(
        "setup.sh"
    )
    assert {name for name in names if "/" not in name and not name.endswith(".whl")} == {
        "setup.sh", "run_autograder", "constraints.txt", "course.toml",
    }  # fmt: skip
    assert {name for name in names if "/" in name} == {
        "assignments/median/median.ipynb",
        "assignments/median/median.py",
        *(f"solutions/median/{name}" for name in (
            "assignment.toml", "source.py", "interface.py", "corpus.json", "hidden/test_median.py",
            "misconceptions/not_sorted.py", "misconceptions/upper_middle.py",
        )),
    }  # fmt: skip


def test_nobody_of_the_class_and_no_secret_of_the_machine_is_in_it(root: Path) -> None:
    """No name, no address, no settings of nbgrader, no cache, and no result is packaged."""
    (root / "graded").mkdir()
    (root / "graded" / "journal.jsonl").write_text("PLANTED")
    course = load_course(root)
    data = gradescope_zip(course, course.assignment("median"), minutes=10)

    archive = zipfile.ZipFile(io.BytesIO(data))
    everything = b"".join(
        archive.read(name) for name in archive.namelist() if not name.endswith(".whl")
    )
    assert b"PLANTED" not in everything
    assert b"Lovelace" not in everything
    assert b"xample.org" not in everything


def test_equal_courses_give_equal_bytes(root: Path) -> None:
    """The zip says nothing of when or where it was made."""
    course = load_course(root)
    first, again = (
        gradescope_zip(course, course.assignment("median"), minutes=10) for _ in range(2)
    )

    assert first == again


@pytest.mark.parametrize("script", ["gradescope_setup.sh", "gradescope_run.sh"])
def test_the_scripts_are_bash(script: str) -> None:
    """The shell parses them as they are shipped."""
    path = ROOT / "grader" / "exports" / script

    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0


@pytest.mark.parametrize("names", [("__init__.py", "part.py", "table.csv"), ("part.py",)])
@pytest.mark.parametrize(
    "lazily", ["from second.part import x", "__import__('importlib').import_module('second.part')"]
)
def test_what_the_suite_imports_goes_along(root: Path, names: tuple[str, ...], lazily: str) -> None:
    """What a grading here counts to the suite, of the course's root and through one another."""
    suite = root / "solutions" / "median" / "hidden" / "test_median.py"
    suite.write_text("import first\n" + suite.read_text())
    (root / "first.py").write_text(f"def lazily():\n    {lazily}\n")
    (root / "second").mkdir()
    for name in names:
        (root / "second" / name).write_text("")
    (root / "third.py").write_text("")

    files = _files(root)

    assert {"first.py", *(f"second/{name}" for name in names)} <= set(files)
    assert not {"third.py", "nbgrader_config.py"} & set(files)


@pytest.mark.parametrize("deadlines", ["", DEADLINES, '\n[deadlines]\ntimezone = "UTC"\n'])
def test_the_reduced_course_says_the_same(root: Path, tmp_path: Path, deadlines: str) -> None:
    """What is read from the packaged course.toml is what the course says of this assignment."""
    title = 'A "course" \\ with ü,\x7f and \\u0041'
    (root / "course.toml").write_text(HEAD.replace('"A course"', json.dumps(title)) + deadlines)
    there = load_course(_write(tmp_path / "there", _files(root)))

    assert there == load_course(root).model_copy(update={"root": tmp_path / "there"})


def test_other_assignments_stay_away(root: Path, tmp_path: Path) -> None:
    """The packaged course has one assignment, and no deadline of another."""
    shutil.copytree(root / "solutions" / "median", root / "solutions" / "other")
    text = HEAD.replace('["median"]', '["other", "median"]') + DEADLINES.replace(
        "[deadlines.released]", "other = 2027-01-01T12:00:00\n\n[deadlines.released]"
    )
    (root / "course.toml").write_text(text)

    there = load_course(_write(tmp_path / "there", _files(root)))

    assert there.assignments == ("median",)
    assert list(there.deadlines.due) == ["median"]


def test_without_deduction_the_deadline_is_still_told(root: Path, tmp_path: Path) -> None:
    """The late policy stays away, the time does not."""
    (root / "course.toml").write_text(HEAD + DEADLINES)
    there = load_course(_write(tmp_path / "there", _files(root, deduct=False)))

    assert there.deadlines.late == LateRule()
    assert there.deadlines.due == load_course(root).deadlines.due


def test_more_time_goes_along_by_e_mail(root: Path, tmp_path: Path) -> None:
    """Extra time and extensions are known there, and nothing else of those students."""
    (root / "course.toml").write_text(HEAD + DEADLINES)
    (root / "roster.csv").write_text(
        "student,name,email,extra_time\nada,Ada L,Ada@Example.org,10%\nbo,Bo,bo@example.org,\n"
        "cy,Cy,cy@example.org,\n"
    )
    (root / "extensions.csv").write_text("student,assignment,days,reason\nbo,median,2,ill\n")

    there = _write(tmp_path / "there", _files(root))

    assert read_due(there / "due.json") == {
        "ada@example.org": datetime(2027, 1, 16, 22, 59, tzinfo=UTC),  # a tenth of ten days
        "bo@example.org": datetime(2027, 1, 17, 22, 59, tzinfo=UTC),
    }
    assert b"ill" not in (there / "due.json").read_bytes()
    assert read_due(tmp_path / "nothing.json") == {}


def test_more_time_that_could_not_be_known_there_is_refused(root: Path) -> None:
    """Who has more time and no e-mail address would lose points there; without deduction not."""
    (root / "course.toml").write_text(HEAD + DEADLINES)
    (root / "roster.csv").write_text("student,extra_time\nada,2 d\n")

    with pytest.raises(UsageError, match=r"(?s)e-mail address .* ada.*--no-deduction"):
        _files(root)

    assert "due.json" not in _files(root, deduct=False)


def test_extra_time_without_a_deadline_is_refused(root: Path) -> None:
    """Where Gradescope alone knows the deadline nobody could add extra time to it."""
    (root / "course.toml").write_text(
        HEAD + '\n[deadlines.late]\npolicy = "per_day"\npercent = 10\n'
    )
    (root / "roster.csv").write_text("student,email,extra_time\nada,ada@example.org,2 d\n")

    with pytest.raises(UsageError, match="a deadline of median"):
        _files(root)


def test_an_extension_without_a_roster_is_refused(root: Path) -> None:
    """An extension for a folder whose e-mail address nobody wrote down is named."""
    (root / "course.toml").write_text(HEAD + DEADLINES)
    (root / "roster.csv").unlink()
    (root / "extensions.csv").write_text("student,assignment,days\nbo,median,2\n")

    with pytest.raises(UsageError, match=r"(?s)a roster.csv with .* bo"):
        _files(root)


def test_days_of_grace_are_refused(root: Path) -> None:
    """They are shared by all assignments, of which an autograder knows one."""
    late = '[deadlines.late]\npolicy = "grace_days"\nbudget = 3\n'
    (root / "course.toml").write_text(HEAD + DEADLINES.partition("[deadlines.late]")[0] + late)

    with pytest.raises(UsageError, match=r"(?s)shared by all assignments.*--no-deduction"):
        _files(root)

    assert b"grace_days" not in _files(root, deduct=False)["course.toml"]


@pytest.mark.parametrize(
    "lost", ["solutions/median/corpus.json", "assignments/median/median.ipynb"]
)
def test_a_file_that_grading_needs_must_be_there(root: Path, lost: str) -> None:
    """A release or frozen examples that are missing are named before anything is written."""
    (root / lost).unlink()

    with pytest.raises(CourseError, match=lost.rpartition("/")[2]):
        _files(root)


def test_the_wheel_holds_the_package_as_it_is() -> None:
    """Every file of grader/ is in it, with its digest, and nothing of a course or a cache."""
    name, data = wheel()

    archive = zipfile.ZipFile(io.BytesIO(data))
    names = set(archive.namelist())
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "grader").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    about = {each for each in names if ".dist-info/" in each}
    assert names - about == expected
    assert name.split("-")[2:] == ["py3", "none", "any.whl"]
    record = archive.read(next(each for each in about if each.endswith("/RECORD"))).decode()
    assert {line.partition(",")[0] for line in record.splitlines()} == names


def test_every_dependency_is_pinned_to_what_runs_here() -> None:
    """What pyproject.toml asks for stands among the pins, exactly; no address does."""
    lines = pins().splitlines()

    pinned = {Requirement(line).name: str(Requirement(line).specifier) for line in lines}
    assert {"click", "hypothesis", "jinja2", "numpy", "pydantic", "pytest", "rich"} <= set(pinned)
    assert all(version.startswith("==") for version in pinned.values())
    assert not {"nbgrader", "torch", "mypy"} & set(pinned)


@settings(derandomize=True, max_examples=50)
@given(
    late=st.one_of(
        st.just(LateRule()),
        st.builds(
            LateRule,
            policy=st.just("per_day"),
            percent=st.floats(0.5, 100, allow_nan=False),
            most_percent=st.just(100.0),
            days=st.none() | st.integers(1, 365),
            grace_minutes=st.integers(0, 1440),
        ),
    ),
    when=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
)
def test_every_policy_survives(
    late: LateRule, when: datetime, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever rule and deadline a course has, the packaged course has the same."""
    course = load_course(ROOT / "docs" / "example")
    due = {"median": when.replace(microsecond=0, tzinfo=UTC)}
    course = course.model_copy(update={"deadlines": Deadlines(due=due, late=late)})

    files = course_files(course, course.assignment("median"), deduct=True)

    there = load_course(_write(tmp_path_factory.mktemp("there"), files))
    assert there.deadlines == course.deadlines


@pytest.mark.needs("linux")
def test_the_command_writes_a_package_that_was_tried(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what to set on Gradescope, and the file is its owner's alone."""
    out = tmp_path / "autograder.zip"

    code = run(["package", "gradescope", "median", "--course", str(root), "--out", str(out)])

    assert code == 0
    said = capsys.readouterr().out
    assert "Autograder Points: 3" in said
    assert "Container timeout: 10 minutes" in said
    assert "Manual Grading: on, 1 point," in said
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.needs("linux")
def test_a_package_that_does_not_work_is_not_written(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An import that cannot be seen in the source fails in the trial, not at every student."""
    suite = root / "solutions" / "median" / "hidden" / "test_median.py"
    suite.write_text(
        "import importlib\nimportlib.import_module('un' + 'seen')\n" + suite.read_text()
    )
    (root / "unseen.py").write_text("")
    out = tmp_path / "autograder.zip"

    code = run(["package", "gradescope", "median", "--course", str(root), "--out", str(out)])

    assert code == 2
    assert not out.exists()
    assert "unseen" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["assignments/x.zip", "assignments"])
def test_the_package_is_never_published(
    root: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may not lie among what students get."""
    where = ["--course", str(root), "--out", str(root / place)]

    code = run(["package", "gradescope", "median", *where])

    assert code == 2
    assert "outside of assignments/" in capsys.readouterr().err
