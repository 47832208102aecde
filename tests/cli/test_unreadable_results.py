"""What an ordinary account may not read of its results and hand-ins is told, and by its path."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.worker.lockdown import drop_capabilities
from tests.courses_helper import COURSE_TOML, make_course
from tests.faults import rig
from tests.history import lab

pytestmark = pytest.mark.needs("linux")


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A course with results, marks, a history and hand-ins; in the end it can be removed."""
    make_course(tmp_path, course_toml=COURSE_TOML.replace("A toy course", lab.COURSE.title))
    lab.publish(tmp_path / "graded", lab.reports(lab.BEFORE))
    lab.regrade(tmp_path / "graded", lab.reports(lab.AFTER))
    (tmp_path / "graded" / "marks.jsonl").touch()
    for student in lab.BEFORE:
        (tmp_path / "submitted" / student / "toy").mkdir(parents=True)
        (tmp_path / "submitted" / student / "toy" / "toy.py").write_text("x = 1\n")
    yield tmp_path
    for folder, folders, _ in os.walk(tmp_path):
        for name in folders:
            os.chmod(Path(folder, name), 0o700)


def ended(root: Path, locked: str, *arguments: str) -> rig.Ended:
    """How a command ends that may do nothing beyond what the modes of files allow."""
    (root / locked).chmod(0)
    act: Callable[[], int] = rig.grader(*arguments, "--course", root)

    def ordinary() -> int:
        drop_capabilities()
        return act()

    return rig.run(ordinary)


def commands(root: Path) -> dict[str, list[str]]:
    """Commands that only read results."""
    results = ["--results", str(root / "graded")]
    return {
        "history": ["manual", "history", *results],
        "hand out": ["manual", "export", *results, "--to", str(root / "marking")],
        "list": ["regrade", "--list", "--out", str(root / "graded")],
        "export": ["export", "--to", "csv", *results, "--out", str(root / "scores.csv")],
    }


@pytest.mark.parametrize(
    ("command", "locked", "doing"),
    [
        ("history", "graded/marks.jsonl", "reading the marks in"),
        ("hand out", "graded/marks.jsonl", "reading the marks in"),
        ("history", "graded/regrades", "reading the history of the results in"),
        ("list", "graded/regrades", "reading the history of the results in"),
        ("list", "graded/regrades/0001", "reading the history of the results in"),
        ("export", "graded/regrades", "reading the history of the results in"),
    ],
)
def test_what_cannot_be_read_of_results_is_told(
    root: Path, command: str, locked: str, doing: str
) -> None:
    """No command takes what it may not read for nothing, nor for its own mistake."""
    done = ended(root, locked, *commands(root)[command])

    assert done.code == 2, rig.explained(done)
    assert doing in done.said
    assert "Permission denied" in done.said
    assert "No grade was ever replaced" not in done.said
    assert not (root / "scores.csv").exists()


@pytest.mark.parametrize(
    ("locked", "told"),
    [
        ("submitted", "WHO HANDED IN ANEW IS NOT KNOWN"),
        ("submitted/bo", "a hand-in that cannot be read, so perhaps another one: 1 (bo)"),
        ("submitted/bo/toy", ""),
        ("submitted/bo/toy/toy.py", ""),
    ],
)
def test_hand_ins_that_cannot_be_read_stop_no_export(root: Path, locked: str, told: str) -> None:
    """The scores are written, and whose hand-in could not be compared is said."""
    done = ended(root, locked, *commands(root)["export"])

    assert done.code == 0, rig.explained(done)
    assert told in done.said
    assert (root / "scores.csv").read_text().count("\n") == 1 + len(lab.BEFORE)
