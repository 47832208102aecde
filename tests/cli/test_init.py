"""`grader init`: a course's folder that is ours and nbgrader's, or nothing at all."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from grader.authoring.generate import generate
from grader.cli.app import run
from grader.course import load_course
from tests.courses_helper import HIDDEN, make_course

pytestmark = pytest.mark.needs("nbgrader")

ROSTER = """\
student,name,email,canvas_id,status
ada,"Lovelace, Ada",ada@example.org,11,
bob,Bob de Boer,,,
gone,Gone,,,dropped
"""


def toy(root: Path) -> Path:
    """The toy course with a package that its suite imports, one that nobody does, and a roster."""
    files = {
        "helpful/__init__.py": "import deeper\n",
        "deeper.py": "ANSWER = 42\n",
        "idle/__init__.py": "",
        "notes.txt": "private notes\n",
        "roster.csv": ROSTER,
        "solutions/toy/__pycache__/x.pyc": "",
    }
    make_course(root, files, manual=True, hidden="import helpful\n" + HIDDEN)
    generate(load_course(root))
    return root


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A course to copy, which a test may change."""
    return toy(tmp_path / "origin")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that was made from another, to be looked at."""
    place = tmp_path_factory.mktemp("init")
    origin, made = toy(place / "origin"), place / "new" / "course"
    assert init(made, origin, "--id", "toy-2027", "--exchange", str(place / "ex")) == 0
    return made


def init(target: Path, origin: Path | None, *more: str) -> int:
    """The exit code of `grader init`."""
    where = ["--empty"] if origin is None else ["--course", str(origin)]
    return run(["init", str(target), *where, *more])


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


def test_it_has_what_both_programs_need(made: Path) -> None:
    """Course, releases, sources and configuration are there; nothing that nobody needs is."""
    assert names(made) == {
        *("course.toml", "solutions", "assignments", "helpful", "deeper.py", "roster.csv"),
        *("nbgrader_config.py", ".gitignore", "source", "gradebook.db"),
    }
    assert names(made / "source" / "toy") == {"toy.ipynb", "toy.py", "README.md"}
    assert load_course(made).id == "toy-2027"
    assert not list(made.rglob("__pycache__"))
    config = (made / "nbgrader_config.py").read_text()
    assert repr(str(made.parents[1] / "ex")) in config
    assert "toy-2027" in config
    assert made.stat().st_mode & 0o007 == 0


def test_the_source_has_the_answers_and_the_rest_is_released(made: Path) -> None:
    """Nbgrader strips the notebook itself; the other files are what students get."""
    source, released = made / "source" / "toy", made / "assignments" / "toy"
    assert "twice_as_much" in (source / "toy.ipynb").read_text()
    for name in ("toy.py", "README.md"):
        assert (source / name).read_bytes() == (released / name).read_bytes()
        assert "twice_as_much" not in (source / name).read_text()


def test_the_roster_is_in_the_gradebook(made: Path) -> None:
    """Who is on the roster is known to nbgrader by name; who dropped the course is not."""
    with sqlite3.connect(made / "gradebook.db") as connection:
        query = "SELECT id, first_name, last_name, email, lms_user_id FROM student ORDER BY id"
        found = connection.execute(query).fetchall()
    connection.close()
    assert found == [
        ("ada", "Ada", "Lovelace", "ada@example.org", "11"),
        ("bob", "Bob de", "Boer", None, None),
    ]


def test_the_copy_grades_like_the_course(made: Path) -> None:
    """Nothing that decides a grade differs, and generating again changes nothing."""
    origin = made.parents[1] / "origin"

    assert run(["generate", "--check", "--course", str(made)]) == 0
    for path in (made / "solutions").rglob("*.py"):
        assert (origin / path.relative_to(made)).read_bytes() == path.read_bytes()


def test_generate_refreshes_the_source(origin: Path, tmp_path: Path) -> None:
    """After a change of the one source `grader generate` writes nbgrader's source too."""
    made = tmp_path / "course"
    init(made, origin)
    path = made / "solutions" / "toy" / "source.py"
    path.write_text(path.read_text().replace("Two small things", "Two little things"))

    assert run(["generate", "--check", "--course", str(made)]) == 1
    assert run(["generate", "--course", str(made)]) == 0

    assert "Two little things" in (made / "source" / "toy" / "toy.ipynb").read_text()
    assert run(["generate", "--check", "--course", str(made)]) == 0


def test_a_stale_release_is_made_anew_and_told(
    origin: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release that is not what the generator writes is mended in the copy, and said."""
    path = origin / "assignments" / "toy" / "toy.py"
    path.write_text(path.read_text() + "# by hand\n")

    assert init(tmp_path / "course", origin) == 0

    assert "made anew" in capsys.readouterr().err
    assert "by hand" not in (tmp_path / "course" / "assignments" / "toy" / "toy.py").read_text()
    assert "by hand" in path.read_text()


def test_nbgraders_configuration_changes_no_key(origin: Path, tmp_path: Path) -> None:
    """Editing nbgrader_config.py runs no check again."""
    from grader.engine.keys import keys_of

    made = tmp_path / "course"
    init(made, origin)
    course = load_course(made)
    before = keys_of(course, course.assignment("toy"), {})
    (made / "nbgrader_config.py").write_text("c = get_config()\n")

    assert keys_of(course, course.assignment("toy"), {}) == before


def test_an_empty_course_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without assignments there are the files to begin with, and the next steps."""
    made = tmp_path / "course-2"

    assert init(made, None) == 0

    assert names(made) >= {"course.toml", "solutions", "nbgrader_config.py", "roster.csv"}
    said = capsys.readouterr()
    assert said.out.strip() == str(made)
    assert "writing-an-assignment" in said.err
    assert 'id = "course-2"' in (made / "course.toml").read_text()


@pytest.mark.parametrize("kind", ["file", "full"])
def test_a_taken_place_is_refused(
    origin: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file or a folder with something in it stays as it is."""
    target = tmp_path / "taken"
    if kind == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine.txt").write_text("mine")

    assert init(target, origin) == 2

    assert "nothing was written" in capsys.readouterr().err
    assert (target if kind == "file" else target / "mine.txt").read_text() == "mine"
    assert not list(tmp_path.glob(".new-*"))


def test_an_empty_folder_is_filled(origin: Path, tmp_path: Path) -> None:
    """A folder that somebody made before is used."""
    (tmp_path / "course").mkdir()

    assert init(tmp_path / "course", origin) == 0


@pytest.mark.parametrize("name", ["Uni 2027", "", "x" * 60, "../up"])
def test_a_name_that_cannot_be_is_refused(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The course's id must be one for our files, nbgrader's exchange and a folder."""
    target = tmp_path / "Not Good"

    assert init(target, None, "--id", name) == 2

    assert "--id" in capsys.readouterr().err
    assert not target.exists()


def test_inside_of_what_is_copied_is_refused(origin: Path) -> None:
    """A course within its own solutions would hold itself."""
    assert init(origin / "solutions" / "new", origin) == 2
    assert not (origin / "solutions" / "new").exists()


def test_a_mistake_in_the_roster_leaves_nothing(
    origin: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What fails late takes back what was made before."""
    (origin / "roster.csv").write_text("student,email\nada,no address\n")

    assert init(tmp_path / "course", origin) == 2

    assert "no e-mail address" in capsys.readouterr().err
    assert not (tmp_path / "course").exists()
    assert not list(tmp_path.glob(".new-*"))


def test_a_full_disk_leaves_nothing(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the machine in the middle leaves neither half a course nor a rest."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "course" / "x"))

    monkeypatch.setattr(shutil, "copytree", full)

    assert init(tmp_path / "course", origin) == 3

    assert not (tmp_path / "course").exists()
    assert not list(tmp_path.glob(".new-*"))


def test_without_alembic_on_the_path_it_works(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment that is not activated makes a gradebook too."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")

    assert init(tmp_path / "course", origin) == 0
    assert (tmp_path / "course" / "gradebook.db").stat().st_size > 0


def test_the_source_is_a_notebook_of_nbgraders(made: Path) -> None:
    """The source has nbgrader's marks, and may be written."""
    notebook = json.loads((made / "source" / "toy" / "toy.ipynb").read_text())

    marks = [c["metadata"]["nbgrader"]["grade_id"] for c in notebook["cells"] if c["metadata"]]
    assert {"double", "check_double", "counter", "check_counter", "why"} <= set(marks)
    assert os.access(made / "source" / "toy", os.W_OK)
