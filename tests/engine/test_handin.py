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
