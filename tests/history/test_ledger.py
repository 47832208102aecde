"""A change is whole or not there, wherever its process is killed."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.engine.upheld import read_changes
from grader.errors import GraderError
from grader.history import ledger
from grader.history.ledger import account, commit, finish, next_number, writing
from grader.history.undo import undo
from grader.records import Change
from tests.history import lab

_CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _changes(event: str, arguments: tuple[Any, ...], folder: Path) -> bool:
    """Whether an event is about to change something in the folder; a removal may name no path."""
    if event == "open":
        return str(folder) in str(arguments[0]) and bool(int(arguments[2] or 0) & _WRITES)
    return event in _CHANGES


def _killed_at(operation: int, folder: Path, act: Callable[[], object]) -> bool:
    """Whether a child process was killed before its n-th change of the folder."""
    child = os.fork()
    if child == 0:  # pragma: no cover - it ends here
        seen = 0

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            if _changes(event, arguments, folder):
                seen += 1
                if seen == operation:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _at_every_operation(
    out: Path, act: Callable[[], object], states: list[dict[str, bytes]]
) -> set[int]:
    """Kills `act` before each of its file operations; which states were found after a recovery."""
    kept = out.parent / "kept"
    shutil.copytree(out, kept)
    found: set[int] = set()
    operation = 1
    while True:
        shutil.rmtree(out)
        shutil.copytree(kept, out)
        killed = _killed_at(operation, out, act)
        finish(out)
        now = lab.tree(out)
        assert now in states, f"half of a change after operation {operation}"
        found.add(states.index(now))
        entries = len(read_changes(out))
        assert entries == len(read_changes(kept)) + states.index(now)
        left = [path.name for path in (out / "regrades").glob("*") if path.name.startswith(".")]
        assert left == []
        if not killed:
            return found
        operation += 1


def test_a_killed_apply_is_whole_or_not_there(out: Path, tmp_path: Path) -> None:
    """Killed before any of its file operations, a regrade is completed or rolled back."""
    done = Path(shutil.copytree(out, tmp_path / "done"))
    made = lab.reports(lab.AFTER)
    lab.regrade(done, made)

    found = _at_every_operation(
        out, lambda: lab.regrade(out, made), [lab.tree(out), lab.tree(done)]
    )
    assert found == {0, 1}


def test_a_killed_undo_is_whole_or_not_there(out: Path) -> None:
    """The same holds for taking a regrade back."""
    before = lab.tree(out)
    lab.regrade(out, lab.reports(lab.AFTER))

    found = _at_every_operation(out, lambda: undo(lab.COURSE, out), [lab.tree(out), before])
    assert found == {0, 1}


def test_a_killed_grading_that_moves_grades_is_whole_or_not_there(
    out: Path, tmp_path: Path
) -> None:
    """A plain grading that changes grades leaves the earlier ones or the new ones, no mixture."""
    done = Path(shutil.copytree(out, tmp_path / "done"))
    lab.publish(done, lab.reports(lab.AFTER))

    found = _at_every_operation(
        out,
        lambda: lab.publish(out, lab.reports(lab.AFTER)),
        [lab.tree(out), lab.tree(done)],
    )
    assert found == {0, 1}


def test_a_full_disk_before_the_decision_changes_nothing(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file cannot be kept aside, every file is as it was, and nothing is left over."""
    before = lab.tree(out)
    put = ledger._put

    def full(path: Path, data: bytes) -> None:
        if path.name == "cy.json":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        put(path, data)

    monkeypatch.setattr(ledger, "_put", full)
    with pytest.raises(OSError, match="No space left"):
        lab.regrade(out, lab.reports(lab.AFTER))

    assert lab.tree(out) == before
    assert list((out / "regrades").iterdir()) == []


def entry(number: int, **fields: Any) -> Change:
    """A change that says little."""
    given: dict[str, Any] = {"kind": "grade", "by": "kim", "reason": "", "policy": "replace"}
    return Change(number=number, at=ledger.now(), **{**given, **fields})


def test_a_change_without_a_difference_is_none(tmp_path: Path) -> None:
    """Files that have the wanted content already make no entry."""
    (tmp_path / "a").write_bytes(b"1")

    with writing(tmp_path):
        assert commit(tmp_path, entry(1), {"a": b"1", "b": None}) is None
        assert next_number(tmp_path) == 1


def test_an_entry_that_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    """A reason with bytes that are no text leaves files and history as they were."""
    (tmp_path / "a").write_bytes(b"1")

    with writing(tmp_path), pytest.raises(GraderError, match="which can be read back"):
        commit(tmp_path, entry(1, reason="Pr\udcfcfung"), {"a": b"2"})

    assert lab.tree(tmp_path) == {"a": b"1"}
    assert read_changes(tmp_path) == ()


def test_a_change_says_which_files_it_replaced(tmp_path: Path) -> None:
    """New, replaced and removed files are recorded with both digests, and kept as they were."""
    for name in ("old", "same", "gone"):
        (tmp_path / name).write_bytes(b"1")

    with writing(tmp_path):
        made = commit(
            tmp_path, entry(1), {"old": b"2", "same": b"1", "gone": None, "sub/new": b"3"}
        )

    assert made is not None
    assert {name: (bool(f.before), bool(f.after)) for name, f in made.files.items()} == {
        "old": (True, True), "gone": (True, False), "sub/new": (False, True),
    }  # fmt: skip
    kept = tmp_path / "regrades" / "0001" / "before"
    assert lab.tree(kept) == {"old": b"1", "gone": b"1"}
    assert lab.tree(tmp_path) == {"old": b"2", "same": b"1", "sub/new": b"3"}
    assert read_changes(tmp_path) == (made,)


def test_finishing_makes_nothing_where_nothing_is_left(tmp_path: Path) -> None:
    """A folder that is not there, or whole, is not touched."""
    finish(tmp_path / "absent")
    finish(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_account_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container the account may be a number alone."""

    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(ledger.pwd, "getpwuid", unknown)

    assert account() == f"uid {os.getuid()}"


def test_two_at_once_take_turns(out: Path) -> None:
    """Of two equal regrades at the same time one is recorded; the other finds nothing to do."""
    found: list[Change | None] = []
    threads = [
        threading.Thread(target=lambda: found.append(lab.regrade(out, lab.reports(lab.AFTER))[1]))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(change is None for change in found) == [False, True]
    assert [change.number for change in read_changes(out)] == [1]
