"""From cells to what every check's worker loads: compiled, and loaded once on trial.

`.compiling` makes the pieces. The trial runs them one by one: one that runs out of time, asks for
input or ends the process is left out, and the student is told. A hand-in of a single cell, a bare
`.py`, is run statement by statement, so that one endless loop at its end does not cost the answers
above it.

May import intake, sandbox, course's models, records, errors.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.course.models import Assignment
from grader.engine.compiling import compile_pieces
from grader.engine.line import Loadable
from grader.engine.looking import begin, cell_request, may_change
from grader.engine.pieces import (
    ANSWER,
    DEFINITION,
    GIVEN,
    OTHER,
    TOGETHER_FACTOR,
    Piece,
    idle_pieces,
)
from grader.engine.thinning import thinned
from grader.errors import CheckStopped, WorkerDied, WorkerStarved, WorkerTimeout
from grader.intake import rebuild
from grader.intake.rebuild import RunCell
from grader.intake.told import left_out_by_load
from grader.records import LeftOut
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import WorkerProcess
from grader.worker import wire
from grader.worker.describe import clean_text

MAX_RESTARTS = 8
"""How many pieces may be left out before all but answers and definitions are; then those."""
MAX_PIECES = 3000
"""Beyond so many none is taken apart: all of them go into one message for each worker."""
TRIAL_S = (15.0, 30.0, 60.0)
"""When trying ends for everything, for what is defined, and for the answers alone."""
TRIAL_WALL_FACTOR = 3.0
ASKED_INPUT = "it asks for input, and nobody is there to type"
WORTH_LEANING_S = 0.05
"""Pieces that change nothing are not repeated for every check when they take this long together."""


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
    cells: Sequence[RunCell],
    assignment: Assignment,
    display: Sequence[str],
    launcher: Launcher,
    keeps: Collection[str] = (),
) -> Prepared:
    """Compiles cells and loads them on trial.

    Parameters
    ----------
    keeps:
        The names that the assignment asks for: see `worker.taken`.

    Raises
    ------
    WorkerStarved
        When the machine gave a worker no time; nothing about the hand-in is known then.
    """
    trial = _Trial(launcher, tuple(display), assignment.limits.cell_cpu_s, tuple(sorted(keeps)))
    apart = _most_pieces(cells) < MAX_PIECES
    trial.pieces, untold = compile_pieces(cells, launcher, assignment.limits, apart=apart)
    trial.left_out += map(_as_record, untold)
    trial.load()
    if trial.cost_of(idle_pieces(trial.pieces)) > WORTH_LEANING_S:
        trial.changed = may_change(
            trial.pieces, trial.cost_s, launcher, trial.display, trial.cell_cpu_s, trial.keeps
        )
    idle = trial.thin_out()
    kept = [at for at in range(len(trial.pieces)) if at not in idle]
    costly = trial.cost_of(idle) > WORTH_LEANING_S
    return Prepared(
        whole=trial.loadable(range(len(trial.pieces))),
        lean=trial.loadable(kept) if costly else None,
        left_out=tuple(trial.left_out),
    )


@dataclass
class _Trial:
    launcher: Launcher
    display: tuple[str, ...]
    cell_cpu_s: float
    keeps: tuple[str, ...]
    pieces: list[Piece] = field(default_factory=list)
    cost_s: list[float] = field(default_factory=list)
    """Of each piece: CPU time, and time in which it did nothing but wait."""
    changed: list[bool] = field(default_factory=list)
    """Of each piece: whether running it may have changed what others made."""
    left_out: list[LeftOut] = field(default_factory=list)
    spent_s: float = 0.0
    """What all attempts took."""

    def loadable(self, which: Sequence[int]) -> Loadable:
        """What a worker loads: the pieces of those indices."""
        pieces = [self.pieces[at] for at in which]
        return Loadable(
            cells=tuple((piece.cell.label, piece.cell.source) for piece in pieces),
            code=tuple(piece.code for piece in pieces),
            display_modules=self.display,
            cost_s=self.cost_of(which),
            keeps=self.keeps,
        )

    def cost_of(self, which: Collection[int]) -> float:
        """What the pieces of those indices took together."""
        return sum(self.cost_s[at] for at in which)

    def load(self) -> None:
        """Loads the pieces one by one; starts again without each that cannot stay."""
        for rank, until_s in zip((OTHER, DEFINITION, ANSWER), TRIAL_S, strict=True):
            self._leave_out_below(rank)
            if self._settles(until_s, restarts=MAX_RESTARTS if rank < ANSWER else MAX_PIECES):
                return
        self._leave_out_below(GIVEN)
        self._load_once()

    def _settles(self, until_s: float, restarts: int) -> bool:
        """Whether what is left, after so many restarts at most, can all stay.

        Asking for input takes no time, so that it ends nothing, however often it is done.
        """
        for _ in range(MAX_PIECES):
            found = self._load_once()
            if found is None:
                return True
            at, why = found
            restarts -= why != ASKED_INPUT
            piece = self.pieces[at]
            finer = piece.statements if len(self.pieces) < MAX_PIECES else ()
            if not finer:  # else only one of them will be left out
                self._leave_out(piece.cell, piece.where, why)
            self.pieces[at : at + 1] = finer
            if self.spent_s > until_s or restarts <= 0:
                return False
        return False

    def _load_once(self) -> tuple[int, str] | None:
        """The index of the first piece that cannot stay, and why; None when all that are left can.

        Raises WorkerStarved.
        """
        worker = begin(self.launcher, self.display, self.cell_cpu_s, self.keeps)
        told: list[LeftOut] = []  # of each answer no more is kept: it may be as large as allowed
        late: set[int] = set()
        self.cost_s, self.changed = [], []
        try:
            for at, piece in enumerate(self.pieces):
                together_s = sum(self.cost_s)
                self.cost_s.append(0.0)
                self.changed.append(True)
                if together_s > TOGETHER_FACTOR[piece.rank] * self.cell_cpu_s:
                    late.add(at)
                    continue
                result = self._load_piece(worker, piece)
                if isinstance(result, str):
                    return at, result
                told += map(_as_record, left_out_by_load(piece.cell, {}, result))
        finally:
            worker.kill()
            self.spent_s += sum(self.cost_s)
        self.left_out += told
        self._leave_out_of(sorted(late))
        return None

    def thin_out(self) -> frozenset[int]:
        """The idle pieces, after leaving out what would make every check take too long."""
        changed = {at for at, was in enumerate(self.changed) if was}
        found = thinned(self.pieces, self.cost_s, changed, self.cell_cpu_s)
        gone = set(found.left_out)
        stay = [at for at in range(len(self.pieces)) if at not in gone]
        self._leave_out_of(found.left_out)
        return frozenset(new for new, at in enumerate(stay) if at in found.idle)

    def _leave_out_below(self, rank: int) -> None:
        self._leave_out_of([at for at, piece in enumerate(self.pieces) if piece.rank < rank])

    def _leave_out_of(self, which: Sequence[int]) -> None:
        """Leaves out the pieces of those indices, because the hand-in takes too long."""
        for at in which:
            piece = self.pieces[at]
            self._leave_out(piece.cell, piece.where, "together your cells took too long to run")
        gone = set(which)
        kept = [at for at in range(len(self.pieces)) if at not in gone]
        self.pieces = [self.pieces[at] for at in kept]
        self.cost_s = [self.cost_s[at] for at in kept if at < len(self.cost_s)]
        self.changed = [self.changed[at] for at in kept if at < len(self.changed)]

    def _load_piece(self, worker: WorkerProcess, piece: Piece) -> Mapping[str, Any] | str:
        """What running a piece gave, or why it must be left out; its cost is the last one."""
        budget = Budget(self.cell_cpu_s, wall_factor=TRIAL_WALL_FACTOR)
        waited = worker.waited_for_cpu_s()
        try:
            answer, _ = worker.ask(cell_request(piece), [piece.code], budget)
            worker.check_held()  # or the next piece would have to answer for what this one left
            waited = worker.waited_for_cpu_s() - waited
            self.cost_s[-1] = max(budget.used_cpu_s, _busy_or_asleep_s(budget, waited))
            if wire.too_many(answer):
                raise worker.reject("its answer held too many values")
            ran = answer["cell"]
            if ran["state"] == "asked_input":
                return ASKED_INPUT
            if ran["state"] not in ("ran", "raised"):
                raise worker.reject("a cell neither ran nor raised")
            return dict(ran)
        except WorkerStarved:
            raise
        except (CheckStopped, KeyError, TypeError, ValueError) as stopped:
            # Nobody says any more how long a dead one waited for a processor.
            self.cost_s[-1] = max(budget.used_cpu_s, budget.used_wall_s)
            return self._why_stopped(stopped, budget)

    def _why_stopped(self, stopped: BaseException, budget: Budget) -> str:
        """Why a piece must be left out that ended its worker, in words."""
        if isinstance(stopped, WorkerTimeout):
            if budget.used_cpu_s >= self.cell_cpu_s:
                return f"it had not finished after {self.cell_cpu_s:g} s of CPU time"
            return f"it had not finished after {budget.wall_s:g} s of waiting"
        if isinstance(stopped, WorkerDied):
            return f"it ended the process that ran it: {stopped}"
        return "it ended the process that ran it"

    def _leave_out(self, cell: RunCell, where: str, why: str) -> None:
        if cell.origin == "student":
            self.left_out.append(LeftOut(where=where, why=clean_text(why, 600)))


def _most_pieces(cells: Sequence[RunCell]) -> int:
    """How many pieces there can be at most: a cell, or each of its statements, is one."""
    texts = [cell.source.strip() if cell.statements else "" for cell in cells]
    return sum(1 + text.count("\n") + text.count(";") for text in texts)


def _as_record(left: rebuild.LeftOut) -> LeftOut:
    return LeftOut(where=left.where, why=clean_text(left.why, 600))


def _busy_or_asleep_s(budget: Budget, waited_s: float) -> float:
    """Wall time without what the machine made it wait for a processor; 0 where that is unknown."""
    return budget.used_wall_s - waited_s if waited_s == waited_s else 0.0
