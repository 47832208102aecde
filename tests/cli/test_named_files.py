"""A file that a person names is written where the name leads, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.cli.app import run
from tests.marking import desk

pytestmark = pytest.mark.needs("linux")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A course with results beside it, and an empty folder to write into."""
    desk.course(tmp_path / "course")
    desk.results(tmp_path, [desk.report("ada"), desk.report("bo")])
    (tmp_path / "to").mkdir()
    return tmp_path


def export(place: Path, out: Path) -> int:
    """`grader export --to csv`."""
    where = ["--course", str(place / "course"), "--results", str(place / "graded")]
    return run(["export", "--to", "csv", *where, "--auto-only", "--out", str(out)])


def package(place: Path, out: Path) -> int:
    """`grader package gradescope`."""
    return run(
        ["package", "gradescope", "toy", "--course", str(place / "course"), "--out", str(out)]
    )


@pytest.mark.parametrize("command", [export, package])
@pytest.mark.parametrize(
    "goal", ["/proc/self/fd/{}", "/dev/fd/{}", "{place}/again", "{place}/pipe"]
)
def test_a_link_to_no_file_is_refused_and_stays(
    place: Path, capsys: pytest.CaptureFixture[str], command: object, goal: str
) -> None:
    """What is open as a descriptor, a pipe: nothing is written, and the link is as it was."""
    os.mkfifo(place / "to" / "pipe")
    with (place / "to" / "table.csv").open("wb") as opened:
        fd = opened.fileno()
        (place / "to" / "again").symlink_to(f"/proc/self/fd/{fd}")
        link = place / "to" / "link"
        link.symlink_to(goal.format(fd, place=place / "to"))
        was = os.readlink(link)

        assert callable(command)
        assert command(place, link) == 2

    err = capsys.readouterr().err
    assert "--out names a file" in err
    assert all(part in err for part in ("expected:", "came:", "do next:"))
    assert os.readlink(link) == was
    assert (place / "to" / "table.csv").read_bytes() == b""
    assert sorted(os.listdir(place / "to")) == ["again", "link", "pipe", "table.csv"]


def test_a_link_to_a_file_is_written_through(place: Path) -> None:
    """The file that it leads to gets the table, new or not, and the links stay links."""
    (place / "real").mkdir()
    (place / "to" / "far").symlink_to(place / "real", target_is_directory=True)
    (place / "to" / "one").symlink_to("far/table.csv")
    (place / "to" / "two").symlink_to(place / "to" / "one")

    assert [export(place, place / "to" / "two") for _ in range(2)] == [0, 0]

    table = place / "real" / "table.csv"
    assert table.read_bytes().startswith(b"student,")
    assert not table.is_symlink()
    assert (os.readlink(place / "to" / "one"), (place / "to" / "two").is_symlink()) == (
        "far/table.csv",
        True,
    )


def test_a_link_to_somebody_s_own_file_is_not_written_through(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is no earlier export is kept, by whatever name it is reached."""
    (place / "own.csv").write_text("mine\n")
    (place / "to" / "link.csv").symlink_to(place / "own.csv")

    assert export(place, place / "to" / "link.csv") == 2

    assert "is there already and is no such export" in capsys.readouterr().err
    assert (place / "own.csv").read_text() == "mine\n"


def test_a_link_that_leads_round_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A link to itself names no file."""
    (place / "to" / "link").symlink_to(place / "to" / "link")

    assert export(place, place / "to" / "link") == 2
    assert "--out names a file" in capsys.readouterr().err
