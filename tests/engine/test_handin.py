"""What tells one hand-in from another."""

from __future__ import annotations

from dataclasses import replace

from grader.engine.handin import HandIn
from grader.intake.rebuild import RunCell

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
        HandIn("unreadable"),
    ]

    assert len({each.digest for each in [base, *others]}) == 7


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
