"""Whatever a file holds, its reader takes it or refuses it in its own words, at a bounded cost.

`GRADER_FUZZ_EXAMPLES=20000` tries more on each reader, `GRADER_FUZZ_SEED` begins elsewhere. What
was found once stands in the tests of the room that was mended.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.damage import damaged
from tests.fuzz.every import READERS, STUDENTS
from tests.fuzz.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = int(os.environ.get("GRADER_FUZZ_EXAMPLES", "150"))
SEED = os.environ.get("GRADER_FUZZ_SEED", "")
LONG = 20_000
"""Files that each reader gets at night; each night others."""
EVERY = pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))


@EVERY
def test_valid_files_are_read(reader: Reader) -> None:
    """The files that are damaged below are right themselves, so that damage is what is tried."""
    assert [reader.read(seed) for seed in reader.seeds] == [True] * len(reader.seeds)


@EVERY
def test_a_damaged_file_is_read_or_refused(reader: Reader) -> None:
    """No file does more than be refused: no other exception, no message that cannot be shown."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def tried(draw: random.Random) -> None:
        _try(reader, damaged(draw, reader.form, reader.seeds))

    tried()


def test_the_damage_is_neither_nothing_nor_everything() -> None:
    """Of the damaged files each reader takes some and refuses some, so both ways are tried."""
    found: dict[str, Counter[bool]] = {}
    for name, reader in READERS.items():
        draws = (random.Random(f"mixed {name} {number}") for number in range(40))
        found[name] = Counter(
            reader.read(damaged(draw, reader.form, reader.seeds)) for draw in draws
        )

    all_is_text = {"magics", "answers", "names", "py", "run_of_a_py"}  # or nearly all
    is_sealed = {"corpus_as_it_came"}
    assert {name for name, counts in found.items() if not counts[True]} <= is_sealed
    assert {name for name, counts in found.items() if not counts[False]} <= all_is_text


@pytest.mark.nightly
@EVERY
def test_many_damaged_files(reader: Reader) -> None:
    """The same with many more files, others each time; a failure says how to repeat it."""
    seed = SEED or str(random.SystemRandom().randrange(10**9))
    for number in range(LONG):
        data = damaged(random.Random(f"{seed} {number}"), reader.form, reader.seeds)
        try:
            reader.read(data)
        except Exception as error:
            error.add_note(f"GRADER_FUZZ_SEED={seed}, file {number}: {data[:2000]!r}")
            raise


@pytest.mark.needs("linux")
@pytest.mark.parametrize("name", STUDENTS)
def test_no_file_of_a_student_costs_much(name: str) -> None:
    """Files made to be slow or large to read stay below a bound of CPU time and memory."""
    _costs_little(name, 1 << 16)


@pytest.mark.nightly
@pytest.mark.needs("linux")
@pytest.mark.parametrize("name", READERS)
def test_no_file_costs_much(name: str) -> None:
    """The same for every reader."""
    _costs_little(name, 1 << (18 if name in STUDENTS else 16))


def _costs_little(name: str, size: int) -> None:
    """Run the program under limits; the last name that it printed is the file that broke them."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.fuzz.cost", name, str(size)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    last = done.stdout.splitlines()[-1:]
    assert done.returncode == 0, f"{last} ended it with {done.returncode}:\n{done.stderr[-3000:]}"


def _try(reader: Reader, data: bytes) -> None:
    try:
        reader.read(data)
    except Exception as error:
        error.add_note(f"the file: {data[:2000]!r}")
        raise
