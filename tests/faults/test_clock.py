"""A clock that jumps back and forth: times are told as they were read, and decide no more."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.engine import grade as engine
from grader.engine.grade import Grading
from grader.errors import EXIT_OK
from tests.faults import lab, rig
from tests.faults.meaning import differences, meaning

pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")

YEAR = timedelta(days=365)


def _jumping(draw: random.Random) -> type[datetime]:
    """A clock that shows another time, years away, whenever it is read."""

    class Jumps(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + draw.uniform(-10, 10) * YEAR

    return Jumps


def _with_clock(act: Callable[[], int], seed: str) -> Callable[[], int]:
    """The command with such a clock wherever the grader reads the time of day."""

    def jumps() -> int:
        import grader.cli.commands  # noqa: F401  # then every module that reads one is there

        clock = _jumping(random.Random(f"{rig.SEED} {seed}"))
        for name, module in list(sys.modules.items()):
            if name.startswith("grader") and isinstance(module, ModuleType):
                for attribute, value in list(vars(module).items()):
                    if value is datetime:
                        setattr(module, attribute, clock)
        return act()

    return jumps


def _regrade(root: Path, *more: str) -> Callable[[], int]:
    where = ("--out", root / "out", "--course", root / "course")
    asked = () if "--undo" in more else ("--submissions", root / "in", "--reason", "mended")
    return rig.grader("regrade", *where, *asked, *more)


@pytest.mark.parametrize("point", range(rig.POINTS))
def test_commands_with_a_clock_that_jumps(
    graded: tuple[Path, rig.Ended],
    found: Grading,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    point: int,
) -> None:
    """Marks, a regrade and its undoing, each years before the one before it, give the same."""
    root = lab.copied(graded[0], tmp_path / "class")
    lab.hand_out(root)
    monkeypatch.setattr(engine, "grade", lab.replayed(found))
    kept = lab.copied(root, tmp_path / "kept")
    acts = (lab.enter_marks, lab.grade, lambda root: _regrade(root, "--apply"), lab.enter_marks)
    for act in acts:
        assert rig.run(act(root)).code == EXIT_OK
    wanted = meaning(root)
    lab.copied(kept, root)

    for number, act in enumerate(acts):
        ended = rig.run(_with_clock(act(root), f"{point} {number}"))
        assert ended.code == EXIT_OK, rig.explained(ended)

    assert differences(meaning(root), wanted) == []


def test_a_grading_with_a_clock_that_jumps(
    made: Path, wanted: dict[str, Any], tmp_path: Path
) -> None:
    """A grading measures time by clocks that nobody can set: every outcome is the same."""
    root = lab.copied(made, tmp_path / "class")

    ended = rig.run(_with_clock(lab.grade(root), "grade"))

    assert ended.code == EXIT_OK, rig.explained(ended)
    assert differences(meaning(root / "out"), wanted) == []


def test_the_clock_of_these_tests_jumps() -> None:
    """The stand-in is read as a clock is, and shows years that are not this one."""
    clock = _jumping(random.Random(0))
    years = {clock.now(UTC).year for _ in range(50)}

    assert len(years) > 5
