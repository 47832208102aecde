"""A gradebook on a real PostgreSQL server: the same rows as in a file, both ways, side by side."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.engine.grade import Grading, grade
from grader.errors import GraderError
from grader.nbgrader_bridge import bulk_connect
from grader.nbgrader_bridge.gradebook import write_class
from tests.engine.toy import COUNTER, DOUBLE, hand_in
from tests.nbgrader_bridge.nb_course import inside, nb_course, nbgrader, notebook, rows, sqlite_url
from tests.nbgrader_bridge.side_by_side import found_grades, wanted_grades, write_beside
from tests.postgres_server import MakeDatabase, server

pytestmark = pytest.mark.needs("nbgrader", "postgresql", "landlock", "seccomp")

STUDENTS = ("ada", "bo", "zoë o'neil")


@pytest.fixture(scope="module")
def database() -> Iterator[MakeDatabase]:
    """A server for this file, as a function that makes databases."""
    with server() as make:
        yield make


def hand_in_all(root: Path) -> None:
    """A small class."""
    for student in STUDENTS:
        counter = COUNTER if student != "bo" else "pass"
        data = notebook(root, double=DOUBLE, counter=counter, why=f"{student} says 'so' — ü")
        hand_in(root / "submitted", student, data, "toy.ipynb")
        stamp = root / "submitted" / student / "toy" / "timestamp.txt"
        stamp.write_text("2027-01-15 08:00:00 UTC")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Grading]:
    """The class graded, with a gradebook in a file."""
    root = tmp_path_factory.mktemp("file")
    course = nb_course(root)
    hand_in_all(root)
    return root, grade(course, ["toy"], submissions=root / "submitted", out=root / "graded")


def marked(db_url: str) -> None:
    """A mark by hand."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url, "toy-course") as gradebook:
        gradebook.find_grade("why", "toy", "toy", "ada").manual_score = 1.0
        gradebook.db.commit()


def test_every_way_to_a_server_gives_the_rows_of_a_file(
    database: MakeDatabase, graded: tuple[Path, Grading], tmp_path: Path
) -> None:
    """Ours into a file, ours into a server and nbgrader's own into a server: the same rows."""
    file_root, grading = graded
    slow_url, fast_url = database(), database()
    found: dict[str, dict[str, list[tuple[Any, ...]]]] = {}

    for name, url in (("slow", slow_url), ("fast", fast_url), ("file", sqlite_url(file_root))):
        root = file_root if name == "file" else tmp_path / name
        course = nb_course(root, db_url=url) if name != "file" else None
        hand_in_all(root)
        for _ in range(2):  # the second time with a mark by hand
            if name == "slow":
                done = nbgrader(root, "autograde", "toy", "--force")
                assert done.returncode == 0, done.stderr
            else:
                from grader.course import load_course

                write_class(
                    course or load_course(root),
                    grading.reports,
                    grading.cells,
                    submissions=root / "submitted",
                )
            with inside(root):
                marked(url)
        found[name] = rows(url)

    assert len(found["fast"]["grade"]) == 9
    assert ("ada", "why", "GradeCell", None, 1.0, None, 1) in found["fast"]["grade"]
    assert found["fast"] == found["file"]
    assert found["slow"] == found["file"]


def test_side_by_side_on_a_server(
    database: MakeDatabase, graded: tuple[Path, Grading], tmp_path: Path
) -> None:
    """While nbgrader's writers write, ours writes the class again and again: nobody loses a row."""
    url = database()
    nb_course(tmp_path, db_url=url)
    hand_in_all(tmp_path)

    times = write_beside(tmp_path, url, graded[1])

    found = rows(url)
    assert times > 1
    assert found_grades(found["grade"]) == wanted_grades()
    ours = [row for row in found["grade"] if row[0] in STUDENTS]
    assert len(ours) == 9


HOLDS = """
import sys
import sqlalchemy as sa
with sa.create_engine(sys.argv[1]).begin() as connection:
    connection.execute(sa.text("LOCK TABLE student IN ACCESS EXCLUSIVE MODE"))
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_locked_table_on_a_server(
    database: MakeDatabase,
    graded: tuple[Path, Grading],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever holds a table too long is waited for, and then told about; nothing is written."""
    monkeypatch.setattr(bulk_connect, "PATIENCE_S", 1)
    url = database()
    course = nb_course(tmp_path, db_url=url)
    hand_in_all(tmp_path)
    before = rows(url)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(GraderError, match="lock timeout") as caught:
            write_class(
                course, graded[1].reports, graded[1].cells, submissions=tmp_path / "submitted"
            )
        assert holder.stdin is not None
        holder.stdin.close()

    assert caught.value.exit_code == 3
    assert rows(url) == before
    assert list((tmp_path / "autograded").iterdir()) == []


def test_a_database_that_is_not_there(
    database: MakeDatabase, graded: tuple[Path, Grading], tmp_path: Path
) -> None:
    """A server that knows no such database is told with what it says."""
    url = database()
    course = nb_course(tmp_path, db_url=url)
    hand_in_all(tmp_path)
    config = tmp_path / "nbgrader_config.py"
    config.write_text(config.read_text().replace("course_", "curse_"))

    with pytest.raises(GraderError, match="does not exist") as caught:
        write_class(course, graded[1].reports, graded[1].cells, submissions=tmp_path / "submitted")

    assert caught.value.exit_code == 3
