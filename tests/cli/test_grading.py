"""`grader grade`: what it prints where, what it writes, what it refuses."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from grader.cli.app import run
from grader.cli.tables import where_points_went
from grader.records import RESULTS_SCHEMA, SubmissionReport

ROOT = Path(__file__).resolve().parents[2]
Make = Callable[..., SubmissionReport]
Grade = Callable[..., int]


@pytest.fixture
def grade(submissions: Path, tmp_path: Path, course_options: list[str], engine: Any) -> Grade:
    """Runs `grader grade` on the fake engine with more options."""

    def call(*more: str, out: Path | None = None) -> int:
        folders = ["--submissions", str(submissions), "--out", str(out or tmp_path / "out")]
        return run(["grade", *folders, *course_options, *more])

    return call


def test_json_is_one_document(
    engine: Any, grade: Grade, make_report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json standard output is one document with every promised field, and no more."""
    engine.reports = [make_report("ada"), make_report("bo", score=None, status="unreadable")]
    engine.before = lambda: print("noise from a library")

    code = grade("--json")

    document = json.loads(capsys.readouterr().out)
    first, second = document["results"]
    assert code == 0
    assert document["schema"] == RESULTS_SCHEMA
    assert set(first) >= {
        "student",
        "assignment",
        "score",
        "max_score",
        "manual_score",
        "manual_max_score",
        "status",
        "promises",
        "checks",
    }
    assert set(first["checks"][0]) >= {
        "name",
        "question",
        "outcome",
        "points",
        "max_points",
        "title",
        "message",
        "hint",
        "counterexample",
        "cpu_s",
        "wall_s",
    }
    assert (first["score"], second["score"]) == (5.5, None)


def test_json_can_be_printed_in_any_locale(
    engine: Any, grade: Grade, make_report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document is plain ASCII, so that no terminal's encoding can break it."""
    engine.reports = [make_report("Zoë", message="a\ud800b")]

    grade("--json")

    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out)["results"][0]["student"] == "Zoë"


def test_the_table_says_who_what_and_where(
    engine: Any, grade: Grade, make_report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --json standard output is a table; the count of what was done is for people."""
    engine.reports = [make_report("ada"), make_report("bo", score=None, status="engine_failed")]

    grade()

    captured = capsys.readouterr()
    row = next(line for line in captured.out.splitlines() if line.strip().startswith("ada"))
    assert row.split() == ["ada", "5.5", "graded", "cost", "1.5/4", "0.2", "s"]
    assert "2 submissions in 2.0 s" in captured.err
    assert "class list: " in captured.err


def test_a_piped_table_has_no_colour_and_keeps_its_rows(
    engine: Any, grade: Grade, make_report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """Away from a terminal there are no control codes, and one student is one line."""
    engine.reports = [make_report(f"student-{'x' * 40}-{n}") for n in range(3)]

    grade()

    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert sum(line.strip().startswith("student-x") for line in out.splitlines()) == 3


def test_a_hostile_name_prints_as_words(
    engine: Any, grade: Grade, make_report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """A student's name can neither colour, clear nor reorder the instructor's terminal."""
    engine.reports = [make_report("\x1b[2J[red]x[/red]\u202e")]

    grade("-v")

    captured = capsys.readouterr()
    assert "[red]x[/red][U+202E]" in captured.out
    assert not {"\x1b", "\u202e"} & set(captured.out + captured.err)


@pytest.mark.parametrize(("flags", "lines"), [([], 0), (["-v"], 2), (["-q"], 0)])
def test_progress_away_from_a_terminal(
    engine: Any,
    grade: Grade,
    make_report: Make,
    capsys: pytest.CaptureFixture[str],
    flags: list[str],
    lines: int,
) -> None:
    """Without a terminal there is no bar: plain lines with -v, and with -q nothing at all."""
    engine.reports = [make_report("ada"), make_report("bo")]

    grade(*flags)

    err = capsys.readouterr().err
    assert err.count("/2 number_with_grad") == lines
    assert (err == "") == (flags == ["-q"])


def test_a_terminal_gets_a_bar(
    engine: Any,
    grade: Grade,
    make_report: Make,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On a terminal the progress is drawn on standard error, and standard output stays clean."""
    engine.reports = [make_report("ada")]
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    grade("--json")

    captured = capsys.readouterr()
    assert "grading" in captured.err
    assert json.loads(captured.out)["results"]


def test_options_reach_the_engine(
    engine: Any, grade: Grade, submissions: Path, tmp_path: Path
) -> None:
    """Names, folders, jobs and --unsafe are handed on; without names whatever was handed in is."""
    grade("--jobs", "3", "--unsafe")
    grade("number_with_grad", "number_with_grad")

    first, second = engine.asked
    assert (first["jobs"], first["unsafe"]) == (3, True)
    assert (second["jobs"], second["unsafe"]) == (None, False)
    assert (first["submissions"], first["out"]) == (submissions, tmp_path / "out")
    assert first["ids"] == []
    assert second["ids"] == ["number_with_grad"]


def test_results_are_written(engine: Any, grade: Grade, make_report: Make, tmp_path: Path) -> None:
    """After grading, the output folder holds report, page, class list and summary."""
    engine.reports = [make_report("ada")]

    grade()

    written = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("[!.]*.*")}
    assert written == {"reports/ada.json", "pages/ada.html", "pages/index.html", "summary.json"}


@pytest.mark.parametrize("flags", [(), ("-q",)])
def test_our_failure_is_not_hidden(
    engine: Any,
    grade: Grade,
    make_report: Make,
    capsys: pytest.CaptureFixture[str],
    flags: tuple[str, ...],
) -> None:
    """One submission that the engine could not grade makes the run exit 3 and is named, even -q."""
    engine.reports = [make_report("ada"), make_report("bo", score=None, status="engine_failed")]

    assert grade(*flags) == 3
    assert "NOT GRADED, by our fault: bo" in capsys.readouterr().err


def test_hand_ins_in_the_wrong_place_are_told(
    engine: Any, grade: Grade, make_report: Make, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Folders that hold no hand-in and loose files are said to people, and on the class list."""
    engine.reports = [make_report("ada")]
    many = tuple(f"late-{n:02}" for n in range(12))
    engine.without = {"number_with_grad": ("bob (it has Number)",), "other": many, "": ("x.py",)}

    assert grade() == 0

    err = capsys.readouterr().err
    assert "1 student folder holds no number_with_grad: bob (it has Number)\n" in err
    assert "12 student folders hold no other: late-00, " in err
    assert "late-09 and 2 more\n" in err
    assert "not in a student's folder: x.py\n" in err
    assert "late-11" in (tmp_path / "out" / "pages" / "index.html").read_text(encoding="utf-8")


def test_results_in_a_folder_below_a_file_are_refused(
    grade: Grade, tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: Any
) -> None:
    """A place where no folder can be made exits 2 and says where, not with our fault."""
    (tmp_path / "a file").write_text("text")

    assert grade(out=tmp_path / "a file" / "out") == 2
    assert f"writing {tmp_path / 'a file'}" in capsys.readouterr().err


def test_a_class_without_hand_ins_is_no_failure(engine: Any, grade: Grade) -> None:
    """An empty folder of hand-ins is graded to an empty result."""
    assert grade() == 0


def test_missing_hand_ins_are_a_usage_error(
    engine: Any, grade: Grade, submissions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of hand-ins that is not there exits 2 before anything is graded."""
    submissions.rmdir()

    assert grade() == 2
    assert "which is not there" in capsys.readouterr().err
    assert engine.asked == []


@pytest.mark.parametrize("place", ["submitted", "submitted/out", "assignments", "a file"])
def test_results_are_not_written_where_they_do_harm(
    engine: Any, grade: Grade, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """Results go neither among hand-ins, nor into what students get, nor over a file."""
    (tmp_path / "a file").write_text("text")
    out = ROOT / "assignments" / "results" if place == "assignments" else tmp_path / place

    assert grade(out=out) == 2
    assert engine.asked == []
    assert "do next:" in capsys.readouterr().err


def test_where_points_went(make_report: Make) -> None:
    """A report's losses are named by question; a hand-in without a grade says why."""
    full = tuple(q.model_copy(update={"points": 4.0}) for q in make_report().questions)

    assert where_points_went(make_report()) == "cost 1.5/4"
    assert where_points_went(make_report(questions=full)) == "nowhere"
    assert where_points_went(make_report(status="empty", message="no cells")) == "no cells"


def test_what_lies_in_the_wrong_place_is_found(
    submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine gives back folders without the assignment, what they hold instead, loose files."""
    from grader.course import load_course
    from grader.engine import grade as module

    class Crew:
        cpu_s = 0.0
        cells: ClassVar[dict[str, object]] = {}

        def __init__(self, *given: object) -> None:
            pass

        def grade(self, work: object, jobs: int) -> list[SubmissionReport]:
            return []

    monkeypatch.setattr(module, "Crew", Crew)
    monkeypatch.setattr(module, "_promises", lambda course, unsafe: {})
    for name in ("ada/number_with_grad", "bob/Number_With_Grad", "x-nosub", ".hidden"):
        (submissions / name).mkdir(parents=True)
    (submissions / "carl").mkdir()
    (submissions / "carl" / "number_with_grad").write_text("a file, not a folder")
    (submissions / "loose.py").write_text("")

    found = module.grade(load_course(ROOT), [], submissions=submissions, out=tmp_path / "out")

    assert found.without == {
        "": ("loose.py",),
        "number_with_grad": (
            "bob (it has Number_With_Grad)",
            "carl (it has number_with_grad)",
            "x-nosub",
        ),
    }


@pytest.mark.needs("landlock", "seccomp")
def test_one_student_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --student what is known of the others stays, and nothing else is graded."""
    example = ROOT / "docs" / "example"
    submissions, out = tmp_path / "submitted", tmp_path / "graded"
    shutil.copytree(example / "submitted", submissions)
    where = ["--course", str(example), "--submissions", str(submissions), "--out", str(out)]
    assert run(["grade", *where]) == 0
    before = {path.name: path.read_bytes() for path in (out / "reports").iterdir()}
    mended = submissions / "right" / "median" / "median.py"
    (submissions / "wrong" / "median" / "median.py").write_bytes(mended.read_bytes())
    mended.write_text("broken(")
    capsys.readouterr()

    assert run(["grade", *where, "--student", "wrong"]) == 0

    shown = capsys.readouterr().out
    assert "wrong" in shown
    assert "right" not in shown
    after = {path.name: path.read_bytes() for path in (out / "reports").iterdir()}
    assert after["right.json"] == before["right.json"]
    assert after["wrong.json"] != before["wrong.json"]
    assert len(json.loads((out / "summary.json").read_text())["assignments"]) == 1
    assert run(["grade", *where, "--student", "wrnog"]) == 2
    assert "did you mean 'wrong'?" in capsys.readouterr().err


@pytest.mark.parametrize("inside", ["solutions", "solutions/median", "solutions/new/graded"])
def test_results_are_not_written_among_the_hidden_suites(
    tmp_path: Path, inside: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder of an assignment's suite is no folder for results; nothing is written there."""
    course = shutil.copytree(ROOT / "docs/example", tmp_path / "course")
    before = sorted(course.rglob("*"))
    where = ["--submissions", str(course / "submitted"), "--out", str(course / inside)]

    code = run(["grade", *where, "--course", str(course)])

    said = capsys.readouterr().err
    assert code == 2
    assert "outside the hand-ins, assignments/ and solutions/" in said
    assert "where the hidden suites lie" in said
    assert sorted(course.rglob("*")) == before


@pytest.mark.parametrize("deeper", ["right", "right/median"])
@pytest.mark.parametrize("ids", [[], ["median"]])
def test_the_folder_of_one_student_is_told_as_that(
    tmp_path: Path, deeper: str, ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """One or two levels too deep: the folder that holds the students is named."""
    course = ROOT / "docs/example"
    folder = course / "submitted" / deeper
    where = ["--submissions", str(folder), "--out", str(tmp_path / "out")]

    code = run(["grade", *ids, *where, "--course", str(course)])

    said = capsys.readouterr().err
    assert code == 2
    assert f"give the folder that holds the students: {course / 'submitted'}\n" in said
    assert "known: none" not in said
    assert not (tmp_path / "out").exists()


def test_students_below_their_assignment_are_not_taken_for_one_student(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The wrong way round is another mistake: the folder above would be no better."""
    shutil.copytree(ROOT / "docs/example/submitted", tmp_path / "in" / "median")
    where = ["--submissions", str(tmp_path / "in"), "--out", str(tmp_path / "out")]

    assert run(["grade", *where, "--course", str(ROOT / "docs/example")]) == 2

    said = capsys.readouterr().err
    assert "give the folder that holds the students" not in said
    assert "none with a folder 'median'" in said


def test_an_assignment_that_nobody_hands_in_any_more_is_told(
    engine: Any, grade: Grade, make_report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was graded of it stays, and that is said, but not of what was not asked for."""
    told = "NO HAND-IN of number_with_grad lies there, so its earlier results stay: 1 submission"
    engine.reports = [make_report("ada")]
    assert grade() == 0
    engine.reports = [make_report("ada", assignment="perceptron")]
    capsys.readouterr()

    assert grade() == 0
    assert told in capsys.readouterr().err
    assert grade("perceptron") == 0
    assert told not in capsys.readouterr().err
