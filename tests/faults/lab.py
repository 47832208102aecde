"""A small class with everything that the commands under test work on.

Imports the project, and of the tests the toy course. What is made here is made without a fault.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.course import load_course
from grader.engine import grade as engine
from grader.engine.grade import Grading
from tests.courses_helper import MANUAL_SOURCE, MANUAL_TOML, SOURCE
from tests.engine import toy
from tests.engine.test_resume import COUNTER_TESTS, FILES, HAND_INS
from tests.faults.rig import grader, run

HELPING = "solutions/toy/hidden/helping.py"
MENDED = {
    HELPING: "NUMBERS = [3, 0]\n",
    COUNTER_TESTS: FILES[COUNTER_TESTS].replace("Counter(3)", "Counter(0)").replace("7,", "4,"),
}
"""With these checks `bo` and `cy` have other scores than before."""
ANSWER = '\n\n# %% [markdown] grade_id="why"\n# {} says that it adds up.\n'
CHECKS = 3
DIES = "import os\n\ndef double(x):\n    os._exit(3)\n"
"""A submission whose own process ends: its check is lost by its own doing, every time."""
CLASS = {**HAND_INS, "dee": DIES + toy.COUNTER}


def make(root: Path) -> Path:
    """The course, and a hand-in of each student with an answer in words."""
    toy.ready(
        root / "course",
        FILES,
        hidden=None,
        assignment_toml=toy.TOML + MANUAL_TOML,
        source=SOURCE + MANUAL_SOURCE,
    )
    for student, text in CLASS.items():
        toy.hand_in(root / "in", student, text + ANSWER.format(student))
    return root


def mend(root: Path) -> None:
    """Puts the mended checks in place."""
    for name, text in MENDED.items():
        (root / "course" / name).write_text(text)


def grading(root: Path, out: str = "aside") -> Grading:
    """What a grading of the class gives."""
    course = load_course(root / "course")
    return engine.grade(course, [], submissions=root / "in", out=root / out, jobs=2)


def grade(root: Path, *more: str, jobs: int = 2) -> Callable[[], int]:
    """`grader grade` of the class."""
    folders = ("--submissions", root / "in", "--out", root / "out")
    return grader("grade", *folders, "--course", root / "course", "--jobs", jobs, *more)


def copied(source: Path, target: Path) -> Path:
    """A copy of a folder; what was there is gone."""
    if target.exists():
        shutil.rmtree(target)
    return Path(shutil.copytree(source, target, symlinks=True))


def hand_out(root: Path) -> None:
    """Tables of the answers in words, with a mark for each."""
    where = ("--results", root / "out", "--course", root / "course")
    assert run(grader("manual", "export", *where, "--to", root / "marking")).code == 0
    _fill(root / "marking" / "toy-why.csv")


def _fill(table: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"), newline="")))
    (column,) = (name for name in rows[0] if name.startswith("points"))
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, column: "1"} for row in rows)
    table.write_text(stream.getvalue(), encoding="utf-8", newline="")


def enter_marks(root: Path) -> Callable[[], int]:
    """`grader manual import` of that table."""
    table = root / "marking" / "toy-why.csv"
    where = ("--results", root / "out", "--course", root / "course")
    return grader("manual", "import", table, *where, "--reader", "anna")


def replayed(found: Grading) -> Callable[..., Grading]:
    """An engine that says at once what it found before, of whomever there is."""

    def grade(course: Any, ids: Any, *, submissions: Path, **asked: Any) -> Grading:
        reports, afresh = (
            tuple(each for each in every if (submissions / each.student).is_dir())
            for every in (found.reports, found.afresh)
        )
        grading = dataclasses.replace(found, reports=reports, afresh=afresh)
        if "on_graded" in asked:
            asked["on_graded"](grading)
        return grading

    return grade
