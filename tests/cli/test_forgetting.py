"""`grader forget`: what a person is shown, and nbgrader's gradebook without a student."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from grader.cli.app import run
from tests.courses_helper import COURSE_TOML, make_course
from tests.history import lab
from tests.postgres_server import server

WHO = "quux-77"
OTHERS = ("ada", "bo")
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "toy-course"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course with results and hand-ins of three students."""
    make_course(tmp_path, course_toml=COURSE_TOML.replace("A toy course", lab.COURSE.title))
    lab.publish(tmp_path / "graded", [lab.report(name, {"double": 2.0}) for name in (*OTHERS, WHO)])
    for name in (*OTHERS, WHO):
        for step in ("submitted", "autograded", "feedback"):
            place = tmp_path / step / name / "toy"
            place.mkdir(parents=True)
            (place / "toy.py").write_text(f"# {name}\n")
    (tmp_path / "roster.csv").write_text("student\n" + "".join(f"{n}\n" for n in (*OTHERS, WHO)))
    return tmp_path


def forget(root: Path, *more: str) -> int:
    """The exit code of the command in that course."""
    results = ["--results", str(root / "graded"), "--submissions", str(root / "submitted")]
    return run(["forget", *results, "--course", str(root), *more])


def naming(root: Path) -> list[str]:
    """Files and folders that name the student, roster aside."""
    return [
        str(path.relative_to(root))
        for path in root.rglob("*")
        if WHO in path.name or (path.is_file() and WHO.encode() in path.read_bytes())
        if path.name != "roster.csv"
    ]


def test_everything_is_listed_first(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run prints a line for each place, and deletes nothing."""
    before = lab.tree(root)

    assert forget(root, WHO, "--dry-run") == 0

    said = capsys.readouterr()
    assert {line.partition(str(root))[2] for line in said.out.splitlines()} == {
        f"/graded/pages/{WHO}.html: the student's page",
        f"/graded/reports/{WHO}.json: the student's reports",
        f"/submitted/{WHO}: 1 file",
        f"/autograded/{WHO}: 1 file",
        f"/feedback/{WHO}: 1 file",
    }
    assert "5 places would be emptied; nothing was deleted" in said.err
    assert "roster.csv still names the student; --roster" in said.err
    assert lab.tree(root) == before


def test_it_is_deleted(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same lines, and nothing is left; who is left out is said."""
    assert forget(root, f"{WHO}/") == 0

    assert naming(root) == []
    assert "5 places emptied" in capsys.readouterr().err
    assert sorted(path.name for path in (root / "submitted").iterdir() if path.is_dir()) == [
        *OTHERS
    ]


def test_the_list_as_a_document(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json standard output is one document."""
    assert forget(root, WHO, "--json") == 0

    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["student"]) == ("grader/forget/v1", WHO)
    assert document["deleted"] is True
    assert len(document["places"]) == 5


def test_a_misspelt_name_is_answered_with_the_nearest(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is deleted for a name that nobody has."""
    before = lab.tree(root)

    assert forget(root, "quux-7") == 2

    assert f"did you mean '{WHO}'" in capsys.readouterr().err.replace('"', "'")
    assert lab.tree(root) == before


def test_a_link_to_the_hand_ins_is_deleted_once(root: Path) -> None:
    """--submissions that is one of nbgrader's own folders is no second place."""
    results = ["--results", str(root / "graded"), "--course", str(root)]

    assert run(["forget", *results, "--submissions", str(root / "autograded"), WHO]) == 0
    left = [path.name for path in (root / "autograded").iterdir() if path.is_dir()]
    assert sorted(left) == [*OTHERS]


@pytest.fixture
def gradebook(root: Path) -> Path:
    """A gradebook of nbgrader with a submission and a comment of each student."""
    (root / "nbgrader_config.py").write_text(CONFIG)
    path = root / "gradebook.db"
    fill(f"sqlite:///{path}")
    return path


def fill(address: str) -> None:
    """A submission of each student."""
    from nbgrader.api import Gradebook

    with Gradebook(address, "toy-course") as book:
        book.add_assignment("toy")
        book.add_notebook("toy", "toy")
        book.add_grade_cell("check_double", "toy", "toy", max_score=2, cell_type="code")
        book.add_solution_cell("double", "toy", "toy")
        for name in (*OTHERS, WHO):
            book.add_student(name, email=f"{name}@example.org")
            book.add_submission("toy", name)
            comment = book.find_comment("double", "toy", "toy", name)
            comment.manual_comment = f"well done, {name}"
            book.db.commit()


@pytest.mark.needs("nbgrader")
def test_the_gradebook_is_without_the_student(
    root: Path, gradebook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No row and no byte of the student is left in it; everybody else's rows are."""
    assert forget(root, WHO, "--gradebook", "--dry-run") == 0
    assert f"{gradebook}: the student and 1 submission" in capsys.readouterr().out
    assert WHO.encode() in gradebook.read_bytes()

    assert forget(root, WHO, "--gradebook", "--roster") == 0

    assert naming(root) == []
    assert (root / "roster.csv").read_text() == "student\nada\nbo\n"
    counts = {"student": 2, "submitted_assignment": 2, "submitted_notebook": 2, "grade": 2}
    assert _rows(gradebook, counts) == {**counts, "comment": 2}


def _rows(gradebook: Path, tables: dict[str, int]) -> dict[str, Any]:
    connection = sqlite3.connect(gradebook)
    try:
        return {
            table: connection.execute(f"select count(*) from {table}").fetchone()[0]
            for table in (*tables, "comment")
        }
    finally:
        connection.close()


@pytest.mark.needs("nbgrader")
def test_a_name_in_another_form_of_unicode_is_forgotten(root: Path, gradebook: Path) -> None:
    """A folder out of a Mac's archive is in the gradebook as its name was: that row goes too."""
    from nbgrader.api import Gradebook

    written = "cafe\N{COMBINING ACUTE ACCENT}"
    with Gradebook(f"sqlite:///{gradebook}", "toy-course") as book:
        book.add_student(written)
        book.add_submission("toy", written)
    counts = {"student": 4, "submitted_assignment": 4, "submitted_notebook": 4, "grade": 4}
    assert _rows(gradebook, counts) == {**counts, "comment": 4}

    assert forget(root, "caf\N{LATIN SMALL LETTER E WITH ACUTE}", "--gradebook") == 0

    assert _rows(gradebook, counts) == {**dict.fromkeys(counts, 3), "comment": 3}
    assert written.encode() not in gradebook.read_bytes()


@pytest.mark.needs("nbgrader")
def test_who_is_in_the_gradebook_alone_is_found(root: Path, gradebook: Path) -> None:
    """After everything else is gone, the rows can still be deleted."""
    assert forget(root, WHO, "--roster") == 0
    assert naming(root) == ["gradebook.db"]

    assert forget(root, WHO, "--gradebook") == 0

    assert naming(root) == []


@pytest.mark.needs("nbgrader")
def test_a_course_that_is_not_nbgraders_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--gradebook where there is none deletes nothing."""
    before = lab.tree(root)

    assert forget(root, WHO, "--gradebook") == 2
    assert "nbgrader_config.py" in capsys.readouterr().err
    assert lab.tree(root) == before


@pytest.mark.needs("nbgrader", "postgresql")
def test_a_server_forgets_too(root: Path) -> None:
    """With PostgreSQL the student's rows go, and everybody else's stay."""
    with server() as database:
        address = database()
        fill(address)
        more = f"c.CourseDirectory.db_url = {address!r}\n"
        (root / "nbgrader_config.py").write_text(CONFIG + more)

        assert forget(root, WHO, "--gradebook") == 0

        engine = sa.create_engine(address, poolclass=sa.NullPool)
        with engine.connect() as connection:
            students = connection.execute(sa.text("select id from student order by id"))
            assert [row[0] for row in students] == [*OTHERS]
            for table in ("submitted_assignment", "submitted_notebook", "grade", "comment"):
                left = connection.execute(sa.text(f"select count(*) from {table}"))
                assert left.scalar_one() == len(OTHERS), table
        engine.dispose()
