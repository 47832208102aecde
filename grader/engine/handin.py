"""From the file of a student to the cells that are run.

Reading happens in a throw-away worker, because bytes that a student wrote may crash whatever parses
them. What of them is run is decided by `intake.rebuild`, on this side.

May import intake, sandbox, course, records, errors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from grader.course.models import Assignment
from grader.errors import CheckStopped, WorkerStarved, WorkerTimeout
from grader.intake import find
from grader.intake.rebuild import Rebuilt, RunCell, rebuild
from grader.intake.release import Release
from grader.records import AnswerFound, LeftOut, Receipt, Record, Status
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.worker.describe import clean_text

READ_CPU_S = 2.0


class _Cell(Record):
    type: Literal["code", "markdown"]
    source: str
    grade_id: str | None


class _Cells(Record):
    kind: Literal["ipynb", "py"]
    cells: list[_Cell] = Field(max_length=5000)
    notes: list[str]


@dataclass(frozen=True)
class HandIn:
    """What was read of one hand-in, before anything of it was run."""

    status: Status
    message: str = ""
    receipt: Receipt = field(default_factory=Receipt)
    cells: tuple[RunCell, ...] = ()

    @property
    def sources(self) -> list[str]:
        """The student's code, without where it stands."""
        return sorted(cell.source.strip() for cell in self.cells if cell.origin == "student")

    @property
    def digest(self) -> str:
        """A digest of everything of it that is run, and of how it ended when nothing is."""
        body = [
            self.status,
            self.message,
            [(c.label, c.source, c.origin, c.grade_id) for c in self.cells],
        ]
        return hashlib.sha256(json.dumps(body).encode("utf-8", "backslashreplace")).hexdigest()


def read_hand_in(
    folder: Path, assignment: Assignment, release: Release, launcher: Launcher
) -> HandIn:
    """What of a student's folder is run, or why nothing is."""
    found = find.find_hand_in(folder, assignment.hand_in, assignment.limits.submission_kb * 1024)
    if isinstance(found, find.NotFound):
        return HandIn(found.status, found.message)
    hand_in = _read_file(found.path, found.notes, assignment, release, launcher)
    if found.other is None or hand_in.status != "graded":
        return hand_in
    other = _read_file(found.other, (), assignment, release, launcher)
    if other.sources == hand_in.sources:
        return hand_in
    if not _answers(hand_in) and _answers(other):  # an untouched form loses to an answered one
        note = f"{found.path.name} is as it was given out; {found.other.name} is graded."
        receipt = other.receipt.model_copy(update={"notes": (*other.receipt.notes, note)})
        return replace(other, receipt=receipt)
    note = f"{found.other.name} is there too and holds other code; {found.path.name} is graded."
    receipt = hand_in.receipt.model_copy(update={"notes": (*hand_in.receipt.notes, note)})
    return replace(hand_in, receipt=receipt)


def _answers(hand_in: HandIn) -> int:
    """How many answers a hand-in holds."""
    return sum(answer.state in ("answered", "in_file") for answer in hand_in.receipt.answers)


def _read_file(
    path: Path, notes: Sequence[str], assignment: Assignment, release: Release, launcher: Launcher
) -> HandIn:
    data = find.read_bytes(path, assignment.limits.submission_kb * 1024)
    if isinstance(data, find.NotFound):
        return HandIn(data.status, data.message)
    answer = _in_worker(launcher, {"op": "read", "name": path.name}, [data], READ_CPU_S)
    if "unreadable" in answer:
        message = clean_text(str(answer["unreadable"]), 600)
        return HandIn("unreadable", message, Receipt(file=clean_text(path.name, 200)))
    try:
        cells = _Cells.model_validate(answer["hand_in"])
    except (ValidationError, KeyError):
        return HandIn("unreadable", "The file holds text that is no text of a notebook.")
    rebuilt = rebuild(release, cells.model_dump(), path.name)
    return HandIn("graded", "", _receipt(rebuilt, notes), rebuilt.cells)


def _in_worker(
    launcher: Launcher, header: dict[str, Any], buffers: list[bytes], cpu_s: float
) -> dict[str, Any]:
    """The answer of a throw-away worker; `unreadable` when it did not live to give one."""
    worker = launcher.worker()
    try:
        answer, _ = worker.ask(header, buffers, Budget(cpu_s))
    except WorkerStarved:
        raise
    except WorkerTimeout:
        return {"unreadable": "Reading the file took too long."}
    except CheckStopped:
        return {"unreadable": "Reading the file ended the process that read it."}
    finally:
        worker.kill()
    return answer


def _receipt(rebuilt: Rebuilt, notes: Sequence[str]) -> Receipt:
    receipt = rebuilt.receipt
    return Receipt(
        file=clean_text(receipt.file, 200),
        answers=tuple(AnswerFound(cell=a.cell, state=a.state) for a in receipt.answers),
        left_out=tuple(
            LeftOut(where=clean_text(left.where, 200), why=clean_text(left.why, 600))
            for left in receipt.left_out
        ),
        notes=tuple(clean_text(note, 600) for note in (*notes, *receipt.notes)),
        free_text={name: clean_text(text, 50_000) for name, text in receipt.free_text.items()},
    )
