"""A hand-in's bytes are read in a locked worker: it says what the reader says, or that it ended."""

from __future__ import annotations

import random

import pytest

from grader.engine.handin import read_cells
from grader.sandbox.launcher import Launcher
from grader.worker.reading import Unreadable, read_hand_in
from tests.fuzz.bombs import bombs
from tests.fuzz.damage import damaged
from tests.fuzz.every import READERS
from tests.fuzz.reader import clean_words

NUMBER = 25
SIZE = 1 << 15


def here(data: bytes, name: str) -> dict[str, object] | str:
    """What the same function says in this process."""
    try:
        return read_hand_in(data, name)
    except Unreadable as error:
        return str(error)


@pytest.mark.parametrize(("name", "file"), [("notebook", "net.ipynb"), ("py", "net.py")])
def test_a_damaged_file_says_the_same_in_a_worker(launcher: Launcher, name: str, file: str) -> None:
    """No byte of a hand-in changes what crosses from the worker that read it."""
    reader = READERS[name]
    draws = (random.Random(f"worker {name} {number}") for number in range(NUMBER))
    files = [damaged(draw, reader.form, reader.seeds) for draw in draws]
    files += [data for _, data in list(bombs(reader.form, reader.seeds[0], SIZE))[::4]]

    for data in files:
        said = read_cells(data, file, launcher)
        if isinstance(said, str):
            clean_words(said)
        assert said == here(data, file)
