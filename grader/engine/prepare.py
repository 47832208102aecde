"""From cells to what every check's worker loads: compiled, and loaded once on trial.

Compiling happens in a throw-away worker. The trial runs the pieces one by one: one that runs out of
time, asks for input or ends the process is left out, and the student is told. A hand-in of a single
cell, a bare `.py`, is run statement by statement, so that one endless loop at its end does not cost
the answers above it.

May import intake, sandbox, course's models, records, errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.course.models import Assignment
from grader.engine.line import Loadable
from grader.errors import CheckStopped, WorkerStarved, WorkerTimeout
from grader.intake.rebuild import RunCell
from grader.intake.told import left_out_by_load
from grader.records import LeftOut
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import Budget, WorkerProcess
from grader.worker.describe import clean_text

COMPILE_CPU_S = 2.0
MAX_RESTARTS = 8
"""How many pieces may be left out before all but answers and definitions are."""
HAND_IN_FACTOR, REPEATED_FACTOR = 5.0, 2.0
"""All pieces together may take so many times what one may: on trial, and for every check."""
TRIAL_WALL_FACTOR = 3.0
WORTH_LEANING_S = 0.05
"""Pieces that change nothing are not repeated for every check when they take this long together."""
_SLACK = 4.0


@dataclass(frozen=True)
class Piece:
    """A cell, or a statement of a hand-in that is one cell: compiled, ready to run."""

    cell: RunCell
    code: bytes
    line: int
    binds: frozenset[str]
    uses: frozenset[str]
    reaches: bool
    defines: bool
    statements: tuple[Piece, ...] = ()
    """The same, statement by statement, where it has several."""

    @property
    def essential(self) -> bool:
        """Whether it is kept when a hand-in takes too long: what is given, asked for or defined."""
        return self.cell.origin == "release" or self.cell.grade_id is not None or self.defines

    @property
    def where(self) -> str:
        """Words by which a student finds it."""
        return f"{self.cell.label}, line {self.line}" if self.line else self.cell.label


@dataclass(frozen=True)
class Prepared:
    """A hand-in that is compiled and was loaded once on trial."""

    whole: Loadable
    lean: Loadable | None
    """Without the costly pieces that change nothing; None when there are none.

    A check that passes on it passes; one that does not is run on the whole hand-in.
    """
    left_out: tuple[LeftOut, ...]


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
    idle = trial.thin_out()
    kept = [at for at in range(len(trial.pieces)) if at not in idle]
    costly = sum(trial.cost_s[at] for at in idle) > WORTH_LEANING_S
    return Prepared(
        whole=trial.loadable(range(len(trial.pieces))),
        lean=trial.loadable(kept) if costly else None,
        left_out=tuple(trial.left_out),
    )


def idle_pieces(pieces: Sequence[Piece]) -> frozenset[int]:
    """The pieces, by index, that can change nothing for the others: nobody uses what they bind.

    Only cells of the student's own, never an answer; see `worker.effects`.
    """
    idle = {
        at
        for at, piece in enumerate(pieces)
        if piece.cell.origin == "student" and piece.cell.grade_id is None and not piece.reaches
    }
    while True:
        kept = [piece for at, piece in enumerate(pieces) if at not in idle]
        needed = frozenset().union(*(piece.uses | piece.binds for piece in kept))
        used = {at for at in idle if pieces[at].binds & needed}
        if not used:
            return frozenset(idle)
        idle -= used


@dataclass
class _Trial:
    launcher: Launcher
    display: tuple[str, ...]
    cell_cpu_s: float
    pieces: list[Piece] = field(default_factory=list)
    cost_s: list[float] = field(default_factory=list)
    """Of each piece: CPU time, and time in which it did nothing but wait."""
    left_out: list[LeftOut] = field(default_factory=list)

    def loadable(self, which: Sequence[int]) -> Loadable:
        """What a worker loads: the pieces of those indices."""
        pieces = [self.pieces[at] for at in which]
        return Loadable(
            cells=tuple((piece.cell.label, piece.cell.source) for piece in pieces),
            code=tuple(piece.code for piece in pieces),
            display_modules=self.display,
            load_cpu_s=1.0 + _SLACK * sum(self.cost_s[at] for at in which),
        )

    def compile(self, cells: Sequence[RunCell]) -> None:
        """Keeps what compiles; all in one worker, or each cell in its own when that one dies."""
        try:
            self.pieces = self._compile(cells, cells)
        except WorkerStarved:
            raise
        except CheckStopped:
            broken = 0
            for cell in cells:
                try:
                    if broken < MAX_RESTARTS:
                        self.pieces += self._compile([cell], cells)
                except WorkerStarved:
                    raise
                except CheckStopped as stopped:
                    broken += 1
                    self._leave_out(cell, cell.label, f"it could not be compiled: {stopped}")

    def _compile(self, cells: Sequence[RunCell], hand_in: Sequence[RunCell]) -> list[Piece]:
        own = [cell for cell in hand_in if cell.origin == "student"]
        sources = [
            {
                "label": cell.label,
                "source": cell.source,
                "split": own == [cell],
                "finer": cell.origin == "student",
            }
            for cell in cells
        ]
        worker = self.launcher.worker()
        try:
            header = {"op": "compile", "cells": sources}
            answer, buffers = worker.ask(header, [], Budget(COMPILE_CPU_S))
            results = answer["compiled"]
            if len(results) != len(cells):
                raise worker.reject("it compiled other cells than asked")
            pieces = []
            for cell, result in zip(cells, results, strict=True):
                self._tell(cell, result, None)
                pieces += _pieces(cell, result, buffers, split=own == [cell])
            return pieces
        except (KeyError, IndexError, TypeError, ValueError):
            raise worker.reject("what it compiled makes no sense") from None
        finally:
            worker.kill()

    def load(self) -> None:
        """Loads the pieces one by one; starts again without each that cannot stay."""
        for _ in range(MAX_RESTARTS):
            bad = self._load_once()
            if bad is None:
                return
            self.pieces[bad : bad + 1] = self.pieces[bad].statements
        self._leave_out_of({at for at, piece in enumerate(self.pieces) if not piece.essential})
        while (bad := self._load_once()) is not None:  # an answer that cannot stay costs itself
            self.pieces[bad : bad + 1] = self.pieces[bad].statements

    def _load_once(self) -> int | None:
        """The index of the first piece that cannot stay; None when all that are left can."""
        worker = self.launcher.worker()
        ran: dict[int, Mapping[str, Any]] = {}
        late: set[int] = set()
        self.cost_s = []
        try:
            request = {"op": "prepare", "display": list(self.display), "seed": 0}
            worker.ask(request, [], Budget(self.cell_cpu_s))
            for at, piece in enumerate(self.pieces):
                self.cost_s.append(0.0)
                spent = sum(self.cost_s) > HAND_IN_FACTOR * self.cell_cpu_s
                if spent and not piece.essential:
                    late.add(at)
                    continue
                result = self._load_piece(worker, piece)
                if isinstance(result, str):
                    if not piece.statements:  # else only one of them will be left out
                        self._leave_out(piece.cell, piece.where, result)
                    return at
                ran[at] = result
        finally:
            worker.kill()
        for at, result in ran.items():
            self._tell(self.pieces[at].cell, {}, result)
        self._leave_out_of(late)
        return None

    def thin_out(self) -> frozenset[int]:
        """The idle pieces, after leaving out what would make every check take too long."""
        while True:
            idle = idle_pieces(self.pieces)
            repeated = [at for at in range(len(self.pieces)) if at not in idle]
            cost_s = sum(self.cost_s[at] for at in repeated)
            spare = [at for at in repeated if not self.pieces[at].essential]
            if cost_s <= REPEATED_FACTOR * self.cell_cpu_s or not spare:
                return idle
            self._leave_out_of({max(spare, key=lambda at: self.cost_s[at])})

    def _leave_out_of(self, which: set[int]) -> None:
        """Leaves out the pieces of those indices, because the hand-in takes too long."""
        for at in sorted(which):
            piece = self.pieces[at]
            self._leave_out(piece.cell, piece.where, "together your cells took too long to run")
        kept = [at for at in range(len(self.pieces)) if at not in which]
        self.pieces = [self.pieces[at] for at in kept]
        self.cost_s = [self.cost_s[at] for at in kept if at < len(self.cost_s)]

    def _load_piece(self, worker: WorkerProcess, piece: Piece) -> Mapping[str, Any] | str:
        """What running a piece gave, or why it must be left out; its cost is the last one."""
        budget = Budget(self.cell_cpu_s, wall_factor=TRIAL_WALL_FACTOR)
        waited = worker.waited_for_cpu_s()
        header = {"op": "cell", "label": piece.cell.label, "source": piece.cell.source}
        try:
            answer, _ = worker.ask(header, [piece.code], budget)
            waited = worker.waited_for_cpu_s() - waited
            self.cost_s[-1] = max(budget.used_cpu_s, _busy_or_asleep_s(budget, waited))
            ran = answer["cell"]
            if ran["state"] == "asked_input":
                return "it asks for input, and nobody is there to type"
            if ran["state"] not in ("ran", "raised"):
                raise worker.reject("a cell neither ran nor raised")
            return dict(ran)
        except WorkerStarved:
            raise
        except WorkerTimeout:
            return f"it had not finished after {self.cell_cpu_s:g} s of CPU time"
        except (CheckStopped, KeyError, TypeError, ValueError):
            return "it ended the process that ran it"

    def _tell(
        self, cell: RunCell, compiled: Mapping[str, Any], loaded: Mapping[str, Any] | None
    ) -> None:
        for left in left_out_by_load(cell, compiled, loaded):
            self.left_out.append(LeftOut(where=left.where, why=left.why))

    def _leave_out(self, cell: RunCell, where: str, why: str) -> None:
        if cell.origin == "student":
            self.left_out.append(LeftOut(where=where, why=clean_text(why, 600)))


def _busy_or_asleep_s(budget: Budget, waited_s: float) -> float:
    """Wall time without what the machine made it wait for a processor; 0 where that is unknown."""
    return budget.used_wall_s - waited_s if waited_s == waited_s else 0.0


def _pieces(
    cell: RunCell, result: Mapping[str, Any], buffers: Sequence[bytearray], *, split: bool
) -> list[Piece]:
    """The pieces of one compiled cell: itself, or its statements where it is to be split."""
    statements = tuple(_piece(cell, part, buffers, int(part["line"])) for part in result["finer"])
    if split:
        return [_piece(cell, part, buffers, int(part["line"])) for part in result["parts"]]
    wholes = [_piece(cell, part, buffers, 0) for part in result["parts"]]
    return [replace(whole, statements=statements) for whole in wholes]


def _piece(
    cell: RunCell, part: Mapping[str, Any], buffers: Sequence[bytearray], line: int
) -> Piece:
    known = part["effects"]
    return Piece(
        cell=cell,
        code=bytes(buffers[part["code"]]),
        line=line,
        binds=frozenset(map(str, known["binds"])),
        uses=frozenset(map(str, known["uses"])),
        reaches=bool(known["reaches"]),
        defines=bool(known["defines"]),
    )
