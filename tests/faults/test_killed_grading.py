"""`kill -9` of any process of `grader grade`, at any moment: the next run makes it whole."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import EXIT_OK, EXIT_OURS
from tests.faults import lab, rig
from tests.faults.meaning import differences, meaning, results, without_trouble, wrong

pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")

KINDS = ("grader-judge", "grader-launcher", "grader-worker", "bwrap")
Graded = tuple[Path, rig.Ended]
Wanted = dict[str, object]


@pytest.mark.parametrize("point", range(rig.POINTS))
def test_a_killed_coordinator(
    made: Path, graded: Graded, wanted: Wanted, tmp_path: Path, point: int
) -> None:
    """Alone or with everything below it: nothing is lost or doubled, no grade was wrong."""
    root = lab.copied(made, tmp_path / "class")
    at = rig.moments("coordinator", graded[1].events)[point]
    fault = (rig.kill_this, rig.kill_all)[point % 2]

    killed = rig.run(lab.grade(root), at=at, fault=fault)
    between = wrong(root / "out", wanted)
    again = rig.run(lab.grade(root))

    assert killed.signal == signal.SIGKILL or killed.events < at, rig.explained(killed)
    assert between == [], f"killed before event {at}"
    assert again.code == EXIT_OK, rig.explained(again)
    assert differences(meaning(root / "out"), wanted) == [], f"killed before event {at}"


@pytest.mark.parametrize(("name", "round_"), rig.spread(KINDS))
def test_a_killed_part(made: Path, wanted: Wanted, tmp_path: Path, name: str, round_: int) -> None:
    """A judge, its child, a launcher, a worker, bubblewrap: no student pays for it."""
    root = lab.copied(made, tmp_path / "class")
    draw = random.Random(f"{rig.SEED} {name} {round_}")

    with rig.begun(lab.grade(root)) as command:
        victim = _kill_one(command, name, draw)
        first = command()
        rig.nobody_left()
    between = wrong(root / "out", wanted)
    again = rig.run(lab.grade(root))

    assert first.code in (EXIT_OK, EXIT_OURS), rig.explained(first)
    assert between == [], f"killed {victim}"
    assert again.code == EXIT_OK, rig.explained(again)
    assert differences(results(root / "out"), without_trouble(wanted)) == [], f"killed {victim}"


def _kill_one(command: Callable[[], rig.Ended], name: str, draw: random.Random) -> str:
    """Kills one process of that name, the n-th that is seen, some moments after it began."""
    nth, later_s = draw.randrange(1, 12), draw.choice([0, draw.uniform(0, 0.02)])
    seen: set[int] = set()
    pid = rig.pid_of(command)
    while rig.state(pid) != "Z":
        for each in rig.descendants(pid).values():
            if each.name == name and each.pid not in seen:
                seen.add(each.pid)
                if len(seen) == nth or (name in ("bwrap", "grader-launcher") and later_s):
                    time.sleep(later_s * nth)
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(each.pid, signal.SIGKILL)
                        return f"{name} number {len(seen)}"
        time.sleep(0.001)
    return ""
