"""The records that rooms hand to each other and that people read as JSON.

Frozen pydantic models, all of them plain data; `docs/result-record.md` explains the public ones
field by field. May import pydantic alone; must never hold behaviour beyond validation.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Outcome = Literal["passed", "failed", "refused", "timeout", "crashed", "ours"]
Status = Literal["graded", "unreadable", "ambiguous", "empty", "too_large", "engine_failed"]
Show = Literal["full", "message", "outcome", "nothing"]
LatePolicy = Literal["none", "per_day", "grace_days"]
Enrolment = Literal["enrolled", "excused", "dropped"]
Promise = Literal["unforgeable", "unreadable", "contained"]
RegradePolicy = Literal["replace", "never-lower", "keep-best"]
ChangeKind = Literal["regrade", "grade", "undo"]

RESULTS_SCHEMA = "grader/results/v1"
REPORT_SCHEMA = "grader/report/v1"
CHANGE_SCHEMA = "grader/change/v1"

FLAKY, HURRIED = "flaky", "hurried"
"""Flags of a check: asked the same twice, the code did not answer alike; it got less time because
others of the submission had run out of theirs."""

Points = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Record(BaseModel):
    """The base of every record: frozen, strict, closed, finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Counterexample(Record):
    """The smallest failing input, as code that a student can paste, and both values."""

    program: str
    """Python statements that lead to the value; ends with the expression that was read."""
    what: str = ""
    """The expression whose value was wrong; empty where the check did not compare a value."""
    expected: str = ""
    got: str = ""


class CheckOutcome(Record):
    """What the engine found for one check of one submission. Holds no points and no titles."""

    check: str
    """`file.py::function[parameters]`, relative to the hidden folder."""
    outcome: Outcome
    message: str = ""
    """One plain sentence or two about what went wrong; empty for `passed`."""
    counterexample: Counterexample | None = None
    traceback: tuple[str, ...] = ()
    """The student's own lines that led to the exception, outermost first."""
    flags: tuple[str, ...] = ()
    """For staff: `flaky`, `hurried`, `suite-exception`, `full-hypothesis`, `starved`."""
    detail: str = ""
    """For staff: the exception out of the suite's own code, and where. Never shown to students."""
    fingerprint: str = ""
    """A digest of every value that the submission answered with in this check."""
    cpu_s: float = 0.0
    wall_s: float = 0.0


class AnswerFound(Record):
    """What was found in the hand-in for one solution cell of the release."""

    cell: str
    """The cell's grade id."""
    state: Literal["answered", "unchanged", "missing", "in_file"]
    """`in_file`: a bare .py, whose cells cannot be told apart."""


class LeftOut(Record):
    """A piece of the hand-in that was not run, or not to its end, and why."""

    where: str
    """Words that a student recognises: `cell 5`, `answer backward`, `line 3 of cell 2`."""
    why: str


class Receipt(Record):
    """What was read from a hand-in, in a student's words."""

    file: str = ""
    answers: tuple[AnswerFound, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    free_text: dict[str, str] = Field(default_factory=dict)
    """The answer to each manual question, as the student wrote it (untrusted Markdown)."""
    beside: str = ""
    """A digest of the other form that was handed in and is not graded; empty where none was."""


class CheckReport(Record):
    """One check as the report shows it: the outcome with points, title and hint applied."""

    name: str
    question: str
    outcome: Outcome
    points: Points
    max_points: Points
    title: str
    message: str = ""
    hint: str = ""
    counterexample: Counterexample | None = None
    traceback: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    cpu_s: float = 0.0
    wall_s: float = 0.0


class ItemGiven(Record):
    """One item of a rubric that a person gave, as it was worded then."""

    id: str
    text: str
    points: Points
    max_points: Points


class MarkGiven(Record):
    """What a person gave for an answer in words; the points stand in the question's report."""

    items: tuple[ItemGiven, ...] = ()
    comment: str = ""
    reader: str
    at: AwareDatetime
    of_this_answer: bool = True
    """False where the answer has changed since it was read."""


class QuestionReport(Record):
    """The score of one question; `points` is None while a person has not marked it."""

    id: str
    title: str
    kind: Literal["auto", "manual"]
    show: Show
    points: Points | None
    max_points: Points
    mark: MarkGiven | None = None
    """Of a manual question that a person has marked."""


class Late(Record):
    """When one assignment was due for one student, when it came, and what that costs."""

    policy: LatePolicy
    due: AwareDatetime | None
    """With extra time and extensions; None where there is no deadline."""
    extended: bool = False
    """Whether `due` is later for this student than for the others."""
    handed_in: AwareDatetime | None
    """None where it is not known; it then counts as on time."""
    marked_late: bool = False
    """Whether the platform that it came from called it late, without saying when it came."""
    days_late: Annotated[int, Field(ge=0)] = 0
    """Days begun after the deadline."""
    days_used: Annotated[int, Field(ge=0)] = 0
    """Those of them that the student's own days of grace paid for."""
    deducted_percent: Annotated[float, Field(ge=0, le=100)] = 0.0
    """Of what was earned."""
    words: str
    """One plain sentence or two, as the student reads it."""


class Upheld(Record):
    """That questions of a submission keep points of an earlier grading, and since when."""

    change: int
    """The number of the regrade that decided it."""
    policy: RegradePolicy
    at: AwareDatetime
    questions: tuple[str, ...]
    """Those that have more points now than their checks give, or other ones."""


class SubmissionReport(Record):
    """Everything about one submission to one assignment. `show` is not applied yet."""

    student: str
    assignment: str
    title: str
    status: Status
    score: Points | None
    max_score: Points
    manual_score: Points | None
    manual_max_score: Points
    promises: dict[Promise, bool]
    unsafe: bool
    receipt: Receipt
    questions: tuple[QuestionReport, ...]
    checks: tuple[CheckReport, ...]
    message: str = ""
    """Why there is no grade, or why it is zero, when the status is not `graded`."""
    flags: tuple[str, ...] = ()
    enrolment: Enrolment = "enrolled"
    late: Late | None = None
    """None where the assignment has no deadline."""
    final: Points | None = None
    """`score` without what is deducted; None where that is None, and for who is excused."""
    manual_final: Points | None = None
    """The same of `manual_score`."""
    digest: str = ""
    """Of the file and of the student's code, joined by a plus sign; empty where not known."""
    upheld: Upheld | None = None
    """None where every question has the points that its checks give."""
    course: str = ""
    """The course's id; empty in a report of an earlier version."""


class Hold(Record):
    """Earlier points of one submission that a regrade lets stand while its code is the same."""

    student: str
    assignment: str
    digest: str
    """As in the report for which it was decided; of another hand-in it holds nothing."""
    points: dict[str, Points]
    """Auto question to the points that it had."""
    max_points: dict[str, Points]
    """What each of these questions paid then."""


class Standing(Record):
    """What a submission counted for at one time."""

    status: Status
    score: Points | None
    final: Points | None
    questions: dict[str, Points | None]
    """Auto question to its points."""
    marks: dict[str, Points] = Field(default_factory=dict)
    """Manual question to what a person's mark in force gives, less what lateness takes."""


class Move(Record):
    """One submission whose standing changed."""

    student: str
    assignment: str
    before: Standing
    after: Standing | None
    """None where there is no hand-in any more."""
    why: tuple[str, ...]
    digest: str = ""
    """Of the hand-in that `after` is of, as in its report; empty where that is not known."""


class FileChange(Record):
    """The SHA-256 of a file before and after; None where there is none."""

    before: str | None
    after: str | None


class Change(Record):
    """One entry of the history: reports that were there already were replaced by others."""

    number: Annotated[int, Field(ge=1)]
    kind: ChangeKind
    at: AwareDatetime
    by: str
    """The account that ran the command."""
    reason: str
    policy: RegradePolicy
    undoes: int | None = None
    """The number of the change that this one took back."""
    covered: tuple[tuple[str, str], ...] = ()
    """Student and assignment of each submission graded again: earlier holds on them end."""
    moves: tuple[Move, ...] = ()
    holds: tuple[Hold, ...] = ()
    files: dict[str, FileChange] = Field(default_factory=dict)
    """By path below the results folder."""


def to_json(record: Record) -> dict[str, Any]:
    """The record as plain JSON data."""
    return record.model_dump(mode="json")
