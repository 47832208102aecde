"""From cells to pieces: compiled in throw-away workers, within bounds of time and of code.

All cells are compiled in one go. Where that does not end well each is compiled alone, within one
budget for all of them: what the release gives and the answers first, and each may take half of what
is left, so that none takes everything from those after it. In the same order the code of all
together is bounded: it is held here, and sent to the worker of every check.

May import the engine's `.pieces`, intake, sandbox, course's models, records, errors and the wire.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from grader.course.models import Limits
from grader.engine.pieces import Piece, pieces_of
from grader.errors import CheckStopped, WorkerStarved
from grader.intake.rebuild import LeftOut, RunCell
from grader.intake.told import left_out_by_load
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import WorkerProcess
from grader.worker import wire

COMPILE_CPU_S = 2.0
"""For all cells in one go, and once more for all that are compiled alone."""
MAX_BROKEN = 8
"""How many cells may end the worker that compiles them before no more are tried."""
MEMORY_SHARE = 8
"""A worker is sent all code at once, and must hold what it makes of it, too."""
NO_TIME = "it could not be compiled: other cells left no time for it"
TOO_LARGE = "compiled, it is too large to be kept"
_LAZY = re.compile(
    r"^[ \t]*from[ \t]+__future__[ \t]+import\b[\s\\(\w,]{0,99}\bannotations\b", re.MULTILINE
)
"""What makes annotations of later cells texts; who compiles a cell alone does not see it. Nothing
in it runs over lines without end: the text is the student's, and read here."""


def most_code_bytes(limits: Limits) -> int:
    """How much code all cells may compile to together."""
    return min(wire.MAX_BUFFER_BYTES, (limits.memory_mb << 20) // MEMORY_SHARE)


def compile_pieces(
    cells: Sequence[RunCell], launcher: Launcher, limits: Limits, *, apart: bool
) -> tuple[list[Piece], list[LeftOut]]:
    """The pieces of all cells in the order in which they run, and what is none of them and why.

    Parameters
    ----------
    apart:
        Whether the cells that are run statement by statement are taken apart.

    Raises
    ------
    WorkerStarved
        When the machine gave a worker no time.
    """
    run = _Compiling(cells, launcher, apart, most_code_bytes(limits))
    if not run.in_one_go():
        run.one_by_one()
    places = range(len(cells))
    return (
        [piece for at in places for piece in run.pieces.get(at, ())],
        [left for at in places for left in run.left_out.get(at, ())],
    )


@dataclass
class _Compiling:
    cells: Sequence[RunCell]
    launcher: Launcher
    apart: bool
    bytes_left: int
    """How much more code can be kept."""
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    """Of each cell, by its index."""
    left_out: dict[int, list[LeftOut]] = field(default_factory=dict)

    @cached_property
    def first_lazy(self) -> int:
        """The index of the first cell that asks for annotations which are not evaluated."""
        asking = (at for at, cell in enumerate(self.cells) if _LAZY.search(cell.source))
        return next(asking, len(self.cells))

    @property
    def by_need(self) -> list[int]:
        """The indices of the cells: first those without which no answer is right."""

        def is_extra(at: int) -> bool:
            return self.cells[at].origin == "student" and self.cells[at].grade_id is None

        return sorted(range(len(self.cells)), key=is_extra)

    def in_one_go(self) -> bool:
        """Whether all cells could be compiled together."""
        worker = self.launcher.worker()
        try:
            made = self._ask(worker, range(len(self.cells)), Budget(COMPILE_CPU_S))
        except WorkerStarved:
            raise
        except CheckStopped:
            return False
        finally:
            worker.kill()
        if made is None:
            return False
        for at in self.by_need:
            self._keep(at, *made[at])
        return True

    def one_by_one(self) -> None:
        """Compiles each alone, in one worker until a cell ends it."""
        left_s, broken = COMPILE_CPU_S, 0
        every = Budget(COMPILE_CPU_S, words=f"its share of {COMPILE_CPU_S:g} s of CPU time")
        worker: WorkerProcess | None = None
        for at in self.by_need:
            if left_s <= 0 or broken == MAX_BROKEN:
                self._leave_out(at, self.cells[at].label, NO_TIME)
                continue
            worker = worker or self.launcher.worker()
            budget = every.with_cpu(left_s / 2)
            if not self._alone(worker, at, budget):
                worker, broken = None, broken + 1
            left_s -= budget.used_cpu_s
        if worker is not None:
            worker.kill()

    def _alone(self, worker: WorkerProcess, at: int, budget: Budget) -> bool:
        """Whether the worker outlived compiling the cell, which is kept or told."""
        label = self.cells[at].label
        try:
            made = self._ask(worker, [at], budget)
        except WorkerStarved:
            raise
        except CheckStopped as stopped:
            self._leave_out(at, label, f"it could not be compiled: {stopped}")
            return False
        if made is None:
            self._leave_out(at, label, TOO_LARGE)
        else:
            self._keep(at, *made[at])
        return True

    def _ask(
        self, worker: WorkerProcess, which: Sequence[int], budget: Budget
    ) -> dict[int, tuple[list[Piece], tuple[LeftOut, ...]]] | None:
        """The pieces of those cells, and what is told of them; None where they are too large.

        That is beyond one message, or of several beyond the memory of one worker: what is lost then
        is whatever comes last. Raises CheckStopped; the worker is dead then.
        """
        cells = [self.cells[at] for at in which]
        own = [cell for cell in self.cells if cell.origin == "student"]
        sources = [
            {
                "label": cell.label,
                "source": cell.source,
                "split": own == [cell],
                "finer": cell.origin == "student" and own != [cell],
                "lazy": len(which) == 1 and at > self.first_lazy,
            }
            for at, cell in zip(which, cells, strict=True)
        ]
        try:
            answer, buffers = worker.ask({"op": "compile", "cells": sources}, [], budget)
            if "kind" in answer:
                return None
            results = answer["compiled"]
            if len(results) != len(cells):
                raise worker.reject("it compiled other cells than asked")
            if len(cells) > 1 and any(map(_is_out_of_memory, results)):
                return None
            return {
                at: (
                    self._taken_apart(cell, pieces_of(cell, result, buffers, split=own == [cell])),
                    left_out_by_load(cell, result, None),
                )
                for at, cell, result in zip(which, cells, results, strict=True)
            }
        except (KeyError, IndexError, TypeError, ValueError, MemoryError):
            raise worker.reject("what it compiled makes no sense") from None

    def _taken_apart(self, cell: RunCell, pieces: Sequence[Piece]) -> list[Piece]:
        found: list[Piece] = []
        for piece in pieces:
            found += (cell.statements and self.apart and piece.statements) or (piece,)
        return found

    def _keep(self, at: int, pieces: Sequence[Piece], told: Sequence[LeftOut]) -> None:
        """Keeps those of the pieces for which there is room."""
        self.left_out.setdefault(at, []).extend(told)
        kept = self.pieces.setdefault(at, [])
        for piece in pieces:
            if piece.code_bytes > self.bytes_left:
                self._leave_out(at, piece.where, TOO_LARGE)
            else:
                self.bytes_left -= piece.code_bytes
                kept.append(piece)

    def _leave_out(self, at: int, where: str, why: str) -> None:
        if self.cells[at].origin == "student":
            self.left_out.setdefault(at, []).append(LeftOut(where, why))


def _is_out_of_memory(result: Mapping[str, Any]) -> bool:
    error = result["error"]
    return error is not None and error["type"] == "MemoryError"
