"""What tells one hand-in from another."""

from __future__ import annotations

import contextlib
import json
import os
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cli.check import MOST_KB
from grader.course.models import Limits
from grader.engine.handin import HandIn, read_hand_in
from grader.intake.rebuild import RunCell
from grader.intake.release import read_release
from grader.sandbox.launcher import Launcher
from tests.courses_helper import ASSIGNMENT_TOML
from tests.engine import toy

CELL = RunCell("cell 1", "x = 1", "construct", "student")


def test_whatever_decides_how_it_is_run_is_in_the_digest() -> None:
    """Two hand-ins that could be run in different ways never share their results."""
    base = HandIn("graded", cells=(CELL,))
    others = [
        HandIn("graded", cells=(replace(CELL, label="cell 2"),)),
        HandIn("graded", cells=(replace(CELL, source="x = 2"),)),
        HandIn("graded", cells=(replace(CELL, grade_id=None),)),
        HandIn("graded", cells=(replace(CELL, origin="release"),)),
        HandIn("graded", cells=(CELL, CELL)),
        HandIn("graded", cells=(replace(CELL, statements=True),)),
        HandIn("unreadable"),
    ]

    assert len({each.digest for each in [base, *others]}) == len(others) + 1


def test_the_same_cells_in_another_order_are_another_work() -> None:
    """They may earn something else, also where only a cell of ours stands between; labels may not.

    A better score that is kept must be one that a single program earned.
    """
    ours = RunCell("given cell 1", "y = 1", "given-1", "release")
    one, other = CELL, RunCell("cell 2", "x = 2", None, "student")
    orders = [(ours, one, other), (ours, other, one), (one, ours, other), (one, other, ours)]

    assert len({HandIn("graded", cells=each).work for each in orders}) == 4
    assert (
        HandIn("graded", cells=(ours, one)).work
        == HandIn(
            "graded", cells=(replace(ours, source="y = 2"), replace(one, label="cell 9"))
        ).work
    )


@pytest.mark.needs("linux", "nbgrader")
def test_pictures_in_the_outputs_cost_no_answer(tmp_path: Path) -> None:
    """A right notebook is read whatever it shows, up to the limit on files; its text is bounded."""
    course = toy.ready(tmp_path / "course", assignment_toml=ASSIGNMENT_TOML)
    assignment = course.assignment("toy")
    release = read_release(assignment.release_notebook)
    notebook = json.loads(assignment.release_notebook.read_text("utf-8"))
    (answer,) = (c for c in notebook["cells"] if "double(x)" in c["source"][0])
    answer["source"] = toy.DOUBLE
    shown = {"output_type": "display_data", "metadata": {}}
    pictures = [b64encode(os.urandom(1 << 20)).decode() for _ in range(14)]
    answer["outputs"] = [{**shown, "data": {"image/png": each}} for each in pictures]
    path = tmp_path / "toy.ipynb"

    with contextlib.closing(Launcher()) as launcher:
        path.write_text(json.dumps(notebook), "utf-8")
        assert path.stat().st_size > 18 << 20
        found = read_hand_in(tmp_path, assignment, release, launcher)
        assert (found.status, found.message) == ("graded", "")
        assert found.answers == {"double"}
        answer["outputs"] = []
        answer["source"] += "# " + "x" * (5 << 20)
        path.write_text(json.dumps(notebook), "utf-8")
        found = read_hand_in(tmp_path, assignment, release, launcher)
        assert found.status == "unreadable"
        assert found.message == "Its cells hold more than 4 MB of text; none is read."


def test_a_students_own_check_knows_how_large_a_file_may_be() -> None:
    """It runs where no assignment.toml lies, so it holds the default itself."""
    assert Limits().submission_kb == MOST_KB
