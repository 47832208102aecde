"""`grader manual`, with a class that the real command graded."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cli.app import run
from tests.marking import desk

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.needs("linux")
ANSWER = '\n\n# %% [markdown] grade_id="robust"\n# When a few numbers are <b>far</b> away.\n'
POINTS = "points (of 1)"

Manual = Callable[..., int]


def _grade(folder: Path) -> str:
    """What the command said to people."""
    done = subprocess.run(
        [
            sys.executable, "-m", "grader.cli.entry", "grade", "--course", "course",
            "--submissions", "submitted", "--out", "graded",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example course with two hand-ins, one with an answer in words, graded."""
    folder = tmp_path_factory.mktemp("class")
    shutil.copytree(ROOT / "docs" / "example", folder / "course")
    shutil.move(folder / "course" / "submitted", folder / "submitted")
    right = folder / "submitted" / "right" / "median" / "median.py"
    text = right.read_text(encoding="utf-8")
    right.write_text(f'# %% grade_id="median"\n{text}{ANSWER}', encoding="utf-8")
    _grade(folder)
    return folder


@pytest.fixture
def folder(graded: Path, tmp_path: Path) -> Path:
    """A copy of the graded class for one test."""
    shutil.copytree(graded, tmp_path / "class")
    return tmp_path / "class"


@pytest.fixture
def manual(folder: Path) -> Manual:
    """Runs `grader manual` on the class."""

    def call(name: str, *arguments: str) -> int:
        where = ["--course", str(folder / "course"), "--results", str(folder / "graded")]
        return run(["manual", name, *where, *arguments])

    return call


def _export(manual: Manual, folder: Path) -> Path:
    assert manual("export", "--to", str(folder / "marking")) == 0
    return folder / "marking" / "median-robust.csv"


def _report(folder: Path, student: str) -> dict[str, object]:
    text = (folder / "graded" / "reports" / f"{student}.json").read_text(encoding="utf-8")
    report: dict[str, object] = json.loads(text)["reports"][0]
    return report


def test_a_mark_from_the_page_to_the_student_and_through_another_grading(
    manual: Manual, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answers go out, marks come in, the page shows them, and grading again keeps them."""
    table = _export(manual, folder)
    out = capsys.readouterr().out
    assert "median, robust: 1 answer, 1 without an answer" in out
    assert (_report(folder, "right")["manual_score"], _report(folder, "wrong")["manual_score"]) == (
        None,
        0.0,
    )
    desk.fill(table, {"right": {POINTS: "0,5", "comment": "Give <numbers>."}}, delimiter=";")

    assert manual("import", str(table), "--reader", "anna", "--dry-run") == 0
    assert "1 mark would be entered, 0 as before, 0 without points" in capsys.readouterr().out
    assert manual("import", str(table), "--reader", "anna") == 0

    out = capsys.readouterr().out
    assert "1 mark entered, 0 as before, 0 without points" in out
    assert _report(folder, "right")["manual_score"] == 0.5
    page = (folder / "graded" / "pages" / "right.html").read_text(encoding="utf-8")
    assert "Give &lt;numbers&gt;." in page
    assert "0.5 of 1 point, given by a person" in page
    shutil.rmtree(folder / "graded" / "reports")
    _grade(folder)
    again = _report(folder, "right")
    assert (again["manual_score"], again["manual_final"]) == (0.5, 0.5)
    assert (folder / "graded" / "pages" / "right.html").read_text(encoding="utf-8") == page


def test_a_new_hand_in_keeps_its_mark_and_is_told(
    manual: Manual, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mark of the earlier answer stands, is flagged, and the answer is handed out again."""
    table = _export(manual, folder)
    desk.fill(table, {"right": {POINTS: "1"}})
    assert manual("import", str(table), "--reader", "anna") == 0
    path = folder / "submitted" / "right" / "median" / "median.py"
    path.write_text(path.read_text(encoding="utf-8").replace("far", "near"), encoding="utf-8")

    _grade(folder)

    report = _report(folder, "right")
    assert (report["manual_score"], report["flags"]) == (1.0, ["mark-of-another-answer"])
    assert "mark-of-another-answer" in (folder / "graded" / "pages" / "index.html").read_text()
    capsys.readouterr()
    assert manual("export", "--to", str(folder / "again")) == 0
    assert "median, robust: 1 answer" in capsys.readouterr().out
    assert "for an earlier answer" in (folder / "again" / "median-robust.html").read_text()


def test_the_history_says_who_when_and_what_holds(
    manual: Manual, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Earlier marks stay, in a table and as one document; a student has a pseudonym too."""
    assert manual("history") == 0
    assert capsys.readouterr().out == "no marks\n"
    table = _export(manual, folder)
    for reader, points in (("anna", "1"), ("bo", "0.25")):
        desk.fill(table, {"right": {POINTS: points}})
        assert manual("import", str(table), "--reader", reader, "--overwrite") == 0
    capsys.readouterr()

    assert manual("history", "median", "--student", "right", "--question", "robust") == 0
    lines = capsys.readouterr().out.splitlines()
    (first,) = [line for line in lines if "anna" in line]
    (last,) = [line for line in lines if "bo" in line]
    assert "yes" in last.split()
    assert "yes" not in first.split()
    assert manual("history", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "grader/marks/v1"
    assert [(m["reader"], m["points"]) for m in document["marks"]] == [("anna", 1.0), ("bo", 0.25)]

    assert manual("export", "--to", str(folder / "blind"), "--blind", "--only", "all") == 0
    with open(folder / "blind" / "median-robust.csv", encoding="utf-8-sig", newline="") as file:
        pseudonyms = [row["pseudonym"] for row in csv.DictReader(file)]
    capsys.readouterr()
    shown = []
    for name in pseudonyms:
        assert manual("history", "--student", name, "--json") == 0
        shown.append(len(json.loads(capsys.readouterr().out)["marks"]))
    assert sorted(shown) == [0, 2]


def test_exports_have_the_points_by_hand(manual: Manual, folder: Path) -> None:
    """After the last mark a score leaves this program whole; who wrote nothing waits for none."""
    table = _export(manual, folder)
    desk.fill(table, {"right": {POINTS: "1"}})
    assert manual("import", str(table), "--reader", "anna") == 0
    target = folder / "scores.csv"

    code = run(
        [
            "export", "--to", "csv", "--course", str(folder / "course"),
            "--results", str(folder / "graded"), "--out", str(target),
        ]
    )  # fmt: skip

    assert code == 0
    with open(target, encoding="utf-8", newline="") as file:
        found = {row["student"]: (row["median"], row["median max"]) for row in csv.DictReader(file)}
    assert found == {"right": ("4", "4"), "wrong": ("2", "4")}


@pytest.mark.needs("nbgrader")
def test_without_a_gradebook_no_mark_is_entered(
    manual: Manual, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is asked for is done whole: a course that is none of nbgrader's is refused before."""
    table = _export(manual, folder)
    desk.fill(table, {"right": {POINTS: "1"}})

    assert manual("import", str(table), "--reader", "anna", "--gradebook") == 2

    assert "as a course of nbgrader" in capsys.readouterr().err
    assert not (folder / "graded" / "marks.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import"], "came:     neither"),
        (["import", "x.csv"], "--reader with the name of who gives these marks"),
        (["import", "x.csv", "--reader", " "], "--reader with the name"),
        (["import", "x.csv", "--reader", "a\x07b"], "a name of at most 100 characters"),
        (["import", "x.csv", "--reader", "anna"], "No such file"),
        (["import", "x.csv", "--from-gradebook"], "--from-gradebook without files"),
        (["import", "--from-gradebook", "--reader", "anna"], "--from-gradebook without files"),
        (["import", "x.csv", "--from-reports"], "--from-reports without files"),
        (["import", "--from-reports", "--from-gradebook"], "--from-gradebook or --from-reports"),
        (["export", "--to", "m", "--question", "robustt"], "did you mean 'robust'?"),
        (["export", "--to", "m", "medain"], "did you mean 'median'?"),
        (["history", "--student", "rigth"], "did you mean 'right'?"),
    ],
)
def test_what_is_wrong_with_a_command_is_said(
    manual: Manual,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    """The four parts on standard error, exit code 2, and nothing written."""
    monkeypatch.chdir(tmp_path)

    assert manual(*arguments) == 2

    err = capsys.readouterr().err
    assert words in err
    assert all(part in err for part in ("expected:", "came:", "do next:"))
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("name", ["export", "import", "history"])
def test_a_folder_that_is_none_is_refused(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command wants what `grader grade` wrote, and makes nothing elsewhere."""
    empty = folder / "empty"
    empty.mkdir()
    more = {"export": ["--to", "m"], "import": ["x.csv", "--reader", "a"], "history": []}[name]

    code = run(["manual", name, "--course", str(folder / "course"), "--results", str(empty), *more])

    assert code == 2
    assert "no reports/*.json" in capsys.readouterr().err
    assert list(empty.iterdir()) == []


def test_a_mistyped_command_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    """As for the commands above it."""
    assert run(["manual", "imprt"]) == 2
    assert "Did you mean 'import'?" in capsys.readouterr().err


def test_a_question_that_is_renamed_takes_no_mark_in_silence(
    manual: Manual, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plain grading names whom it moves, and the history says that the mark is not in force."""
    table = _export(manual, folder)
    desk.fill(table, {"right": {POINTS: "0.5"}})
    assert manual("import", str(table), "--reader", "anna") == 0
    hidden = folder / "course" / "solutions" / "median"
    for name, old, new in (
        ("assignment.toml", 'id = "robust"', 'id = "robustness"'),
        ("source.py", 'manual="robust"', 'manual="robustness"'),
    ):
        text = (hidden / name).read_text(encoding="utf-8")
        (hidden / name).write_text(text.replace(old, new), encoding="utf-8")
    for command in ("generate", "freeze"):
        assert run([command, "median", "--course", str(folder / "course")]) == 0

    told = _grade(folder)

    moved = "right (median): 3 + 0.5 by hand → 3; the mark of robust counts no more"
    assert f"{moved}: the question is gone" in told
    assert "MARKS BY HAND that do not count as before: median robust, 1 student" in told
    capsys.readouterr()
    assert manual("history") == 0
    assert "no: the question is gone" in capsys.readouterr().out


def test_a_lost_file_of_marks_stops_every_command_until_the_marks_are_back(
    manual: Manual, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No check is run, no report is written over, and the command that the message names helps."""
    table = _export(manual, folder)
    desk.fill(table, {"right": {POINTS: "0.5", "comment": "Why?"}})
    assert manual("import", str(table), "--reader", "anna") == 0
    marks = folder / "graded" / "marks.jsonl"
    whole, before = marks.read_bytes(), _report(folder, "right")
    where = ["--course", str(folder / "course"), "--out", str(folder / "graded")]
    handed_in = ["--submissions", str(folder / "submitted")]
    asked = [
        ["grade", *where, *handed_in],
        ["regrade", *where, *handed_in],
        ["regrade", *where, *handed_in, "--apply", "--reason", "a check"],
    ]
    marks.unlink()

    for command in asked:
        capsys.readouterr()
        assert run(command) == 2
        err = capsys.readouterr().err
        assert "right (median robust): 0.5 from anna" in err
        assert "grader manual import --from-reports" in err
    assert (_report(folder, "right"), marks.exists()) == (before, False)
    assert manual("import", "--from-reports") == 0
    assert "1 mark entered" in capsys.readouterr().out
    assert marks.read_bytes() == whole
    assert [run(command) for command in asked[:2]] == [0, 0]
    assert _report(folder, "right")["manual_final"] == before["manual_final"] == 0.5
