"""`grader convert`: one hand-in in its other form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.cli.app import run
from tests.courses_helper import make_course

pytestmark = pytest.mark.needs("linux", "nbgrader")

RIGHT = "def double(x):\n    return x + x\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A student's folder below a course with a release."""
    root = make_course(tmp_path / "course")
    assert run(["--course", str(root), "generate", "-q"]) == 0
    found = root / "submitted" / "ada" / "toy"
    found.mkdir(parents=True)
    return found


def test_a_py_becomes_a_notebook_beside_it_and_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The release is that of the course above; the file itself stays as it is."""
    (folder / "toy.py").write_text(RIGHT)

    assert run(["convert", str(folder / "toy.py")]) == 0
    cells = json.loads((folder / "toy.ipynb").read_bytes())["cells"]
    assert run(["convert", str(folder / "toy.ipynb"), "--to", str(folder / "again.py")]) == 0

    assert "".join(cells[0]["source"]) == RIGHT.strip()
    assert cells[0]["metadata"]["nbgrader"]["grade_id"] == "double"
    assert RIGHT.strip() in (folder / "again.py").read_text()
    assert (folder / "toy.py").read_text() == RIGHT
    said = capsys.readouterr().err
    assert f"written: {folder / 'toy.ipynb'}, 1 cell of toy.py" in said


def test_a_copy_s_name_and_a_release_by_name(folder: Path, tmp_path: Path) -> None:
    """A browser's suffix is known; elsewhere the release is named, or its course."""
    lone = tmp_path / "work.py"
    lone.write_text(RIGHT)
    (folder / "toy (1).py").write_text(RIGHT)
    root = folder.parents[2]
    release = root / "assignments/toy/toy.ipynb"
    other = tmp_path / "toy.py"
    other.write_text(RIGHT)

    assert run(["convert", str(folder / "toy (1).py")]) == 0
    assert run(["convert", str(lone), "--release", str(release)]) == 0
    assert run(["convert", str(other), "--course", str(root)]) == 0

    made = {path.read_bytes() for path in (lone, folder / "toy (1).py", other)}
    assert len(made) == 1
    made = {p.with_suffix(".ipynb").read_bytes() for p in (lone, folder / "toy (1).py", other)}
    assert len(made) == 1


def test_what_cannot_be_read_is_told_as_its_student_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written, and the exit code says that the file is at fault."""
    (folder / "toy.ipynb").write_text('{"cells": [')

    assert run(["convert", str(folder / "toy.ipynb")]) == 1

    assert "toy.ipynb: The notebook is not whole" in capsys.readouterr().err
    assert not (folder / "toy.py").exists()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["toy.py", "--to", "there.ipynb"], "which is there already"),
        (["toy.py", "--to", "toy.txt"], "a name that ends in .ipynb or .py"),
        (["none.py"], "no such file"),
        (["lone.py"], "no course with an assignment of that name"),
        (["link.py"], "is not a file that can be read"),
        (["toy.py", "--release", "lone.py"], "reading the release"),
        (["conflict.ipynb"], "Line 2 is the mark of a merge conflict"),
    ],
)
def test_what_is_refused(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    part: str,
) -> None:
    """In four parts, with exit code 2, and nothing is written."""
    monkeypatch.chdir(folder)
    (folder / "toy.py").write_text(RIGHT)
    (folder / "lone.py").write_text(RIGHT)
    (folder / "there.ipynb").symlink_to("nowhere")
    (folder / "link.py").symlink_to("toy.py")
    source = "<<<<<<< mine\nx = 1\n=======\nx = 2\n>>>>>>> theirs"
    cell = {"cell_type": "code", "source": source, "metadata": {}}
    (folder / "conflict.ipynb").write_text(json.dumps({"cells": [cell]}))
    before = sorted(folder.iterdir())

    assert run(["convert", *arguments]) == 2

    said = capsys.readouterr().err
    assert part in said
    assert "do next:" in said
    assert sorted(folder.iterdir()) == before
