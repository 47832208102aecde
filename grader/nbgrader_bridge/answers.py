"""What nbgrader's process asks of the engine's, and what comes back: plain records.

May import records and the intake's record of a cell; must never hold behaviour beyond validation.
"""

from __future__ import annotations

from typing import Literal

from grader.intake.rebuild import RunCell
from grader.records import Record, SubmissionReport


class Asked(Record):
    """Which hand-ins to grade, and where everything lies; paths are absolute."""

    course: str
    assignment: str
    submissions: str
    out: str
    students: tuple[str, ...]
    unsafe: bool = False


class Placed(Record):
    """A cell of the student's that was run; the fields of `rebuild.RunCell`."""

    label: str
    source: str
    grade_id: str | None
    at: int
    side: Literal["before", "in", "after"]

    @property
    def cell(self) -> RunCell:
        """The same as the intake says it."""
        return RunCell(self.label, self.source, self.grade_id, "student", self.at, self.side)


class Answer(Record):
    """What became of one hand-in."""

    report: SubmissionReport
    cells: tuple[Placed, ...] = ()


class Refusal(Record):
    """Why nothing was graded: the four parts of an error, and whether a person can mend it."""

    doing: str
    expected: str
    came: str
    todo: str
    usage: bool


class Answers(Record):
    """The answer to one question; of a refusal there are no answers."""

    answers: tuple[Answer, ...] = ()
    refused: Refusal | None = None


class Placement(Record):
    """A hand-in that had no notebook under the name that nbgrader looks for."""

    student: str
    file: str = ""
    """What the student had sent."""
    made: str = ""
    """What lies beside it now; empty where nothing could be made, and `why` says why."""
    why: str = ""
    empty: bool = False
    """Whether nothing of it can be read by anybody, so that it has no points."""


class Placements(Record):
    """What was done for hand-ins without such a notebook."""

    placed: tuple[Placement, ...] = ()
