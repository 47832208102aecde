"""The journal: what was written is read again, and damage is never taken for a record."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import textwrap
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.engine import journal as module
from grader.engine.journal import Journal
from grader.engine.store import Store
from grader.errors import GraderError, UsageError
from grader.records import CheckOutcome
from tests.engine.toy import FIXED

RECORDS = [{"t": "check", "n": number, "text": "ünï\n"} for number in range(5)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with five records."""
    with Journal(tmp_path / "new" / "journal.jsonl") as journal:
        for record in RECORDS:
            journal.append(record)
    return tmp_path / "new" / "journal.jsonl"


def read(path: Path) -> list[dict[str, object]]:
    """The records of a journal."""
    with Journal(path) as journal:
        return list(journal.records)


def test_what_was_appended_is_read_in_order(path: Path) -> None:
    """Records come back as they were, in order, over several sessions; the file is its owner's."""
    with Journal(path) as journal:
        journal.append({"t": "last"})

    assert read(path) == [*RECORDS, {"t": "last"}]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_is_its_sum_and_json(path: Path) -> None:
    """A line is eight hex digits of CRC-32, a space and JSON, so that anybody can check it."""
    first = path.read_bytes().splitlines()[0]

    assert int(first[:8], 16) == zlib.crc32(first[9:])
    assert json.loads(first[9:]) == RECORDS[0]


@pytest.mark.parametrize("cut", [1, 2, 9, 30])
def test_a_torn_tail_is_dropped(path: Path, cut: int) -> None:
    """A last line that was cut off anywhere is dropped, and the next record follows cleanly."""
    data = path.read_bytes()
    path.write_bytes(data[:-cut])

    with Journal(path) as journal:
        kept = list(journal.records)
        journal.append({"t": "next"})

    assert kept == RECORDS[:-1]
    assert read(path) == [*kept, {"t": "next"}]


def test_a_torn_last_block_is_dropped(path: Path) -> None:
    """A last line whose blocks never reached the disk is no record, though its end did."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]) + b"\0" * 20 + lines[-1][20:])

    assert read(path) == RECORDS[:-1]


@pytest.mark.parametrize(
    "line",
    [b"", b"no sum at all", b"00000000 {}", b"%08x []" % zlib.crc32(b"[]"), b"\xff" * 30],
)
def test_a_damaged_line_before_the_end_is_refused(path: Path, line: bytes) -> None:
    """A line that this program did not write, with lines after it, is an error in four parts."""
    lines = path.read_bytes().splitlines()
    lines[2] = line
    before = b"\n".join(lines) + b"\n"
    path.write_bytes(before)

    with pytest.raises(GraderError, match="line 3 is damaged") as caught:
        read(path)

    assert caught.value.exit_code == 3
    assert str(path) in caught.value.doing
    assert "into the same folder" in caught.value.todo  # marks and standing points lie there
    assert path.read_bytes() == before


@FIXED
@given(data=st.binary(max_size=200))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    """Whatever a line is, it is a record with the right sum or it is damage."""
    parsed = module._parse(data)

    assert parsed is None or data == b"%08x %s" % (zlib.crc32(data[9:]), data[9:])


def test_one_holder_at_a_time(path: Path) -> None:
    """A second holder is refused while the first one lives, and welcome after it."""
    with Journal(path), pytest.raises(UsageError, match="holds its lock"), Journal(path):
        pass

    assert read(path) == RECORDS


@pytest.mark.parametrize(
    ("name", "can_be_made_again"),
    [("journal.jsonl", True), ("journals/1.jsonl", True), ("marks.jsonl", False)],
)
def test_only_what_can_be_made_again_is_to_be_moved_away(
    tmp_path: Path, name: str, can_be_made_again: bool
) -> None:
    """Checks are run once more; what a person gave is in no other place."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"damaged\ndamaged\n")

    with pytest.raises(GraderError, match="line 1 is damaged") as caught:
        read(path)

    assert ("move it away" in caught.value.todo) is can_be_made_again
    assert "--out" not in caught.value.todo


def test_nobody_is_sent_to_another_folder_by_a_lock(path: Path) -> None:
    """Marks and standing points lie in this one, and another one would be without them."""
    with Journal(path), pytest.raises(UsageError, match="holds its lock") as caught, Journal(path):
        pytest.fail("two hold it")

    assert "wait" in caught.value.todo
    assert "--out" not in caught.value.todo


def test_a_killed_holder_frees_the_lock(path: Path) -> None:
    """The lock dies with its process, however that ends."""
    program = f"""
        import os, signal
        from pathlib import Path
        from grader.engine.journal import Journal
        with Journal(Path({str(path)!r})) as journal:
            journal.append({{"t": "more"}})
            os.kill(os.getpid(), signal.SIGKILL)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)

    assert read(path) == [*RECORDS, {"t": "more"}]


def test_records_wait_in_groups_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One wait for the disk serves twenty records, and none is left waiting at the end."""
    waits: list[int] = []
    monkeypatch.setattr(os, "fdatasync", waits.append)
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)

    with Journal(tmp_path / "journal.jsonl") as journal:
        for number in range(50):
            journal.append({"n": number})
        during = len(waits)

    assert during == 2
    assert len(waits) == 3


def test_a_record_does_not_wait_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that comes later than a moment after the last wait is on the disk at once."""
    now = [0.0]
    waits: list[int] = []
    monkeypatch.setattr(os, "fdatasync", waits.append)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    with Journal(tmp_path / "journal.jsonl") as journal:
        journal.append({"n": 1})
        before = len(waits)
        now[0] = 2 * module.GROUP_S
        journal.append({"n": 2})

        assert (before, len(waits)) == (0, 1)


class TestStore:
    """The journal as an index."""

    OUTCOME = CheckOutcome(check="a::b", outcome="passed").model_dump(mode="json")

    def test_a_known_check_is_found_under_the_name_asked_for(self, tmp_path: Path) -> None:
        """A record is found by its key alone, and named as the check that asked."""
        with Journal(tmp_path / "j") as journal:
            Store(journal, unsafe=False).add({"t": "check", "key": "k", "outcome": self.OUTCOME})
        with Journal(tmp_path / "j") as journal:
            found = Store(journal, unsafe=False).known({"c::d": "k", "e::f": "other"})

        assert {name: each.check for name, each in found.items()} == {"c::d": "c::d"}

    @pytest.mark.parametrize("written", [True, False])
    @pytest.mark.parametrize("asked", [True, False])
    def test_unsafe_records_are_no_knowledge(
        self, tmp_path: Path, written: bool, asked: bool
    ) -> None:
        """Only what a safe grading wrote is found, and only by a safe grading."""
        with Journal(tmp_path / "j") as journal:
            store = Store(journal, unsafe=written)
            store.add({"t": "check", "key": "k", "outcome": self.OUTCOME})
            store.add({"t": "load", "key": "l", "left_out": []})
        with Journal(tmp_path / "j") as journal:
            store = Store(journal, unsafe=asked)

            safe = not (written or asked)
            assert bool(store.known({"a::b": "k"})) is safe
            assert (store.known_load("l") is not None) is safe

    def test_a_record_that_does_not_say_is_unsafe(self, tmp_path: Path) -> None:
        """A record without a word about promises is never used."""
        with Journal(tmp_path / "j") as journal:
            journal.append({"t": "check", "key": "k", "outcome": self.OUTCOME})
        with Journal(tmp_path / "j") as journal:
            assert Store(journal, unsafe=False).known({"a::b": "k"}) == {}

    def test_what_is_our_fault_is_counted_and_never_found(self, tmp_path: Path) -> None:
        """A check that was ours counts as run, and is no knowledge."""
        with Journal(tmp_path / "j") as journal:
            store = Store(journal, unsafe=False)
            store.add({"t": "ours", "key": "k", "outcome": self.OUTCOME})

            assert store.executed == 1
            assert store.known({"a::b": "k"}) == {}
