"""Temporary folders go with whoever made them, killed or not."""

from __future__ import annotations

import errno
import os
import signal
import threading
from pathlib import Path

import pytest

from grader.folders import held_folder


def test_a_folder_goes_with_the_block(tmp_path: Path) -> None:
    """Inside the block it is there, with what is written into it; afterwards nothing is."""
    with held_folder("ours-", tmp_path) as folder:
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text("x")
        assert [path.name for path in tmp_path.iterdir()] == [folder.name]

    assert list(tmp_path.iterdir()) == []


def test_a_folder_can_be_closed_twice(tmp_path: Path) -> None:
    """The second time nothing is done, whatever bears the name then."""
    held = held_folder("ours-", tmp_path)
    held.close()
    held.path.mkdir()

    held.close()

    assert held.path.is_dir()


def test_what_a_killed_one_left_goes_and_a_living_one_stays(tmp_path: Path) -> None:
    """The next one who makes a folder removes those that nobody holds, and no other."""
    child = os.fork()
    if child == 0:  # pragma: no cover - it ends here
        held = held_folder("ours-", tmp_path)
        (held.path / "file").write_text("x")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    (tmp_path / "others-x").mkdir()
    left = len(list(tmp_path.glob("ours-*")))

    with held_folder("ours-", tmp_path) as first, held_folder("ours-", tmp_path) as second:
        there = sorted(path.name for path in tmp_path.iterdir())

    assert left == 1
    assert there == sorted([first.name, second.name, "others-x"])


def test_a_folder_that_was_never_locked_goes(tmp_path: Path) -> None:
    """One whose maker was killed before it could lock it is removed as well."""
    (tmp_path / "ours-abcdefgh").mkdir()

    with held_folder("ours-", tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_where_nothing_can_be_opened_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a descriptor for the lock there is no folder, rather than one after the other."""

    def refused(path: str, flags: int) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)

    (tmp_path / "ours-left").mkdir()
    monkeypatch.setattr("grader.folders.os.open", refused)

    with pytest.raises(OSError, match="Too many open files"):
        held_folder("ours-", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["ours-left"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A link that bears such a name, whoever made it, leads nowhere."""
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("x")
    (tmp_path / "ours-link").symlink_to(tmp_path / "precious")

    with held_folder("ours-", tmp_path):
        pass

    assert (tmp_path / "precious" / "file").read_text() == "x"


def test_many_at_once_each_have_their_own(tmp_path: Path) -> None:
    """Nobody sweeps a folder that another one is just making."""
    lost: list[Path] = []

    def make() -> None:
        for _ in range(50):
            with held_folder("ours-", tmp_path) as folder:
                if not folder.is_dir():
                    lost.append(folder)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert lost == []
    assert list(tmp_path.iterdir()) == []
