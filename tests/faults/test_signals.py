"""Signals that ask a grading to end, at any moment: it does, with all that it started."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from grader.errors import EXIT_INTERRUPTED, EXIT_OK
from tests.faults import lab, rig
from tests.faults.meaning import differences, results, without_trouble, wrong

pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


@pytest.mark.parametrize(("name", "round_"), rig.spread(NAMES, rig.FEW))
def test_a_grading_that_is_asked_to_end(
    made: Path,
    graded: tuple[Path, rig.Ended],
    wanted: dict[str, object],
    tmp_path: Path,
    name: str,
    round_: int,
) -> None:
    """Nothing of it runs on, Ctrl-C has its own exit code, and the same command goes on."""
    root = lab.copied(made, tmp_path / "class")
    number = getattr(signal, name)
    at = rig.moments("signals", graded[1].events, max(rig.FEW, len(NAMES)))[round_]

    ended = rig.run(lab.grade(root), at=at, fault=rig.signal_this(number))
    between = wrong(root / "out", wanted)
    again = rig.run(lab.grade(root))

    if ended.events < at or ended.code == EXIT_OK:  # it had nothing more to do
        assert between == [], rig.explained(ended)
    elif name == "SIGINT":
        assert ended.code == EXIT_INTERRUPTED, f"before event {at}: {rig.explained(ended)}"
        assert "interrupted" in ended.said
        assert "Traceback" not in ended.said
    else:
        assert ended.signal == number, f"before event {at}: {rig.explained(ended)}"
    assert between == [], f"{name} before event {at}"
    assert again.code == EXIT_OK, rig.explained(again)
    assert differences(results(root / "out"), without_trouble(wanted)) == [], f"{name} at {at}"
