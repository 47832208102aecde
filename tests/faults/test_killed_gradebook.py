"""`kill -9` while a class goes into nbgrader's gradebook, on a file and on a server."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from grader.course import load_course
from grader.engine.grade import Grading, grade
from grader.errors import EXIT_OK
from grader.nbgrader_bridge.gradebook import write_class
from tests.engine.toy import COUNTER, DOUBLE, hand_in
from tests.faults import lab, rig
from tests.nbgrader_bridge.nb_course import CONFIG, nb_course, notebook, rows, sqlite_url
from tests.postgres_server import MakeDatabase, server

pytestmark = pytest.mark.needs("nbgrader", "landlock", "seccomp")

STUDENTS = ("ada", "bo", "cy")
KINDS = ("file", pytest.param("server", marks=pytest.mark.needs("postgresql")))


@dataclass(frozen=True)
class Class:
    """A graded class whose gradebook knows nothing of it yet."""

    root: Path
    grading: Grading
    url: str

    def write(self) -> int:
        """Write the class into its gradebook."""
        given, course = self.grading, load_course(self.root)
        write_class(course, given.reports, given.cells, submissions=self.root / "submitted")
        return EXIT_OK

    def files(self) -> dict[str, bytes]:
        """What lies below `autograded/`, what was prepared aside too."""
        found = sorted(path for path in (self.root / "autograded").rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found}

    def state(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Every row, and every file."""
        return rows(self.url), self.files()


@pytest.fixture(scope="module")
def database() -> Iterator[MakeDatabase]:
    """A server for this file, as a function that makes databases."""
    with server() as make:
        yield make


@pytest.fixture(scope="module")
def by_kind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Class]:
    """A class for each kind of gradebook, made once."""
    known: dict[str, Class] = {}

    def of(kind: str) -> Class:
        if kind not in known:
            root = tmp_path_factory.mktemp(kind) / "class"
            url = request.getfixturevalue("database")() if kind == "server" else sqlite_url(root)
            course = nb_course(root, db_url=url if kind == "server" else "")
            for student in STUDENTS:
                counter = COUNTER if student != "bo" else "pass"
                data = notebook(root, double=DOUBLE, counter=counter, why=f"{student} says so")
                hand_in(root / "submitted", student, data, "toy.ipynb")
            place, out = root / "submitted", root / "graded"
            known[kind] = Class(root, grade(course, ["toy"], submissions=place, out=out), url)
        return known[kind]

    return of


@pytest.fixture
def fresh(by_kind: Callable[[str], Class], tmp_path: Path) -> Callable[[str, str], Class]:
    """A copy of a class with a gradebook of its own."""

    def of(kind: str, name: str) -> Class:
        first = by_kind(kind)
        root = lab.copied(first.root, tmp_path / name / "class")
        shutil.rmtree(root / ".jupyter", ignore_errors=True)
        url = sqlite_url(root)
        if kind == "server":
            url = _copied_database(first.url, f"{tmp_path.name}_{name}")
            more = f"c.CourseDirectory.db_url = {url!r}"
            (root / "nbgrader_config.py").write_text(CONFIG.format(more=more))
        return replace(first, root=root, url=url)

    return of


def _copied_database(url: str, name: str) -> str:
    """Another database of the same server with the same rows."""
    first = sa.make_url(url)
    other = first.set(database=name.lower().replace("-", "_")[-60:])
    engine = sa.create_engine(
        first.set(database="postgres"), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(
            f'CREATE DATABASE "{other.database}" TEMPLATE "{first.database}"'
        )
    return other.render_as_string(hide_password=False)


@pytest.mark.parametrize("point", range(rig.FEW))
@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_writer_of_the_gradebook(
    fresh: Callable[[str, str], Class], kind: str, point: int
) -> None:
    """All rows or none are in it, between commit and files too; a rerun makes everything whole."""
    whole, killed = fresh(kind, "whole"), fresh(kind, "killed")
    before = killed.state()[0]
    undisturbed = rig.run(whole.write)
    after = whole.state()
    at = rig.moments(f"gradebook {kind}", undisturbed.events, rig.FEW)[point]

    ended = rig.run(killed.write, at=at, fault=rig.kill_this)
    between = killed.state()[0]
    again = rig.run(killed.write)

    assert undisturbed.code == EXIT_OK, rig.explained(undisturbed)
    assert ended.signal == signal.SIGKILL or ended.events < at, rig.explained(ended)
    assert between in (before, after[0]), f"half of a class, killed before event {at}"
    assert again.code == EXIT_OK, rig.explained(again)
    assert killed.state() == after, f"killed before event {at}"
