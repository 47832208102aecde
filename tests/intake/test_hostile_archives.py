"""Every hostile archive of `tests/hostile_archives.py`, collected by the real command."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from grader.cli.app import run
from tests.courses_helper import make_course
from tests.hostile_archives import ARCHIVES, GOOD_BYTES, Archive

MOST_BYTES = 1 << 20


def everything(folder: Path) -> dict[str, os.stat_result]:
    """Each path below a folder, and what it is; nothing is followed."""
    return {str(path.relative_to(folder)): path.lstat() for path in sorted(folder.rglob("*"))}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy course that is not generated."""
    return make_course(tmp_path_factory.mktemp("archives") / "course")


@pytest.mark.parametrize("archive", ARCHIVES, ids=lambda archive: archive.idea)
def test_a_hostile_archive_is_collected_or_refused(
    archive: Archive, course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The right hand-in comes through to the byte or all is refused; nothing else is done."""
    download = tmp_path / "place" / "download.zip"
    download.parent.mkdir()
    download.write_bytes(archive.make())
    target = tmp_path / "place" / "submitted"

    code = run(
        ["collect", "toy", str(download), "--course", str(course), "--submissions", str(target)]
    )

    said = capsys.readouterr()
    there = everything(tmp_path)
    beside = [name for name in there if not name.startswith("place/submitted")]
    assert beside == ["place", "place/download.zip"]
    assert not {"\x1b", "\x00", "\x9b"} & set(said.out + said.err)
    assert "Traceback" not in said.err
    if archive.refused:
        assert code == 2, said
        assert re.search(archive.refused, said.err), said.err
        assert not target.exists() or not any(target.rglob("*.py"))
    else:
        assert code in (0, 1), said
        check_collected(archive, target, there)


def check_collected(archive: Archive, target: Path, there: dict[str, os.stat_result]) -> None:
    """What was collected is whole, small, and files alone."""
    kinds = {stat.S_IFMT(about.st_mode) for about in there.values()}
    files = [about for about in there.values() if stat.S_ISREG(about.st_mode)]
    assert kinds <= {stat.S_IFREG, stat.S_IFDIR}
    assert not any(about.st_mode & 0o7111 for about in files)
    assert sum(about.st_size for about in files) < MOST_BYTES
    python = [path for path in target.rglob("*.py") if path.is_file()]
    good = [path for path in python if path.read_bytes() == GOOD_BYTES]
    assert [path.relative_to(target).parts[0] for path in good] == ["ada"]
    for student, word in archive.also.items():
        texts = [path.read_bytes() for path in (target / student).rglob("*") if path.is_file()]
        assert any(word.encode() in text for text in texts), texts


def test_the_set_is_whole() -> None:
    """Every idea is there once and says what is right."""
    ideas = [archive.idea for archive in ARCHIVES]

    assert len(ideas) == len(set(ideas)) > 35
    assert all(archive.correct for archive in ARCHIVES)
