"""Whose fault an error is: the exit code that a person and a script see."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from grader.course.reading import read_record
from grader.engine.pipe import pack_error, unpack_error
from grader.errors import EXIT_OURS, EXIT_USAGE, CourseError, exit_code_of
from grader.records import Record


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOENT, EXIT_USAGE),
        (errno.EACCES, EXIT_USAGE),
        (errno.EMFILE, EXIT_OURS),
        (errno.ENFILE, EXIT_OURS),
        (errno.ENOMEM, EXIT_OURS),
        (errno.EIO, EXIT_OURS),
    ],
)
def test_a_file_that_the_machine_cannot_read_is_not_said_to_be_wrong(
    number: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever wrote the file can mend a wrong path, and not a machine without descriptors."""

    def refused(path: Path) -> bytes:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(CourseError) as raised:
        read_record(Record, Path("course.toml"))

    assert exit_code_of(raised.value) == code
    assert exit_code_of(unpack_error(pack_error(raised.value))) == code
    assert os.strerror(number) in str(raised.value)
