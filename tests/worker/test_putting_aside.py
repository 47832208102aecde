"""Tests of `grader.worker.putting_aside`: files are removed and renamed, and all are to be seen.

Each runs in a child whose calls are filtered as a worker's are.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.worker.putting_aside import FOLDER
from tests.sandbox.locked import locked

pytestmark = pytest.mark.needs("linux", "seccomp")


def files_below(folder: str) -> dict[str, int]:
    """Path to size, of every file."""
    found = {}
    for where, _, names in os.walk(folder):
        found |= {
            os.path.join(where, name): os.lstat(os.path.join(where, name)).st_size for name in names
        }
    return found


def a_removed_file_is_gone_and_empty() -> None:
    """Its name is free, what it held is given back, and it is counted yet."""
    for remove in (os.remove, os.unlink, lambda name: Path(name).unlink()):
        Path("a").write_text("text")
        remove("a")
        assert not os.path.exists("a")
        with pytest.raises(FileNotFoundError):
            remove("a")
    assert sorted(files_below(".").values()) == [0, 0, 0]
    assert len(os.listdir(FOLDER)) == 3


def an_open_file_lives_on_where_it_is_seen() -> None:
    """What is written to a removed file is in the folder for everybody to count."""
    with open("a", "wb+") as file:
        os.remove("a")
        file.write(bytes(1000))
        file.flush()
        assert list(files_below(".").values()) == [1000]


def folders_are_no_files() -> None:
    """A folder is not removed as a file; `rmdir` and `rmtree` take it."""
    os.mkdir("folder")
    with pytest.raises(IsADirectoryError):
        os.remove("folder")
    os.rmdir("folder")
    os.makedirs("x/y/z")
    Path("x/y/a").write_text("a")
    Path("x/b").write_text("b")
    shutil.rmtree("x")
    assert not os.path.exists("x")


def renaming_takes_the_place_of_what_was_there() -> None:
    """A file takes a file's place, a folder an empty folder's; everything else fails as usual."""
    Path("a").write_text("a")
    Path("b").write_text("b")
    os.rename("a", "b")
    assert (Path("b").read_text(), os.path.exists("a")) == ("a", False)
    Path("c").write_text("c")
    os.replace("c", Path("b"))
    assert Path("b").read_text() == "c"
    os.rename("b", "b")
    assert Path("b").read_text() == "c"
    os.mkdir("one")
    os.mkdir("two")
    os.rename("one", "two")
    assert os.path.isdir("two")
    assert not os.path.exists("one")
    with pytest.raises(IsADirectoryError):
        os.rename("b", "two")
    with pytest.raises(NotADirectoryError):
        os.rename("two", "b")
    with pytest.raises(FileNotFoundError) as caught:
        os.rename("nothing", "b")
    assert (caught.value.filename, caught.value.filename2) == ("nothing", "b")
    assert Path("b").read_text() == "c"
    shutil.move("b", "two/d")
    assert Path("two/d").read_text() == "c"


def folders_may_be_named_by_descriptors() -> None:
    """The arguments for a folder's descriptor mean what they mean elsewhere."""
    os.mkdir("folder")
    Path("folder/a").write_text("a")
    fd = os.open("folder", os.O_RDONLY)
    os.rename("a", "b", src_dir_fd=fd, dst_dir_fd=fd)
    assert os.listdir("folder") == ["b"]
    os.unlink("b", dir_fd=fd)
    assert os.listdir("folder") == []
    assert os.unlink in os.supports_dir_fd


def a_file_that_may_not_be_written_is_put_aside_as_it_is() -> None:
    """It keeps what it holds, to be counted."""
    os.close(os.open("a", os.O_CREAT | os.O_WRONLY, 0o400))
    os.remove("a")
    assert not os.path.exists("a")
    assert len(files_below(".")) == 1


def nothing_else_removes() -> None:
    """The kernel refuses to take a name away, whoever asks."""
    libc = ctypes.CDLL(None, use_errno=True)
    Path("a").write_text("a")
    Path("b").write_text("b")
    for attempt in (
        lambda: libc.unlink(b"a"),
        lambda: libc.remove(b"a"),
        lambda: libc.rename(b"a", b"b"),
        lambda: libc.renameat(-100, b"a", -100, b"b"),
        lambda: libc.renameat2(-100, b"a", -100, b"b", 2),
        lambda: libc.unlinkat(-100, b"a", 0),
    ):
        assert attempt() == -1
        assert ctypes.get_errno() == 1
    assert files_below(".") == {"./a": 1, "./b": 1}


@pytest.mark.parametrize(
    "function",
    [
        a_removed_file_is_gone_and_empty,
        an_open_file_lives_on_where_it_is_seen,
        folders_are_no_files,
        renaming_takes_the_place_of_what_was_there,
        folders_may_be_named_by_descriptors,
        a_file_that_may_not_be_written_is_put_aside_as_it_is,
        nothing_else_removes,
    ],
    ids=lambda function: function.__name__,
)
@pytest.mark.parametrize(
    "locks",
    [
        ("seccomp",),
        pytest.param(("landlock", "seccomp"), marks=pytest.mark.needs("landlock")),
    ],
    ids=["filter alone", "both locks"],
)
def test_removing_and_renaming(function: Callable[[], None], locks: tuple[str, ...]) -> None:
    """What the functions above say of files in a worker's folder holds."""
    locked(function, locks)


@pytest.mark.needs("landlock")
def test_files_of_others_stay(tmp_path: Path) -> None:
    """Elsewhere nothing is removed, emptied or renamed, and the refusal is one."""
    secret = tmp_path / "secret"
    secret.write_text("secret")

    def outside() -> None:
        Path("mine").write_text("mine")
        for attempt in (
            lambda: os.remove(secret),
            lambda: os.rename(secret, "taken"),
            lambda: os.rename("mine", secret),
            lambda: os.rename("mine", tmp_path / "new"),
        ):
            with pytest.raises(PermissionError):
                attempt()

    locked(outside, ("landlock", "seccomp"))

    assert secret.read_text() == "secret"
    assert os.listdir(tmp_path) == ["secret"]
