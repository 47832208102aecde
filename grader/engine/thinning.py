"""Which pieces of a hand-in are left out because every check would have to repeat too much.

May import the engine's `.pieces`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grader.engine.pieces import ANSWER, GIVEN, Piece, idle_pieces

REPEATED_FACTOR = 2.0
"""All that every check repeats may take so many times what one cell may; answers twice that."""
ALIKE_FACTOR = 2.0
MAX_LOOKS = 100
"""How often it is looked at what has become idle; a hand-in may have thousands of pieces."""


@dataclass(frozen=True)
class Thinned:
    """What becomes of the pieces, by index; all others are kept and repeated."""

    left_out: tuple[int, ...]
    """In the order in which they went."""
    idle: frozenset[int]
    """Of those that stay, the ones that change nothing for the others."""


def thinned(
    pieces: Sequence[Piece], cost_s: Sequence[float], changed: Collection[int], cell_cpu_s: float
) -> Thinned:
    """Leaves out the costliest pieces, one by one, until what every check repeats is short enough.

    Of about equally costly ones the last goes: which took longest is another every time. What
    nobody needs any more is idle then; after `MAX_LOOKS` that is not looked for any more, so that
    more may be left out than must be.

    Parameters
    ----------
    cost_s:
        What each piece took, in seconds.
    changed:
        The pieces that were seen to change something when they ran on trial.
    cell_cpu_s:
        What one cell may take, in seconds.
    """
    left_out: list[int] = []
    there = list(range(len(pieces)))
    idle: frozenset[int] = frozenset()
    while True:
        if len(left_out) < MAX_LOOKS:
            seen = {new for new, at in enumerate(there) if at in changed}
            found = idle_pieces([pieces[at] for at in there], seen)
            idle = frozenset(there[new] for new in found)
        repeated = [at for at in there if at not in idle]
        rank = min((pieces[at].rank for at in repeated), default=GIVEN)
        most_s = REPEATED_FACTOR * cell_cpu_s * (2 if rank == ANSWER else 1)
        if rank == GIVEN or sum(cost_s[at] for at in repeated) <= most_s:
            return Thinned(tuple(left_out), idle)
        least = [at for at in repeated if pieces[at].rank == rank]
        alike_s = max(cost_s[at] for at in least) / ALIKE_FACTOR
        goes = max(at for at in least if cost_s[at] >= alike_s)
        left_out.append(goes)
        there.remove(goes)
