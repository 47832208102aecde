"""Several commands on one folder at once: they take turns or one is refused; nothing is mixed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.engine import grade as engine
from grader.engine.grade import Grading
from grader.errors import EXIT_FAILED, EXIT_OK, EXIT_USAGE
from tests.engine import toy
from tests.faults import lab, rig
from tests.faults.meaning import differences, meaning, results, without_trouble, wrong

pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")

Act = Callable[[Path], Callable[[], int]]


@pytest.mark.parametrize("point", range(rig.FEW))
def test_gradings_of_one_folder(
    made: Path, graded: tuple[Path, rig.Ended], wanted: dict[str, Any], tmp_path: Path, point: int
) -> None:
    """Of two or three gradings at once one grades, the others are refused or find all done."""
    root = lab.copied(made, tmp_path / "class")
    at = rig.moments("at once", graded[1].events, rig.FEW)[point]

    with contextlib.ExitStack() as stack:
        first = stack.enter_context(rig.begun(lab.grade(root), at=at, fault=_stop))
        _until_stopped(first)
        others = [stack.enter_context(rig.begun(lab.grade(root))) for _ in range(1 + point % 2)]
        _until_waiting(others)
        os.kill(rig.pid_of(first), signal.SIGCONT)
        codes = sorted(each().code or 0 for each in (first, *others))
        between = wrong(root / "out", wanted)
        rig.nobody_left()
    again = rig.run(lab.grade(root))

    assert codes[0] == EXIT_OK, [each().said for each in (first, *others)]
    assert set(codes) <= {EXIT_OK, EXIT_USAGE}, [each().said for each in (first, *others)]
    assert between == []
    assert again.code == EXIT_OK, rig.explained(again)
    assert differences(results(root / "out"), without_trouble(wanted)) == []


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _until_stopped(command: Callable[[], rig.Ended]) -> None:
    """Returns when the command has stopped before its event, or has ended."""
    rig.until(lambda: rig.state(rig.pid_of(command)) in "TZ")


def _until_waiting(commands: list[Callable[[], rig.Ended]]) -> None:
    """Returns when none of the commands gets any further as long as the first one stands still."""
    seen: list[int] = []
    quiet = 0

    def stand_still() -> bool:
        nonlocal seen, quiet
        now = [rig.events_of(each) for each in commands]
        quiet = quiet + 1 if now == seen else 0
        seen = now
        ended = all(rig.state(rig.pid_of(each)) == "Z" for each in commands)
        return ended or quiet > 30  # that it went on a little later would do no harm

    rig.until(stand_still)


def _collect(name: str) -> Act:
    return lambda root: rig.grader(
        "collect", "toy", root / f"{name}.zip", "--submissions", root / "in", "--update",
        "--course", root / "course",
    )  # fmt: skip


def _regrade(root: Path) -> Callable[[], int]:
    where = ("--submissions", root / "in", "--out", root / "out", "--course", root / "course")
    return rig.grader("regrade", *where, "--apply", "--reason", "mended")


def _forget(root: Path) -> Callable[[], int]:
    where = ("--results", root / "out", "--submissions", root / "in", "--course", root / "course")
    return rig.grader("forget", "bo", *where)


ACTS: dict[str, Act] = {
    "grade": lab.grade,
    "regrade": _regrade,
    "import": lab.enter_marks,
    "collect": _collect("first"),
    "collect more": _collect("second"),
    "forget": _forget,
}
PAIRS = [
    ("grade", "regrade"), ("regrade", "regrade"), ("grade", "import"), ("import", "import"),
    ("regrade", "import"), ("collect", "collect more"), ("collect", "grade"),
    ("forget", "import"), ("forget", "regrade"),
]  # fmt: skip


@pytest.fixture(scope="module")
def marked(
    graded: tuple[Path, rig.Ended], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Grading]:
    """The class with tables, two downloads, and mended checks; and what the engine says of it."""
    root = lab.copied(graded[0], tmp_path_factory.mktemp("at_once") / "class")
    lab.hand_out(root)
    for name, students in (("first", ("ada", "eve")), ("second", ("eve", "fay"))):
        with zipfile.ZipFile(root / f"{name}.zip", "w") as archive:
            for student in students:
                archive.writestr(f"{student}.py", toy.RIGHT + f"# {student}\n")
    lab.mend(root)
    found = lab.grading(root)
    shutil.rmtree(root / "aside")
    return root, found


@pytest.mark.parametrize("point", range(rig.ONE))
@pytest.mark.parametrize("pair", PAIRS[: rig.POINTS], ids="+".join)
def test_two_commands_at_once(
    marked: tuple[Path, Grading],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    pair: tuple[str, str],
    point: int,
) -> None:
    """Whoever comes while another one works waits or is refused; the end is as one by one."""
    monkeypatch.setattr(engine, "grade", lab.replayed(marked[1]))
    first, second = (ACTS[name] for name in pair)
    place = tmp_path / "class"
    ends, events = [], 0
    for order in ((first, second), (second, first)):
        root = lab.copied(marked[0], place)
        codes = [rig.run(act(root)) for act in order]
        assert all(each.code in _GOOD for each in codes), [each.said for each in codes]
        events = events or codes[0].events
        ends.append(_without_numbers(meaning(root)))
    root = lab.copied(marked[0], place)
    at = rig.moments(f"{pair}", events, rig.ONE)[point]

    with rig.begun(first(root), at=at, fault=_stop) as one:
        _until_stopped(one)
        with rig.begun(second(root)) as other:
            _until_waiting([other])
            os.kill(rig.pid_of(one), signal.SIGCONT)
            told = [one(), other()]
    for ended, act in zip(told, (first, second), strict=True):
        if ended.code != EXIT_OK:  # it was refused: later it is not
            rig.run(act(root))

    assert all(each.code in _GOOD for each in told), [each.said for each in told]
    assert all("Traceback" not in each.said for each in told)
    now = _without_numbers(meaning(root))
    assert [] in [differences(now, end) for end in ends], [differences(now, end) for end in ends]


_GOOD = (EXIT_OK, EXIT_FAILED, EXIT_USAGE)


def _without_numbers(found: dict[str, Any]) -> dict[str, Any]:
    """Without the history, in which changes stand in the order in which they came."""
    return {name: held for name, held in found.items() if "/regrades" not in name}
