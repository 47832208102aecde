"""From the file of a student to the cells that are run.

Reading happens in a throw-away worker, because bytes that a student wrote may crash whatever parses
them. What of them is run is decided by `intake.rebuild`, on this side; which of several files
counts, by `forms`.

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
from grader.engine import forms
from grader.errors import CheckStopped, WorkerStarved, WorkerTimeout, first_of
from grader.intake import find
from grader.intake.rebuild import Rebuilt, RunCell, rebuild
from grader.intake.release import Release
from grader.records import AnswerFound, LeftOut, Receipt, Record, Status
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.worker import wire
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
    made: bool


@dataclass(frozen=True)
class HandIn:
    """What was read of one hand-in, before anything of it was run."""

    status: Status
    message: str = ""
    receipt: Receipt = field(default_factory=Receipt)
    cells: tuple[RunCell, ...] = ()
    file_sha256: str = ""
    """Of the file that was read; empty where none was."""
    made: bool = False
    """Whether it is a notebook that was made of a `.py`, and is as it was made."""
    answers: frozenset[str] = frozenset()
    """The answers in code that it holds; a stub with other comments is none."""

    @property
    def sources(self) -> list[str | None]:
        """The student's code in the order in which it is run; None stands for a cell of ours.

        The same cells in another order are another program, which may earn something else.
        """
        return [c.source.strip() if c.origin == "student" else None for c in self.cells]

    @property
    def digest(self) -> str:
        """A digest of everything of it that is run, and of how it ended when nothing is."""
        body = [
            self.status,
            self.message,
            [
                (c.label, c.source, c.origin, c.grade_id, *["statements"][: c.statements])
                for c in self.cells
            ],
        ]
        return _sha256(body)

    @property
    def work(self) -> str:
        """Digests by which this hand-in is known again: of its file, and of the student's code.

        The first stays when the engine reads it otherwise, the second when the same code comes as
        another file.
        """
        code = _sha256(self.sources if self.status == "graded" else [self.status, self.message])
        return "+".join(filter(None, (self.file_sha256, code)))


def _sha256(body: list[Any]) -> str:
    return hashlib.sha256(json.dumps(body).encode("utf-8", "backslashreplace")).hexdigest()


def read_hand_in(
    folder: Path, assignment: Assignment, release: Release, launcher: Launcher
) -> HandIn:
    """What of a student's folder is run, or why nothing is."""
    limit = assignment.limits.submission_kb * 1024
    found = find.find_hand_in(folder, assignment.hand_in, limit)
    left: list[HandIn] = []
    if isinstance(found, find.NotFound) and found.copies:
        copies = {
            path: _read_file(path, (), assignment, release, launcher) for path in found.copies
        }
        gone = forms.not_meant(copies)
        left = [copies[path] for path in gone]
        names = [path.name for path in gone]
        found = find.find_hand_in(folder, assignment.hand_in, limit, names)
    if isinstance(found, find.NotFound):
        return HandIn(found.status, found.message)
    chosen = _of_both_forms(found, assignment, release, launcher)
    unread = [name for name in found.unread if not (assignment.release_folder / name).exists()]
    if unread and chosen.status == "graded" and not forms.says_anything(chosen):
        receipt = Receipt(file=chosen.receipt.file, beside=chosen.receipt.beside)
        words = _stub_alone(chosen, unread, assignment)
        return HandIn("ambiguous", words, receipt, file_sha256=chosen.file_sha256)
    return forms.told(chosen, left) if left else chosen


def _of_both_forms(
    found: find.Found, assignment: Assignment, release: Release, launcher: Launcher
) -> HandIn:
    hand_in = _read_file(found.path, found.notes, assignment, release, launcher)
    if found.other is None:
        return hand_in
    other = _read_file(found.other, (), assignment, release, launcher)
    chosen = forms.one_of(hand_in, other)
    left = other if chosen.file_sha256 == hand_in.file_sha256 else hand_in
    beside = "" if left.made else left.file_sha256  # a form that we made is nobody's hand-in
    receipt = chosen.receipt.model_copy(update={"beside": beside})
    return replace(chosen, receipt=receipt)


def _stub_alone(chosen: HandIn, unread: Sequence[str], assignment: Assignment) -> str:
    """What to say where the work may stand in a file that was not looked at."""
    listed = clean_text(first_of(list(unread), 5), 300)
    return (
        f"{chosen.receipt.file} holds no answer, and these files have another name and are not "
        f"looked at: {listed}. Name the one that counts {' or '.join(assignment.hand_in)} and hand "
        "it in alone, or tell the course staff which it is: they rename it and grade again."
    )


def _read_file(
    path: Path, notes: Sequence[str], assignment: Assignment, release: Release, launcher: Launcher
) -> HandIn:
    data = find.read_bytes(path, assignment.limits.submission_kb * 1024)
    receipt = Receipt(file=clean_text(path.name, 200))
    if isinstance(data, find.NotFound):
        return HandIn(data.status, data.message, receipt)
    cells = read_cells(data, path.name, launcher)
    sha256 = hashlib.sha256(data).hexdigest()
    if isinstance(cells, str):
        return HandIn("unreadable", cells, receipt, file_sha256=sha256)
    rebuilt = rebuild(release, cells, path.name)
    made = bool(cells["made"])
    answers = forms.answered(release, rebuilt)
    return HandIn("graded", "", _receipt(rebuilt, notes), rebuilt.cells, sha256, made, answers)


def read_cells(data: bytes, name: str, launcher: Launcher) -> dict[str, Any] | str:
    """The cells of a hand-in, read in a throw-away worker, or why there are none, in words.

    Parameters
    ----------
    name:
        What the student's file is called; its ending decides in doubt.
    """
    answer = _in_worker(launcher, {"op": "read", "name": name}, [data], READ_CPU_S)
    if "unreadable" in answer:
        return clean_text(str(answer["unreadable"]), 600)
    if "kind" in answer:  # the worker says so of an answer that no message can hold
        return find.too_much_text(wire.MAX_ANSWER_BYTES)
    try:
        return _Cells.model_validate(answer["hand_in"]).model_dump()
    except (ValidationError, KeyError):
        return "The file holds text that is no text of a notebook."


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
