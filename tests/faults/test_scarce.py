"""No descriptors, no processes, no right to write, a folder that vanishes: never a wrong grade."""

from __future__ import annotations

import errno
import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.errors import EXIT_OK, EXIT_OURS, EXIT_USAGE
from tests import deployments
from tests.engine import toy
from tests.faults import lab, rig
from tests.faults.meaning import differences, results, without_trouble, wrong

pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")

Wanted = dict[str, Any]


def _limited(act: Callable[[], int], which: int, most: int) -> Callable[[], int]:
    def limited() -> int:
        import grader.cli.app
        import grader.cli.entry  # noqa: F401  # that Python cannot start is no affair of ours

        resource.setrlimit(which, (most, most))
        return act()

    return limited


def _then_whole(root: Path, wanted: Wanted, first: rig.Ended, besides: str = "") -> None:
    """Nothing that the first run left is wrong, and a second one without the fault has it all."""
    between = wrong(root / "out", wanted)
    again = rig.run(lab.grade(root))

    assert "Traceback" not in first.said
    assert between == [], rig.explained(first)
    assert again.code == EXIT_OK, rig.explained(again)
    found = differences(results(root / "out"), without_trouble(wanted))
    assert [each for each in found if each != besides] == []


@pytest.mark.parametrize("point", range(rig.FEW))
def test_no_descriptors(made: Path, wanted: Wanted, tmp_path: Path, point: int) -> None:
    """Whether the program cannot start a judge, or a judge no worker: our fault, and no zero."""
    root = lab.copied(made, tmp_path / "class")
    most = len(os.listdir("/proc/self/fd")) + rig.moments("descriptors", 24, rig.FEW)[point]

    first = rig.run(_limited(lab.grade(root), resource.RLIMIT_NOFILE, most))

    assert first.code in (EXIT_OK, EXIT_OURS), f"{most}: {rig.explained(first)}"
    _then_whole(root, wanted, first)


@pytest.mark.parametrize("more", [0, 2])
def test_the_course_cannot_even_be_read(
    made: Path, wanted: Wanted, tmp_path: Path, more: int
) -> None:
    """Where the system lets nobody open a file, the course is not said to be wrong."""
    root = lab.copied(made, tmp_path / "class")
    most = len(os.listdir("/proc/self/fd")) + more

    first = rig.run(_limited(lab.grade(root), resource.RLIMIT_NOFILE, most))

    assert first.code == EXIT_OURS, rig.explained(first)
    _then_whole(root, wanted, first)


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.EIO][: rig.FEW])
@pytest.mark.parametrize("point", range(rig.ONE))
def test_a_system_that_refuses(
    made: Path,
    graded: tuple[Path, rig.Ended],
    wanted: Wanted,
    tmp_path: Path,
    number: int,
    point: int,
) -> None:
    """No process, no memory, no descriptor, a broken disk, at any call: our fault, and no zero."""
    root = lab.copied(made, tmp_path / "class")
    at = rig.moments(f"refused {number}", graded[1].events, rig.ONE)[point]

    first = rig.run(lab.grade(root), at=at, fault=rig.refuse(number))

    assert first.code in (EXIT_OK, EXIT_OURS), f"event {at}: {rig.explained(first)}"
    _then_whole(root, wanted, first)


@pytest.mark.nightly
@pytest.mark.needs("root")
@pytest.mark.parametrize("most", [4, 1, 12][: rig.ONE])
def test_no_processes(made: Path, wanted: Wanted, tmp_path: Path, most: int) -> None:
    """An account that may start no more processes is told, and nobody has a zero by it."""
    root = lab.copied(made, tmp_path / "class")
    python = deployments.readable_python()
    if not python:
        pytest.skip("needs root: no Python that any account can run")
    tmp_path.chmod(0o755)
    _give(tmp_path, deployments.USER)

    def act() -> int:
        deployments._as_user()
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
        os.environ.update(deployments._environment())
        judge_of = ["-P", "-c", _MAIN, *_arguments(root)]
        os.execv(python, [python, *judge_of])

    _open_the_way(tmp_path)
    first = rig.run(act)
    _give(tmp_path, 0)

    assert first.code in (EXIT_OK, EXIT_OURS), rig.explained(first)
    # Another account has other layers, so that root takes none of its results from the journal.
    _then_whole(root, wanted, first, "journal.jsonl: other")


_MAIN = """
from grader.engine import grade
from tests.engine import toy
grade.examine = toy.findings
from grader.cli.entry import main
main()
"""


def _arguments(root: Path) -> list[str]:
    folders = ["--submissions", str(root / "in"), "--out", str(root / "out")]
    return ["grade", *folders, "--course", str(root / "course"), "--jobs", "2"]


def _give(folder: Path, account: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account, account)


def _open_the_way(folder: Path) -> None:
    for parent in (folder, *folder.parents):
        if parent.stat().st_mode & 0o055 != 0o055 and parent.stat().st_uid == os.getuid():
            parent.chmod(0o755)


@pytest.mark.needs("root")
@pytest.mark.parametrize("name", ["out", "out/reports", "out/pages", "out/journal.jsonl"])
def test_a_folder_that_is_read_only(
    graded: tuple[Path, rig.Ended], wanted: Wanted, replayed: None, tmp_path: Path, name: str
) -> None:
    """Who may not write there is told which path, and what stood there stands there still."""
    root = lab.copied(graded[0], tmp_path / "class")
    toy.hand_in(root / "in", "dee", toy.RIGHT)
    (root / "out" / "reports" / "dee.json").unlink()
    (root / "out" / "pages" / "dee.html").unlink()
    _open_the_way(tmp_path)
    for path in (root / "out").rglob("*"):
        os.chown(path, deployments.USER, deployments.USER)
    os.chown(root / "out", deployments.USER, deployments.USER)
    place = root / name
    place.chmod(0o444 if place.is_file() else 0o555)
    os.chown(place, 0, 0)
    before = {path: path.read_bytes() for path in (root / "out").rglob("*") if path.is_file()}

    def act() -> int:
        deployments._as_user()
        return lab.grade(root)()

    first = rig.run(act)

    if name == "out/journal.jsonl":  # the engine, which is not asked here, opens it first
        assert first.code in (EXIT_OK, EXIT_USAGE, EXIT_OURS)
    else:
        assert first.code in (EXIT_USAGE, EXIT_OURS), rig.explained(first)
        assert "Permission denied" in first.said or "PermissionError" in first.said
    assert "Traceback" not in first.said
    left = {path: path.read_bytes() for path in before if path.exists()}
    if name == "out":
        assert left == before


@pytest.mark.parametrize("name", ["out", "in", "course"])
@pytest.mark.parametrize("point", range(rig.ONE))
def test_a_folder_that_vanishes(
    made: Path,
    graded: tuple[Path, rig.Ended],
    wanted: Wanted,
    tmp_path: Path,
    name: str,
    point: int,
) -> None:
    """Somebody moves a folder away while it is used: the command ends, and nobody has a zero."""
    root = lab.copied(made, tmp_path / "class")
    kept = lab.copied(root / name, tmp_path / "kept") if name != "out" else None
    at = rig.moments(f"vanishes {name}", graded[1].events, rig.ONE)[point]

    first = rig.run(
        lab.grade(root), at=at, fault=lambda: shutil.rmtree(root / name, ignore_errors=True)
    )
    between = wrong(root / "out", wanted) if (root / "out").exists() else []
    if kept is not None:
        lab.copied(kept, root / name)
    again = rig.run(lab.grade(root))

    assert first.code in (EXIT_OK, EXIT_USAGE, EXIT_OURS), rig.explained(first)
    assert "Traceback" not in first.said
    if name != "in":  # a hand-in that is gone is told as one that is gone
        assert between == [], rig.explained(first)
    assert again.code == EXIT_OK, rig.explained(again)
    shutil.rmtree(root / "out" / "regrades", ignore_errors=True)
    assert differences(results(root / "out"), without_trouble(wanted)) == []


HANGS = '''\
import time

import pytest
from grader.testing import equal


@pytest.mark.check(question="double")
def test_double(submission):
    """Doubling takes for ever with one hand-in."""
    got = submission.double(3)
    if got == 13:
        open("{mark}", "w").close()
        time.sleep(100_000)
    equal(got, 6, "double(3)")
'''


def test_a_judge_does_not_outlive_its_coordinator(made: Path, tmp_path: Path) -> None:
    """However long a submission takes a judge: when nobody waits for it any more it ends."""
    root = lab.copied(made, tmp_path / "class")
    hidden = root / "course" / "solutions" / "toy" / "hidden"
    mark = tmp_path / "it hangs"
    (hidden / "test_double.py").write_text(HANGS.format(mark=mark))
    shutil.rmtree(root / "in")
    toy.hand_in(root / "in", "mallory", "def double(x):\n    return 13\n" + toy.COUNTER)

    with rig.begun(lab.grade(root, jobs=1)) as command:
        rig.until(mark.exists)
        os.kill(rig.pid_of(command), 9)
        command()
        rig.nobody_left()


def test_a_report_that_cannot_be_read_now_is_not_taken_for_none(
    graded: tuple[Path, rig.Ended], replayed: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where the disk fails to give an earlier report, nothing is written in its place."""
    root = lab.copied(graded[0], tmp_path / "class")
    report = root / "out" / "reports" / "bo.json"
    before = report.read_bytes()
    read = Path.read_bytes

    def broken(path: Path) -> bytes:
        if path.name == "bo.json":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", broken)
    ended = rig.run(lab.grade(root))
    monkeypatch.undo()

    assert ended.code == EXIT_OURS, rig.explained(ended)
    assert "Input/output error" in ended.said
    assert report.read_bytes() == before
