"""What a crash of the machine leaves: torn, doubled and foreign lines, and torn reports."""

from __future__ import annotations

import json
import random
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.engine.journal import MAIN, Journal, read_journals
from grader.engine.store import Store
from grader.errors import EXIT_OK, EXIT_OURS, EXIT_USAGE
from tests.faults import lab, rig
from tests.faults.meaning import differences, results, without_trouble

pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")


def _line(record: dict[str, Any]) -> bytes:
    text = json.dumps(record, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


@pytest.fixture(scope="module")
def lines(graded: tuple[Path, rig.Ended]) -> list[bytes]:
    """The lines of a real journal."""
    return (graded[0] / "out" / MAIN).read_bytes().splitlines(keepends=True)


def _records(path: Path) -> list[dict[str, Any]]:
    with Journal(path) as journal:
        return list(journal.records)


def test_a_tail_torn_at_any_byte(lines: list[bytes], tmp_path: Path) -> None:
    """Wherever the last record was cut off, all before it are read, and a new one can follow."""
    path = tmp_path / MAIN
    whole = [json.loads(line[9:]) for line in lines]
    for cut in range(len(lines[-1]) + 1):
        path.write_bytes(b"".join(lines[:-1]) + lines[-1][:cut])
        kept = whole if cut == len(lines[-1]) else whole[:-1]

        assert read_journals([path]) == kept
        with Journal(path) as journal:
            assert journal.records == kept
            journal.append({"t": "check", "key": "new"})
        assert _records(path) == [*kept, {"t": "check", "key": "new"}]


def test_a_last_block_of_zeros(lines: list[bytes], tmp_path: Path) -> None:
    """A file that was made longer before its bytes came to the disk ends in zeros: they go."""
    path = tmp_path / MAIN
    path.write_bytes(b"".join(lines) + bytes(4096))

    assert _records(path) == [json.loads(line[9:]) for line in lines]
    assert path.read_bytes() == b"".join(lines)


def _garbage(draw: random.Random, lines: list[bytes]) -> Iterator[bytes]:
    """Journals with one line before the last that nobody wrote."""
    for _ in range(rig.POINTS * 10):
        at = draw.randrange(len(lines) - 1)
        line = bytearray(lines[at])
        kind = draw.randrange(4)
        if kind == 0:
            line[draw.randrange(len(line) - 1)] ^= 1 << draw.randrange(7)
        elif kind == 1:
            line[:] = draw.randbytes(20).replace(b"\n", b"x") + b"\n"
        elif kind == 2:
            del line[draw.randrange(len(line) - 1)]
        else:
            line[:] = _line({"t": "check"})[:9] + lines[at][9:]
        if bytes(line) != lines[at]:
            yield b"".join([*lines[:at], bytes(line), *lines[at + 1 :]])


def test_garbage_in_the_middle(graded: tuple[Path, rig.Ended], tmp_path: Path) -> None:
    """No damaged line before the end is ever passed over, nor taken for a result."""
    lines = (graded[0] / "out" / MAIN).read_bytes().splitlines(keepends=True)
    path = tmp_path / MAIN
    for data in _garbage(random.Random(rig.SEED), lines):
        path.write_bytes(data)

        with pytest.raises(Exception, match="is damaged, and lines follow it"):
            _records(path)
        assert path.read_bytes() == data


def test_a_damaged_journal_ends_a_grading_with_our_fault(
    graded: tuple[Path, rig.Ended], wanted: dict[str, Any], tmp_path: Path
) -> None:
    """The command says which line, grades nothing, and leaves every result as it was."""
    root = lab.copied(graded[0], tmp_path / "class")
    path = root / "out" / MAIN
    lines = path.read_bytes().splitlines(keepends=True)
    whole, lines[2] = lines[2], lines[2][:20] + b"\n"
    path.write_bytes(b"".join(lines))

    ended = rig.run(lab.grade(root))
    lines[2] = whole
    path.write_bytes(b"".join(lines))

    assert ended.code == EXIT_OURS, rig.explained(ended)
    assert "line 3 is damaged" in ended.said
    assert differences(results(root / "out"), without_trouble(wanted)) == []


def test_doubled_lines_change_nothing(
    graded: tuple[Path, rig.Ended], wanted: dict[str, Any], tmp_path: Path
) -> None:
    """A journal that holds each line twice, and another one beside it with the same again."""
    root = lab.copied(graded[0], tmp_path / "class")
    path = root / "out" / MAIN
    data = path.read_bytes()
    path.write_bytes(data + data)
    (root / "out" / "journals").mkdir()
    (root / "out" / "journals" / "1.jsonl").write_bytes(data)

    again = rig.run(lab.grade(root))

    assert again.code == EXIT_OK, rig.explained(again)
    assert "0 checks run" in again.said
    shutil.rmtree(root / "out" / "journals")
    path.write_bytes(data)
    assert differences(results(root / "out"), without_trouble(wanted)) == []


def test_two_journals_that_disagree(tmp_path: Path) -> None:
    """Of two results under one key the journal that is open has the last word, and its last one."""
    outcome = {"check": "c", "outcome": "passed"}
    records = [
        {"t": "check", "key": "k", "outcome": {**outcome, "message": word}, "unsafe": False}
        for word in ("other", "early", "late")
    ]
    (tmp_path / MAIN).write_bytes(b"".join(map(_line, records[1:])))
    with Journal(tmp_path / MAIN) as journal:
        store = Store(journal, unsafe=False, also=records[:1])

        assert store.known({"c": "k"})["c"].message == "late"


@pytest.mark.parametrize("point", range(rig.POINTS))
@pytest.mark.parametrize("name", ["reports/bo.json", "summary.json", "pages/bo.html"])
def test_a_torn_result(
    graded: tuple[Path, rig.Ended],
    wanted: dict[str, Any],
    replayed: None,
    tmp_path: Path,
    name: str,
    point: int,
) -> None:
    """A result that the disk lost a part of is written anew, or refused by its name."""
    root = lab.copied(graded[0], tmp_path / "class")
    path = root / "out" / name
    data = path.read_bytes()
    path.write_bytes(data[: rig.moments(name, len(data) - 1)[point]])

    first = rig.run(lab.grade(root))
    if first.code != EXIT_OK:
        assert first.code in (EXIT_USAGE, EXIT_OURS), rig.explained(first)
        assert path.name in first.said
        assert "Traceback" not in first.said
        path.unlink()
    again = rig.run(lab.grade(root))

    assert again.code == EXIT_OK, rig.explained(again)
    # What was there before, torn as it was, is kept aside.
    shutil.rmtree(root / "out" / "regrades", ignore_errors=True)
    assert differences(results(root / "out"), without_trouble(wanted)) == []


def test_torn_marks(prepared_marks: Path) -> None:
    """Wherever the last mark is cut off it is missing as a whole, and entered again by the same."""
    path = prepared_marks / "out" / "marks.jsonl"
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    assert len(lines) == len(lab.CLASS)
    for cut in random.Random(rig.SEED).sample(range(1, len(lines[-1])), min(rig.POINTS, 40)):
        path.write_bytes(b"".join(lines[:-1]) + lines[-1][:-cut])

        again = rig.run(lab.enter_marks(prepared_marks))

        assert again.code == EXIT_OK, rig.explained(again)
        found = [json.loads(line[line.index(b"{") :]) for line in path.read_bytes().splitlines()]
        assert sorted(each["student"] for each in found) == sorted(lab.CLASS)
