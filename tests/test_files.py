"""Files are replaced whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.files import write_atomically


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
