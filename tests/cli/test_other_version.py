"""Results that another version of the grader wrote are never dropped by grading into them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.cli.app import run
from tests.engine import toy

pytestmark = pytest.mark.needs("linux")


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course and a hand-in that was graded."""
    folder = tmp_path_factory.mktemp("class")
    toy.ready(folder / "course")
    toy.hand_in(folder / "submitted", "ada", toy.RIGHT)
    assert _command(folder, "grade") == 0
    return folder


def _command(folder: Path, *words: str) -> int:
    where = ["--submissions", str(folder / "submitted"), "--out", str(folder / "graded")]
    return run([*words, *where, "--course", str(folder / "course"), "--jobs", "1"])


def _export(folder: Path) -> int:
    where = ["--results", str(folder / "graded"), "--out", str(folder / "scores.csv")]
    return run(["export", "--to", "csv", *where, "--course", str(folder / "course")])


@pytest.fixture
def broken(class_: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The class with one wrong file among the reports, while a test runs."""
    report = class_ / "graded" / "reports" / "ada.json"
    data = report.read_bytes()
    path = report.with_name(request.param)
    other = json.dumps({**json.loads(data), "schema": "grader/report/v0"}).encode()
    path.write_bytes(other if path == report else data)
    yield path
    path.unlink(missing_ok=True)
    report.write_bytes(data)


@pytest.mark.parametrize("broken", ["ada.json", "ada (copy).json"], indirect=True)
def test_every_command_refuses_it_alike(
    class_: Path, broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Grading, regrading and exporting name the file, and leave the folder as it was."""
    out = class_ / "graded"
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    for command in (
        lambda: _command(class_, "grade"),
        lambda: _command(class_, "grade", "toy", "--student", "ada"),
        lambda: _command(class_, "regrade", "--dry-run"),
        lambda: _export(class_),
    ):
        assert command() == 2
        said = capsys.readouterr().err
        assert f"reading the reports in {out / 'reports'}" in said
        assert broken.name in said

    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
