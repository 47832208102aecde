"""`grader export` on a class that the real command graded."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cli.app import run

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.needs("linux")
CANVAS = (
    "Student,ID,SIS Login ID,Section,The median (77)\r\n"
    "    Points Possible,,,,3.0\r\n"
    '"Lovelace, Ada",901,ada01,1,\r\n'
    '"Hopper, Grace",902,gh02,1,\r\n'
)
MOODLE = (
    'Identifier,"Full name",Status,Grade,"Maximum grade","Last modified (grade)",'
    '"Feedback comments"\n'
    '"Participant 7","Ada Lovelace",Submitted,,3.00,-,\n'
)

Export = Callable[..., int]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example course with a roster, and its two hand-ins graded beside it."""
    folder = tmp_path_factory.mktemp("class")
    shutil.copytree(ROOT / "docs" / "example", folder / "course")
    (folder / "course" / "roster.csv").write_text(
        "student,name,canvas_id\nright,Ada Lovelace,901\nwrong,Grace Hopper,902\nabsent,Emmy,903\n"
    )
    for student in ("right", "wrong"):  # an answer in words, which waits for a person
        path = folder / "course" / "submitted" / student / "median" / "median.py"
        text = path.read_text(encoding="utf-8")
        words = '# %% [markdown] grade_id="robust"\n# When a few are far away.\n'
        path.write_text(f'# %% grade_id="median"\n{text}\n{words}', encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable, "-m", "grader.cli.entry", "grade", "--course", "course",
            "--submissions", "course/submitted", "--out", "graded",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def export(graded: Path, tmp_path: Path) -> Export:
    """Runs `grader export` on the class; the file is `out` in the test's folder."""

    def call(form: str, *more: str, out: Path | None = None) -> int:
        where = ["--course", str(graded / "course"), "--results", str(graded / "graded")]
        return run(["export", "--to", form, *where, "--out", str(out or tmp_path / "out"), *more])

    return call


def _write(tmp_path: Path, text: str) -> str:
    path = tmp_path / "template.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def test_a_plain_table(export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The class as graded, with who is absent; what is blank is said on standard output."""
    assert export("csv", "--bom") == 0

    data = (tmp_path / "out").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [(r["student"], r["name"], r["median"], r["median state"]) for r in rows] == [
        ("absent", "Emmy", "", ""),
        ("right", "Ada Lovelace", "", "waits"),
        ("wrong", "Grace Hopper", "", "waits"),
    ]
    out = capsys.readouterr().out
    assert "0 scores, 2 blank" in out
    assert "a manual question waits for a person: 2 (right, wrong)" in out


def test_a_gradebook_and_a_worksheet(
    export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The roster's ids and names lead to the rows; the given file stays as it was."""
    template = _write(tmp_path, CANVAS)

    assert export("canvas", "median", "--template", template, "--auto-only") == 0

    filled = CANVAS.replace("ada01,1,", "ada01,1,3").replace("gh02,1,", "gh02,1,2")
    assert (tmp_path / "out").read_bytes().decode() == filled
    assert Path(template).read_bytes().decode() == CANVAS
    out = capsys.readouterr().out
    assert "2 scores in the column 'The median (77)'; students found: 2 by ID" in out
    assert "--auto-only: points given by hand are in no score" in out
    (tmp_path / "out").unlink()
    assert export("moodle", "--template", _write(tmp_path, MOODLE), "--auto-only") == 0
    assert (
        '"Ada Lovelace",Submitted,3,3.00,-,Automatic feedback<br>The number in the middle: 3 of 3'
        in (tmp_path / "out").read_text(encoding="utf-8")
    )
    assert "GRADED, BUT NOT IN THE FILE: 1 (wrong)" in capsys.readouterr().out


def test_pages_and_a_result(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The zip holds the pages; result.json is one student's, from Classroom 50's variables."""
    assert export("feedback-zip") == 0
    with zipfile.ZipFile(tmp_path / "out") as archive:
        assert archive.namelist() == ["right.html", "wrong.html"]

    for name in ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"):
        monkeypatch.setenv(name, name.lower())
    (tmp_path / "out").unlink()
    assert export("classroom50", "--student", "wrong", "--auto-only") == 0
    result = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert (result["score"], result["max-score"]) == (200, 300)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["csv", "--template", "x.csv"], "--template together with --to canvas or moodle"),
        (["canvas"], "--template with the file that Canvas exported"),
        (["canvas", "--template", "not-there.csv"], "No such file"),
        (["moodle", "median", "--bom"], "--bom together with --to csv"),
        (["csv", "medan"], "did you mean 'median'?"),
        (["classroom50"], "--student with the name of a graded student's folder"),
        (["classroom50", "--student", "rigth"], "did you mean 'right'?"),
        (["classroom50", "--student", "right"], "leave the points given by hand out"),
        (["feedback-zip", "--like", "canvas"], "--submissions-zip"),
        (["xlsx"], "is not one of"),
    ],
)
def test_what_is_wrong_with_a_command_is_said(
    export: Export,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    """Each mistake exits 2 with the four parts, and no file is written."""
    assert export(*arguments) == 2

    err = capsys.readouterr().err
    assert words in err
    assert "expected:" in err
    assert "do next:" in err
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "place",
    [
        "graded/reports/x.json",
        "graded/pages/x",
        "graded/journal.jsonl",
        "graded/marks.jsonl",
        "course",
        "course/course.toml",
        "course/roster.csv",
        "course/submitted/right/median/median.py",
        "course/solutions/median/corpus.json",
        "course/assignments/median/new.csv",
    ],
)
def test_the_file_does_not_spoil_what_is_read(
    export: Export, graded: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """An export goes neither among the results or the hand-ins nor over a file of the course."""
    before = {path: path.read_bytes() for path in graded.rglob("*") if path.is_file()}

    assert export("csv", out=graded / place) == 2
    assert "--out names a file of its own" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in graded.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("form", ["canvas", "moodle"])
def test_the_template_is_not_written_over(
    export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """The instructor's own file is kept, by whatever path it is named."""
    text = CANVAS if form == "canvas" else MOODLE
    template = _write(tmp_path, text)
    again = tmp_path / "." / "template.csv"

    assert export(form, "--template", template, "--auto-only", out=again) == 2
    assert Path(template).read_bytes().decode() == text


def test_downloaded_hand_ins_are_not_written_over(export: Export, tmp_path: Path) -> None:
    """The zip that names the pages, or a folder of it, is no place for the pages."""
    path = tmp_path / "subs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lovelaceada_901_77_median.py", "x = 1")
    data = path.read_bytes()
    more = ["--like", "canvas", "--submissions-zip"]

    assert export("feedback-zip", *more, str(path), out=path) == 2
    assert export("feedback-zip", *more, str(tmp_path), out=tmp_path / "new.zip") == 2
    assert export("feedback-zip", out=path) == 2
    assert path.read_bytes() == data
    assert os.listdir(tmp_path) == ["subs.zip"]


FORMS = {
    "csv": [],
    "canvas": ["--auto-only", "--template", "canvas.csv"],
    "moodle": ["--auto-only", "--template", "moodle.csv"],
    "feedback-zip": [],
    "classroom50": ["--auto-only", "--student", "right"],
}


@pytest.mark.parametrize("form", FORMS)
def test_an_export_replaces_its_own_kind_alone(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """The same command again writes the same file; a file of another kind stays."""
    for name in ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"):
        monkeypatch.setenv(name, name.lower())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "canvas.csv").write_text(CANVAS)
    (tmp_path / "moodle.csv").write_text(MOODLE)
    (tmp_path / "roster.csv").write_text("student,name,email\n")
    (tmp_path / "empty").write_text("")
    for other, more in FORMS.items():
        assert export(other, "median", *more, out=tmp_path / other) == 0
        assert export(other, "median", *more, out=tmp_path / other) == 0
    others = ["roster.csv", *(other for other in FORMS if other != form)]
    before = {other: (tmp_path / other).read_bytes() for other in others}

    assert [export(form, *FORMS[form], out=tmp_path / other) for other in others] == [2] * 5
    assert export(form, *FORMS[form], out=tmp_path / "empty") == 0
    assert {other: (tmp_path / other).read_bytes() for other in others} == before


def test_a_gradebook_with_one_more_column_is_filled_into_the_same_file(
    export: Export, tmp_path: Path
) -> None:
    """Downloaded again after another assignment was added, it replaces last week's upload."""
    assert export("canvas", "--template", _write(tmp_path, CANVAS), "--auto-only") == 0
    cells = [",New (78)", ",2.0", ",", ","]
    more = [f"{row}{cell}\r\n" for row, cell in zip(CANVAS.splitlines(), cells, strict=True)]

    assert export("canvas", "--template", _write(tmp_path, "".join(more)), "--auto-only") == 0
    assert "New (78)" in (tmp_path / "out").read_text()


def test_a_failed_export_leaves_the_old_file(
    export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the new file cannot be made, the one of yesterday stays whole."""
    assert export("canvas", "--template", _write(tmp_path, CANVAS), "--auto-only") == 0
    before = (tmp_path / "out").read_bytes()

    broken = _write(tmp_path, CANVAS.replace("Section", "Group"))
    assert export("canvas", "--template", broken, "--auto-only") == 2
    assert "the columns Student, ID and Section" in capsys.readouterr().err
    assert (tmp_path / "out").read_bytes() == before


def test_a_place_that_cannot_be_written_is_told(
    export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file where a folder is needed exits 2, not with our fault."""
    (tmp_path / "a file").write_text("text")

    assert export("csv", out=tmp_path / "a file" / "out.csv") == 2
    assert f"writing {tmp_path / 'a file'}" in capsys.readouterr().err


def test_who_handed_in_anew_since_is_named(
    export: Export, graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A score of an earlier hand-in, and a hand-in without a score, do not leave in silence."""
    now = tmp_path / "submitted"
    shutil.copytree(graded / "course" / "submitted", now)
    where = ["--submissions", str(now)]

    assert export("csv") == 0
    assert export("csv", *where) == 0
    assert "HANDED IN" not in capsys.readouterr().out
    (now / "wrong" / "median" / "median.py").write_text("x = 1")
    shutil.copytree(now / "right", now / "late")
    assert export("csv", *where) == 0
    said = capsys.readouterr().out
    assert "median: HANDED IN ANEW since it was graded, so grade again: 1 (wrong)" in said
    assert "median: HANDED IN, BUT NOT GRADED: 1 (late)" in said
