"""Scratch folders: how much a worker may leave, who may enter, and that they go away."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.errors import WorkerDied
from grader.sandbox import layers, scratch, users
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher, WorkerLimits
from grader.sandbox.process import WorkerProcess
from tests.deployments import USER
from tests.sandbox.locked import locked
from tests.toy import OpenToy, compiled

pytestmark = pytest.mark.needs("linux")
SIZE = scratch.MAX_BYTES // 4
Move = Callable[[Path], None]


def test_an_ordinary_folder_is_not_too_much(tmp_path: Path) -> None:
    """Some files and folders are fine, and so is a folder that is gone."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_bytes(bytes(1 << 20))

    assert scratch.too_much_in(str(tmp_path)) == ""
    assert scratch.too_much_in(str(tmp_path / "gone")) == ""
    assert scratch.too_much_in(str(tmp_path / "a/b/file")) == ""


@pytest.mark.parametrize("deep", [False, True])
def test_bytes_are_counted_in_all_files_together(tmp_path: Path, deep: bool) -> None:
    """Several files, none of them too large, are too much together; holes in files are not."""
    folder = tmp_path / "a/b/c" if deep else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    for name in "wxyz":
        (folder / name).write_bytes(bytes(SIZE))
        with open(folder / f"{name}-sparse", "wb") as file:
            file.truncate(1 << 40)
    before = scratch.too_much_in(str(tmp_path))
    (folder / "more").write_bytes(bytes(1 << 16))

    assert scratch.too_much_in(str(tmp_path)) == "more than 64 MB"
    assert before in ("", "more than 64 MB")  # the folders' own blocks count as well


def test_files_are_counted_wherever_they_are(tmp_path: Path) -> None:
    """A thousand entries are fine, more are too much; links are not followed."""
    for at in range(20):
        (tmp_path / str(at)).mkdir()
        for number in range(49):
            (tmp_path / str(at) / str(number)).touch()
    (tmp_path / "0" / "up").symlink_to(tmp_path)
    before = scratch.too_much_in(str(tmp_path))
    (tmp_path / "one more").touch()

    assert before == "more than 1000 files"
    (tmp_path / "0" / "up").unlink()
    (tmp_path / "one more").unlink()
    assert scratch.too_much_in(str(tmp_path)) == ""


def _aside(folder: Path) -> None:
    """Gives the folder with the bytes another name, as a thread does that never rests."""
    (there,) = folder.glob("hidden*")
    there.rename(f"{there}x")


def _swapped(folder: Path) -> None:
    """Lets the folder with the bytes and the empty one change places."""
    os.rename(folder / "hidden", folder / "between")
    os.rename(folder / "empty", folder / "hidden")
    os.rename(folder / "between", folder / "empty")


@pytest.fixture
def moving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Move, list[bool]], Path]:
    """A folder in which something is moved before each is looked into, until that is stopped."""
    opened = os.open
    for name in ("hidden", "empty"):
        (tmp_path / name).mkdir()
    for number in range(5):
        (tmp_path / "hidden" / str(number)).write_bytes(bytes(SIZE))

    def set_up(move: Move, stopped: list[bool]) -> Path:
        def moved_first(path: Any, *given: Any, **named: Any) -> int:
            if os.path.dirname(path) == str(tmp_path) and not stopped:
                move(tmp_path)
            return opened(path, *given, **named)

        monkeypatch.setattr(os, "open", moved_first)
        return tmp_path

    return set_up


@pytest.mark.parametrize("move", [_aside, _swapped])
def test_what_moves_is_looked_into_all_the_same(
    moving: Callable[[Move, list[bool]], Path], move: Move
) -> None:
    """Whoever moves folders between listing them and looking into them is held still."""
    stopped: list[bool] = []
    folder = moving(move, stopped)

    @contextlib.contextmanager
    def held_still() -> Iterator[None]:
        stopped.append(True)
        yield

    assert scratch.too_much_in(str(folder), held_still) == "more than 64 MB"
    assert stopped == [True]


def test_files_that_move_in_the_folder_itself_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is gone between listing and counting hides none of the others."""
    for number in range(5):
        (tmp_path / str(number)).write_bytes(bytes(SIZE))
    (tmp_path / "restless").touch()
    scandir, stopped = os.scandir, list[bool]()

    def listed(at: int) -> Any:
        found = sorted(scandir(at), key=lambda each: each.name != "restless")
        if not stopped:
            (tmp_path / "restless").rename(tmp_path / "elsewhere")
        return contextlib.nullcontext(found)

    @contextlib.contextmanager
    def held_still() -> Iterator[None]:
        stopped.append(True)
        yield

    monkeypatch.setattr(os, "scandir", listed)

    assert scratch.too_much_in(str(tmp_path), held_still) == "more than 64 MB"
    assert stopped == [True]


def test_what_moves_for_ever_is_too_much(moving: Callable[[Move, list[bool]], Path]) -> None:
    """The looking ends, whatever moves although its owner is held still."""
    assert scratch.too_much_in(str(moving(_aside, []))) == "folders that never hold still"


def test_a_tree_too_deep_to_be_named_is_too_much(tmp_path: Path) -> None:
    """A path longer than the kernel takes ends the looking."""

    def dig() -> str:
        top = os.getcwd()
        for _ in range(40):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
        return scratch.too_much_in(top)

    assert locked(dig, ()) == "folders that cannot be looked into"


@pytest.mark.needs("root")
def test_folders_without_rights_are_too_much_and_are_removed(tmp_path: Path) -> None:
    """For an ordinary account: what it may not look into counts, and still goes away."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    for path in (tmp_path, *tmp_path.parents):
        if path.name.startswith(("pytest-", "popen-")):  # the latter are of pytest-xdist
            path.chmod(0o755)
    os.chown(folder, USER, USER)
    os.chown(tmp_path, USER, USER)

    def clean() -> tuple[str, bool]:
        os.setresuid(USER, USER, USER)
        for at in range(3):
            (folder / f"closed-{at}").mkdir()
            (folder / f"closed-{at}" / "inside").touch()
            (folder / f"closed-{at}").chmod(0o300 if at else 0)
        found = scratch.too_much_in(str(folder))
        scratch.remove_scratch(str(folder))
        return found, folder.exists()

    assert locked(clean, ()) == ("folders that cannot be looked into", False)


def test_removing_takes_trees_of_any_depth(tmp_path: Path) -> None:
    """A deep tree and links inside are removed; what links point to stays."""
    (tmp_path / "precious").write_text("precious")
    folder = tmp_path / "scratch"
    folder.mkdir()

    def dig() -> None:
        os.chdir(folder)
        os.symlink("../precious", "link")
        for _ in range(3000):
            os.mkdir("d")
            os.chdir("d")

    locked(dig, ())
    scratch.remove_scratch(str(folder))
    scratch.remove_scratch(str(folder))  # a second time changes nothing

    assert os.listdir(tmp_path) == ["precious"]


FILLS = {
    "large files": (
        "for at in range(30):\n    open(f'{at}', 'wb').write(bytes(3 << 20))\nwhile True: pass\n",
        "more than 64 MB",
    ),
    "many files": (
        "for at in range(1100):\n    open(f'{at}', 'w').close()\nwhile True: pass\n",
        "more than 1000 files",
    ),
}


@pytest.mark.parametrize("source", FILLS)
def test_a_worker_that_fills_its_folder_is_ended(launcher: Launcher, source: str) -> None:
    """While it runs, and long before its time is up."""
    code, words = FILLS[source]
    worker = launcher.worker()
    worker.ask({"op": "prepare", "display": [], "seed": 0}, [], Budget(20.0))

    with pytest.raises(WorkerDied, match=f"it left {words} in its folder"):
        worker.ask({"op": "cell", "label": "cell 1", "source": code}, [compiled(code)], Budget(60))

    assert not worker.alive
    assert not os.path.exists(worker.scratch)


def test_what_was_left_is_seen_at_the_next_question(open_toy: OpenToy) -> None:
    """A worker that answers quickly and leaves too much is ended when it is asked again."""
    toy = open_toy("def number(x=0):\n    open(f'{x}', 'wb').write(bytes(3 << 20))\n    return x\n")

    with pytest.raises(WorkerDied, match="it left more than 64 MB"):
        [toy.submission.number(at) for at in range(40)]


@pytest.fixture
def two(launcher: Launcher) -> Iterator[tuple[WorkerProcess, WorkerProcess]]:
    """Two workers that live at the same time."""
    workers = launcher.worker(), launcher.worker()
    yield workers
    for worker in workers:
        worker.kill()


@pytest.mark.needs("root")
def test_a_folder_belongs_to_its_worker_alone(
    launcher: Launcher, two: tuple[WorkerProcess, WorkerProcess]
) -> None:
    """As root each worker has an account of its own, and nobody else may enter its folder."""
    about = [os.stat(worker.scratch) for worker in two]

    assert {each.st_mode & 0o777 for each in about} == {0o700}
    if "uid" in launcher.layers:
        assert about[0].st_uid != about[1].st_uid
        for each in about:
            assert any(each.st_uid in numbers for numbers in users.NUMBERS)


def test_neither_launcher_nor_worker_can_be_looked_into(launcher: Launcher) -> None:
    """The launcher and its workers are private: their files in /proc belong to root."""
    worker = launcher.worker()
    try:
        status = Path(f"/proc/{worker.pid}/status").read_text()
        parent = int(status.partition("PPid:")[2].split()[0])
        for pid in (worker.pid, parent):
            assert os.stat(f"/proc/{pid}/environ").st_uid == 0
        assert "CapEff:\t" + "0" * 16 in status
    finally:
        worker.kill()


@pytest.mark.needs("root", "bubblewrap")
def test_what_workers_import_from_cannot_be_changed_inside() -> None:
    """Inside bubblewrap the folder through which NumPy is found, / and /dev are read-only."""
    made = Launcher(WorkerLimits())
    worker = made.worker()
    mounts = Path(f"/proc/{worker.pid}/mounts").read_text().splitlines()
    worker.kill()
    made.forget_ahead()
    made.close()
    options = {line.split()[1]: line.split()[3].split(",") for line in mounts}
    site = next(place for place in options if place.endswith("/site"))

    assert "ro" in options[site]
    assert "ro" in options["/"]
    assert "ro" in options["/dev"]


@pytest.mark.needs("root")
@pytest.mark.parametrize("without", ["uid", "bubblewrap,uid"])
def test_a_worker_that_stays_root_has_no_power(
    monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    """Where no throw-away user can be had, a worker of root's has root's number and no more."""
    monkeypatch.setenv(layers.SWITCH, without)
    layers.bubblewrap_refusal.cache_clear()
    made = Launcher(WorkerLimits())
    worker = made.worker()
    worker.ask({"op": "prepare", "display": [], "seed": 0}, [], Budget(20.0))
    status = Path(f"/proc/{worker.pid}/status").read_text()
    worker.kill()
    made.forget_ahead()
    made.close()
    layers.bubblewrap_refusal.cache_clear()

    for name in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
        assert f"{name}:\t{'0' * 16}" in status
    assert "NoNewPrivs:\t1" in status
