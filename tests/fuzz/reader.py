"""What it takes to fuzz one reader: valid files, how to damage them, and what must hold after.

May import `grader.errors` and the cleaning of texts; must never know a single reader.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError, UsageError
from grader.worker.describe import clean_text
from tests.fuzz.damage import Form

LONGEST_MESSAGE = 40_000
"""Characters of one error; a person cannot read even so many."""


@dataclass(frozen=True)
class Reader:
    """One function that reads what others wrote."""

    name: str
    form: Form
    """Which damage fits the form of its files."""
    seeds: tuple[bytes, ...]
    """Valid files: each must be accepted."""
    read: Callable[[bytes], bool]
    """Reads the bytes and asserts what must hold of them; whether they were accepted.

    Anything that it raises is a defect of the reader.
    """


@contextmanager
def refusal(*, ours: bool = False) -> Iterator[list[GraderError]]:
    """Takes a refusal by the reader's own error, which must have four clean parts.

    Parameters
    ----------
    ours:
        The file is one of our own results, so damage need not be the user's fault.
    """
    taken: list[GraderError] = []
    try:
        yield taken
    except GraderError as error:
        taken.append(error)
    for refused in taken:
        assert ours or isinstance(refused, UsageError), f"called our fault: {refused}"
        four_parts(refused)


def four_parts(error: GraderError) -> None:
    """Asserts that a message says what was done, expected, came and is to be done, printably."""
    for part in (error.doing, error.expected, error.came, error.todo):
        assert part.strip(), f"an empty part: {error!r}"
        assert "Traceback" not in part
        clean_text(part, LONGEST_MESSAGE).encode("utf-8")
    assert len(str(error)) <= LONGEST_MESSAGE, f"{len(str(error))} characters"
    for part in (error.doing, error.expected, error.todo):
        assert "\n" not in part.strip(), f"several lines: {part!r}"


def clean_words(text: str, longest: int = 1000) -> None:
    """Asserts that words for a student are a short line without codes, or a path of ours."""
    assert text.strip()
    assert len(text) <= longest
    assert text.isprintable(), f"{text!r}"
    assert "/tmp" not in text
    assert "/work" not in text


@functools.cache
def folder() -> Path:
    """A folder of this process alone, for readers that want a path."""
    made = Path(tempfile.mkdtemp(prefix="grader-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def file_of(name: str, data: bytes) -> Path:
    """The file of that name with these bytes, below the folder of this process."""
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
