"""Files are replaced whole or not at all."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from grader.files import sweep_once, write_atomically


def test_a_file_is_replaced_and_others_may_read_it(tmp_path: Path) -> None:
    """The new bytes stand there, readable by others, in a folder made for them, alone."""
    path = tmp_path / "deep" / "file"
    write_atomically(path, b"old")

    write_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o644
    assert os.listdir(path.parent) == ["file"]


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    """A name as long as the file system takes needs no longer one beside it."""
    path = tmp_path / ("a" * 255)

    write_atomically(path, b"bytes")

    assert path.read_bytes() == b"bytes"


def test_a_failed_write_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When replacing fails the old bytes stay, and no temporary file is left."""

    def fail(*_: object) -> None:
        raise OSError("disk full")

    path = tmp_path / "a" / "file"
    write_atomically(path, b"old")
    monkeypatch.setattr(os, "replace", fail)

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")

    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == ["file"]


def _killed_while_writing(path: Path) -> None:
    """A process writes the file, and is killed before it is in its place."""
    child = os.fork()
    if child == 0:  # pragma: no cover - it ends here
        os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        write_atomically(path, b"half")
    os.waitpid(child, 0)


def test_what_a_killed_writer_left_goes_with_the_next_write(tmp_path: Path) -> None:
    """Half-written files do not pile up; the file itself stays as it was until then."""
    path = tmp_path / "file"
    write_atomically(path, b"old")
    _killed_while_writing(path)
    sweep_once.cache_clear()  # as in the process of the next command
    left = len(os.listdir(tmp_path))
    there = path.read_bytes()

    write_atomically(tmp_path / "other", b"new")

    assert (left, there) == (2, b"old")
    assert sorted(os.listdir(tmp_path)) == ["file", "other"]


def test_only_what_is_unfinished_is_swept(tmp_path: Path) -> None:
    """Folders, links and files that are only called alike stay."""
    (tmp_path / ".new-abcdefgh").mkdir()
    (tmp_path / ".new-notes").write_text("mine")
    (tmp_path / ".new-12345678").symlink_to(tmp_path / ".new-notes")

    write_atomically(tmp_path / "file", b"new")

    assert sorted(os.listdir(tmp_path)) == [".new-12345678", ".new-abcdefgh", ".new-notes", "file"]
    assert (tmp_path / ".new-notes").read_text() == "mine"


def test_writers_do_not_sweep_each_other(tmp_path: Path) -> None:
    """Many who write into one folder at once all end well, and nothing is left over."""

    def write(name: str) -> None:
        for number in range(40):
            sweep_once.cache_clear()
            write_atomically(tmp_path / name, b"%d" % number)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)}
    assert found == dict.fromkeys("abcd", b"39")


def test_a_folder_is_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing thousands of reports into one folder does not read its list thousands of times."""
    looked: list[str] = []
    real = os.listdir

    def listed(path: str) -> list[str]:
        looked.append(path)
        return real(path)

    monkeypatch.setattr(os, "listdir", listed)

    for number in range(20):
        write_atomically(tmp_path / f"{number}", b"x")

    assert len(looked) == 1
