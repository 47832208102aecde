"""From the file of a student to what every worker loads.

Reading, transforming and compiling happen in throw-away workers, because bytes that a student
wrote may crash whatever parses them. What is run is decided here, by `intake.rebuild`. Then the
cells are loaded once on trial: one that runs out of time, asks for input or ends the process is
left out, and the student is told.

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
from grader.engine.line import Loadable
from grader.errors import CheckStopped, WorkerStarved, WorkerTimeout
from grader.intake import find
from grader.intake.rebuild import Rebuilt, RunCell, rebuild
from grader.intake.release import Release
from grader.records import AnswerFound, LeftOut, Receipt, Record, Status
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import Budget, WorkerProcess
from grader.worker.describe import clean_text

READ_CPU_S, COMPILE_CPU_S = 2.0, 2.0
MAX_RESTARTS = 8
"""How many cells may be left out before the rest of the hand-in is."""
_SLACK = 4.0


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
        body = [self.status, self.message, [(c.label, c.source, c.origin) for c in self.cells]]
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
    note = f"{found.other.name} is there too and holds other code; {found.path.name} is graded."
    receipt = hand_in.receipt.model_copy(update={"notes": (*hand_in.receipt.notes, note)})
    return replace(hand_in, receipt=receipt)


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


@dataclass(frozen=True)
class Prepared:
    """A hand-in whose cells are compiled and were loaded once on trial."""

    loadable: Loadable
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


def prepare(
    cells: Sequence[RunCell], assignment: Assignment, display: Sequence[str], launcher: Launcher
) -> Prepared:
    """Compiles cells and loads them on trial.

    Raises
    ------
    WorkerStarved
        When the machine gave a worker no time; nothing about the hand-in is known then.
    """
    trial = _Trial(launcher, tuple(display), assignment.limits.cell_cpu_s)
    trial.compile(cells)
    trial.load()
    kept = [(cell, code) for cell, code in trial.compiled]
    loadable = Loadable(
        cells=tuple((cell.label, cell.source) for cell, _ in kept),
        code=tuple(code for _, code in kept),
        display_modules=tuple(display),
        load_cpu_s=1.0 + _SLACK * trial.load_cpu_s,
    )
    return Prepared(loadable, tuple(trial.left_out), tuple(dict.fromkeys(trial.notes)))


@dataclass
class _Trial:
    launcher: Launcher
    display: tuple[str, ...]
    cell_cpu_s: float
    compiled: list[tuple[RunCell, bytes]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    load_cpu_s: float = 0.0

    def compile(self, cells: Sequence[RunCell]) -> None:
        """Keeps the cells that compile; all in one worker, or each in its own when that one dies."""
        try:
            self.compiled = self._compile(cells)
        except WorkerStarved:
            raise
        except CheckStopped:
            for cell in cells:
                try:
                    self.compiled += self._compile([cell])
                except WorkerStarved:
                    raise
                except CheckStopped as stopped:
                    self._leave_out(cell, f"it could not be compiled: {stopped}")

    def _compile(self, cells: Sequence[RunCell]) -> list[tuple[RunCell, bytes]]:
        worker = self.launcher.worker()
        sources = [{"label": cell.label, "source": cell.source} for cell in cells]
        try:
            answer, buffers = worker.ask(
                {"op": "compile", "cells": sources}, [], Budget(COMPILE_CPU_S)
            )
            results = answer["compiled"]
            if len(results) != len(cells):
                raise worker.reject("it compiled other cells than asked")
            kept = []
            for cell, result in zip(cells, results, strict=True):
                self._note(cell, result["notes"])
                if result["code"] is None:
                    self._leave_out(cell, _error_words(result["error"]))
                else:
                    kept.append((cell, bytes(buffers[result["code"]])))
            return kept
        except (KeyError, IndexError, TypeError):
            raise worker.reject("what it compiled makes no sense") from None
        finally:
            worker.kill()

    def load(self) -> None:
        """Loads the cells one by one; starts again without each that cannot stay."""
        for _ in range(MAX_RESTARTS):
            bad = self._load_once()
            if bad is None:
                return
            del self.compiled[bad]
        for cell, _ in self.compiled:
            self._leave_out(cell, "too many cells before it could not be run")
        self.compiled.clear()

    def _load_once(self) -> int | None:
        """The index of the first cell that cannot stay; None when all can."""
        worker = self.launcher.worker()
        budget = Budget(self.cell_cpu_s)
        about: list[tuple[RunCell, dict[str, Any]]] = []
        self.load_cpu_s = 0.0
        try:
            worker.ask({"op": "prepare", "display": list(self.display), "seed": 0}, [], budget)
            for at, (cell, code) in enumerate(self.compiled):
                budget = Budget(self.cell_cpu_s)
                ran = self._load_cell(worker, cell, code, budget)
                if isinstance(ran, str):
                    self._leave_out(cell, ran)
                    return at
                self.load_cpu_s += budget.used_cpu_s
                about.append((cell, ran))
        finally:
            worker.kill()
        for cell, ran in about:
            self._tell(cell, ran)
        return None

    def _load_cell(
        self, worker: WorkerProcess, cell: RunCell, code: bytes, budget: Budget
    ) -> dict[str, Any] | str:
        """What running a cell gave, or why the cell must be left out."""
        header = {"op": "cell", "label": cell.label, "source": cell.source}
        try:
            answer, _ = worker.ask(header, [code], budget)
            ran = answer["cell"]
            if ran["state"] == "asked_input":
                return "it asks for input, and nobody is there to answer"
            if ran["state"] not in ("ran", "raised"):
                raise worker.reject("a cell neither ran nor raised")
            return dict(ran)
        except WorkerStarved:
            raise
        except WorkerTimeout:
            return f"it had not finished after {self.cell_cpu_s:g} s of CPU time"
        except (CheckStopped, KeyError, TypeError, ValueError):
            return "it ended the process that ran it"

    def _tell(self, cell: RunCell, ran: dict[str, Any]) -> None:
        for module in ran.get("absent", ()):
            self._note(
                cell, [f"the module {module} is not there when grading; what needs it was skipped"]
            )
        if ran["state"] == "raised":
            self._leave_out(cell, f"it stopped with {_error_words(ran['error'])}")

    def _note(self, cell: RunCell, notes: Sequence[str]) -> None:
        if cell.origin == "student":
            self.notes += [clean_text(f"{cell.label}: {note}", 600) for note in notes]

    def _leave_out(self, cell: RunCell, why: str) -> None:
        if cell.origin == "student":
            self.left_out.append(LeftOut(where=cell.label, why=clean_text(why, 600)))


def _error_words(error: Any) -> str:
    """An exception in one line: its class, its text, and the student's last line."""
    try:
        words = f"{error['type']}: {error['text']}" if error["text"] else str(error["type"])
        frames = error["frames"]
        return f"{words} (line {int(frames[-1][1])})" if frames else words
    except (KeyError, IndexError, TypeError, ValueError):
        return "an error"
