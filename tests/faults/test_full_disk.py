"""A disk that is full, at every write in turn: our fault, no grade, and all of it the next time."""

from __future__ import annotations

import ctypes
import os
import pickle
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from grader.errors import EXIT_FAILED, EXIT_OK, EXIT_OURS
from tests.engine import toy
from tests.faults import lab, rig
from tests.faults.meaning import differences, meaning, results, without_trouble, wrong

pytestmark = pytest.mark.needs("linux", "small_disk", "landlock", "seccomp")

T = TypeVar("T")
PAGE = os.sysconf("SC_PAGESIZE")
_NEW_MOUNTS, _PRIVATE, _REMOUNT = 0x00020000, (1 << 18) | (1 << 14), 32
ROOM = "size=64m,nr_inodes=10000"


def alone(act: Callable[[], T]) -> T:
    """What `act` gives in a process with mounts of its own, which go with it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        os.close(reader)
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.unshare(_NEW_MOUNTS) or libc.mount(b"none", b"/", None, _PRIVATE, None):
                raise OSError(ctypes.get_errno(), "unshare")
            answer = pickle.dumps((True, act()))
        except BaseException:
            answer = pickle.dumps((False, traceback.format_exc()))
        with open(writer, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        good, found = pickle.loads(pipe.read())
    os.waitpid(child, 0)
    assert good, found
    return found  # type: ignore[no-any-return]


def disk(where: Path, options: str, *, again: bool = False) -> None:
    """A small disk there, or the same one with other room."""
    libc = ctypes.CDLL(None, use_errno=True)
    flags = _REMOUNT if again else 0
    if libc.mount(b"none", str(where).encode(), b"tmpfs", flags, options.encode()):
        raise OSError(ctypes.get_errno(), f"mount {where}")


def _used(where: Path) -> int:
    room = os.statvfs(where)
    return (room.f_blocks - room.f_bfree) * room.f_bsize // PAGE


def _graded_on(root: Path, place: Path, options: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """A grading with a small disk somewhere, and one with room enough on the same disk."""
    place.mkdir(exist_ok=True)
    disk(place, options)
    first = rig.run(lab.grade(root))
    between = wrong(root / "out", wanted)
    disk(place, ROOM, again=True)
    again = rig.run(lab.grade(root))
    return {
        "first": first,
        "between": between,
        "again": again,
        "used": _used(place),
        "differences": differences(results(root / "out"), without_trouble(wanted)),
    }


def _is_ours(found: dict[str, Any], words: str) -> None:
    """The first run found no room, and said so; the second has everything."""
    first, again = found["first"], found["again"]
    assert first.code in (EXIT_OK, EXIT_OURS), rig.explained(first)
    if first.code == EXIT_OURS:
        assert words in first.said, rig.explained(first)
        assert "Traceback" not in first.said
    assert found["between"] == [], rig.explained(first)
    assert again.code == EXIT_OK, rig.explained(again)
    assert found["differences"] == [], rig.explained(first)


@pytest.fixture(scope="module")
def pages(made: Path, wanted: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many pages of a disk an undisturbed grading fills."""
    root = lab.copied(made, tmp_path_factory.mktemp("room") / "class")
    found = alone(lambda: _graded_on(root, root / "out", ROOM, wanted))
    _is_ours(found, "")
    return int(found["used"])


@pytest.mark.parametrize("point", range(rig.FEW))
def test_no_room_for_results(
    made: Path, wanted: dict[str, Any], pages: int, tmp_path: Path, point: int
) -> None:
    """Wherever --out runs full, the command says so, and no student has a wrong grade."""
    root = lab.copied(made, tmp_path / "class")
    size = rig.moments("results", pages - 1, rig.FEW)[point]

    found = alone(lambda: _graded_on(root, root / "out", f"size={size * PAGE}", wanted))

    assert found["first"].code == EXIT_OURS, rig.explained(found["first"])
    _is_ours(found, "No space left")


@pytest.mark.nightly
@pytest.mark.parametrize("inodes", [2, 1, 5][: rig.ONE])
@pytest.mark.parametrize("where", ["temporary", "/dev/shm"])
def test_no_room_for_temporary_files(
    made: Path, wanted: dict[str, Any], tmp_path: Path, where: str, inodes: int
) -> None:
    """A full folder for temporary files, on the disk or in memory, costs nobody a point."""
    root = lab.copied(made, tmp_path / "class")
    place = Path(where) if where.startswith("/") else tmp_path / where

    def act() -> dict[str, Any]:
        if where == "temporary":
            tempfile.tempdir = os.environ["TMPDIR"] = str(place)
        return _graded_on(root, place, f"size={4 * PAGE},nr_inodes={inodes}", wanted)

    _is_ours(_words_outside(alone, act, tmp_path), "No space left")


def _words_outside(run: Any, act: Callable[[], T], tmp_path: Path) -> T:
    """What `act` gives, with this process's own temporary files elsewhere than on that disk."""
    elsewhere = tmp_path / "words"
    elsewhere.mkdir()
    rig.words_in(elsewhere)
    try:
        return run(act)  # type: ignore[no-any-return]
    finally:
        rig.words_in(None)


@pytest.mark.parametrize("point", range(rig.POINTS))
def test_no_room_for_hand_ins(made: Path, tmp_path: Path, point: int) -> None:
    """A download that does not fit is laid down whole the next time, and no half of a hand-in."""
    root = lab.copied(made, tmp_path / "class")
    download = tmp_path / "download"
    for number in range(6):
        for file in ("toy.py", "notes.txt")[: 1 + number % 2]:
            toy.hand_in(tmp_path, f"download/s{number}", toy.RIGHT * 60, f"../{file}")
    whole = {f"s{number}/toy/toy.py" for number in range(6)}
    where = ("--submissions", root / "new", "--course", root / "course")
    collect = rig.grader("collect", "toy", download, *where)

    def act() -> dict[str, Any]:
        (root / "new").mkdir()
        disk(root / "new", f"size={size * PAGE}")
        first = rig.run(collect)
        between = {name for name in meaning(root / "new", hidden=False) if name.endswith(".py")}
        sizes = {(root / "new" / name).stat().st_size for name in between}
        disk(root / "new", ROOM, again=True)
        again = rig.run(collect)
        return {
            "first": first, "between": between, "sizes": sizes, "again": again,
            "after": meaning(root / "new"),
        }  # fmt: skip

    size = rig.moments("hand-ins", 12)[point]
    found = alone(act)
    first, again = found["first"], found["again"]

    assert first.code in (EXIT_OURS, EXIT_OK, EXIT_FAILED), rig.explained(first)
    assert "Traceback" not in first.said
    assert found["between"] <= whole
    assert found["sizes"] <= {len(toy.RIGHT * 60)}
    assert again.code in (EXIT_OK, EXIT_FAILED), rig.explained(again)
    assert set(found["after"]) == {*whole, "collected.json"}
