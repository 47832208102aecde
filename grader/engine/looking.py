"""Sees which pieces of a hand-in change nothing of what others made, by running them once more.

Looking at everything before and after a piece may take longer than the piece, so it is done in a
worker of its own, only where those pieces cost enough, and is charged to none of them.

May import the engine's `.pieces` and `.line`, sandbox and errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.engine.line import TRIAL_SEED
from grader.engine.pieces import Piece, idle_pieces
from grader.errors import CheckStopped, WorkerStarved
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import WorkerProcess

LOOKING_CPU_S = 2.0
"""What looking may take, beside running the pieces again."""
AGAIN_FACTOR, WALL_FACTOR = 2.0, 3.0


def may_change(
    pieces: Sequence[Piece],
    cost_s: Sequence[float],
    launcher: Launcher,
    display: Sequence[str],
    cell_cpu_s: float,
    keeps: Sequence[str],
) -> list[bool]:
    """Of each piece, whether running it may have changed what others made.

    All may have where looking takes too long: then all are repeated, which is right if slow.

    Raises
    ------
    WorkerStarved
        When the machine gave the worker no time.
    """
    unknown = [True] * len(pieces)
    idle = idle_pieces(pieces)
    budget = Budget(LOOKING_CPU_S + AGAIN_FACTOR * sum(cost_s), wall_factor=WALL_FACTOR)
    worker = begin(launcher, display, cell_cpu_s, keeps)
    changed = []
    try:
        for at, piece in enumerate(pieces):
            answer, _ = worker.ask(cell_request(piece, watch=at in idle), [piece.code], budget)
            changed.append(answer["cell"].get("changed") is not False)
    except WorkerStarved:
        raise
    except (CheckStopped, KeyError, TypeError, AttributeError):
        return unknown
    finally:
        worker.kill()
    return changed


def begin(
    launcher: Launcher, display: Sequence[str], cpu_s: float, keeps: Sequence[str] = ()
) -> WorkerProcess:
    """A worker that holds an empty module; see `Loadable` for what it `keeps`.

    Raises
    ------
    CheckStopped
        When it does not come so far.
    """
    worker = launcher.worker()
    try:
        header = {"op": "prepare", "display": list(display), "keeps": keeps, "seed": TRIAL_SEED}
        worker.ask(header, [], Budget(cpu_s))
    except BaseException:
        worker.kill()
        raise
    return worker


def cell_request(piece: Piece, *, watch: bool = False) -> dict[str, Any]:
    """The request that runs a piece; `watch` asks whether it changes what others made."""
    request: dict[str, Any] = {
        "op": "cell", "label": piece.cell.label, "source": piece.cell.source
    }  # fmt: skip
    if watch:
        request["watch"] = sorted(piece.binds)
    return request
