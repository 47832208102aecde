"""What is mended in nbgrader stays right: one engine per gradebook, and times that are none."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from tests.nbgrader_bridge.nb_course import inside, rows, sqlite_url

pytestmark = pytest.mark.needs("nbgrader")


@pytest.fixture(autouse=True)
def patient() -> None:
    """The course's configuration was loaded."""
    from grader.nbgrader_bridge.patience import be_patient

    be_patient()


def add(db_url: str, student: str) -> None:
    """Put a student into a gradebook through nbgrader."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url, "course") as gradebook:
        gradebook.add_student(student)


def test_a_relative_address_means_the_folder_one_stands_in(tmp_path: Path) -> None:
    """Two courses that call their gradebook alike have a gradebook each."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with inside(tmp_path / name):
            add("sqlite:///gradebook.db", name)

    for name in ("one", "two"):
        assert [row[0] for row in rows(sqlite_url(tmp_path / name))["student"]] == [name]


def test_a_gradebook_that_was_made_anew_is_read_anew(tmp_path: Path) -> None:
    """No connection is kept: what lies there now is what is written."""
    url = sqlite_url(tmp_path)
    with inside(tmp_path):
        add(url, "first")
        (tmp_path / "gradebook.db").unlink()
        add(url, "second")

    assert [row[0] for row in rows(url)["student"]] == ["second"]


def test_it_waits_for_another_writer(tmp_path: Path) -> None:
    """Who meets a lock waits until it is free, and loses nothing."""
    url = sqlite_url(tmp_path)
    with inside(tmp_path):
        add(url, "first")
        other = sqlite3.connect(tmp_path / "gradebook.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        writer = threading.Thread(target=add, args=(url, "second"))
        writer.start()
        writer.join(6.0)  # SQLite's own patience ends after 5 s
        waits = writer.is_alive()
        other.execute("COMMIT")
        other.close()
        writer.join()

    assert waits
    assert [row[0] for row in rows(url)["student"]] == ["first", "second"]


def test_another_database_keeps_nbgraders_own_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's connections are pooled as nbgrader wants them; so is a gradebook in memory."""
    import nbgrader.api

    first, second = (nbgrader.api.create_engine("sqlite:///:memory:") for _ in range(2))

    assert first is not second


@pytest.mark.parametrize("text", ["tomorrow", "", "9999999999", "2027-13-40 00:00:00 UTC", "\0"])
def test_a_text_that_is_no_time_is_passed_over(tmp_path: Path, text: str) -> None:
    """It counts as no time, and stops nothing."""
    from nbgrader.coursedir import CourseDirectory

    (tmp_path / "timestamp.txt").write_text(text)

    assert CourseDirectory().get_existing_timestamp(str(tmp_path)) is None


def test_a_time_is_read_as_nbgrader_reads_it(tmp_path: Path) -> None:
    """A time with a zone is the same moment in UTC."""
    from nbgrader.coursedir import CourseDirectory

    (tmp_path / "timestamp.txt").write_text("2027-01-10 12:00:00.000000 UTC\n")

    assert str(CourseDirectory().get_existing_timestamp(str(tmp_path))) == "2027-01-10 12:00:00"


def test_a_link_is_no_time(tmp_path: Path) -> None:
    """A student's link is not followed."""
    from nbgrader.coursedir import CourseDirectory

    (tmp_path / "other").write_text("2027-01-10 12:00:00 UTC")
    os.symlink(tmp_path / "other", tmp_path / "timestamp.txt")

    assert CourseDirectory().get_existing_timestamp(str(tmp_path)) is None
