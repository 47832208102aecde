"""What is left out of a hand-in that takes too long, and that finding it takes no time itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from grader.engine.pieces import ANSWER, DEFINITION, GIVEN, OTHER, idle_pieces
from grader.engine.thinning import thinned
from tests.engine.toy import FIXED

CELL_S = 1.0


@dataclass
class Plain:
    """What is asked of a piece, and how often its names were."""

    binds_: frozenset[str]
    uses_: frozenset[str]
    rank: int
    looked_at: int = 0

    @property
    def binds(self) -> frozenset[str]:
        """What it binds."""
        self.looked_at += 1
        return self.binds_

    @property
    def uses(self) -> frozenset[str]:
        """What it uses."""
        self.looked_at += 1
        return self.uses_

    @property
    def may_be_idle(self) -> bool:
        """Whether it is neither answer nor given."""
        return self.rank in (OTHER, DEFINITION)


def chain(length: int, *, used: bool) -> list[Any]:
    """An answer, and cells of which each uses what the one before it binds."""
    links = [Plain(frozenset({f"x{at}"}), frozenset({f"x{at - 1}"}), OTHER) for at in range(length)]
    last = frozenset({f"x{length - 1}"} if used else ())
    return [Plain(frozenset({"answer"}), last, ANSWER), *links]


def test_a_long_chain_is_walked_once() -> None:
    """The length of what a student's cells need of each other multiplies nothing."""
    needed, idle = chain(500, used=True), chain(500, used=False)

    assert idle_pieces(needed) == frozenset()
    assert idle_pieces(idle) == set(range(1, 501))
    assert max(each.looked_at for each in (*needed, *idle)) <= 3


def test_a_thousand_slow_cells_are_left_out_soon() -> None:
    """However many go, what has become idle is looked for a bounded number of times."""
    slow = [Plain(frozenset({f"y{at}"}), frozenset({"x499"}), OTHER) for at in range(1_000)]
    pieces = [*chain(500, used=False), *slow]
    cost_s = [0.0] * 501 + [2.0**-7] * 1_000
    seen = set(range(501, 1_501))  # each changes something

    found = thinned(pieces, cost_s, seen, CELL_S)

    assert found.left_out == tuple(range(1_500, 756, -1))
    assert found.idle == frozenset()
    assert max(each.looked_at for each in pieces) <= 3 * 101


NAMES = st.frozensets(st.sampled_from("abcdef"), max_size=2)
PIECES = st.lists(
    st.tuples(
        st.builds(Plain, NAMES, NAMES, st.sampled_from([OTHER, DEFINITION, ANSWER, GIVEN])),
        st.sampled_from([0.0, 0.3, 0.5, 1.1, 2.0]),
        st.booleans(),
    ),
    max_size=9,
)


def unneeded(there: Sequence[Any], seen: Sequence[int]) -> set[int]:
    """The largest set of which nobody outside uses or binds a name of its pieces."""
    names = {at: each.binds_ | each.uses_ for at, each in enumerate(there)}
    idle = {at for at, each in enumerate(there) if each.may_be_idle and at not in seen}
    while True:
        used = {
            at
            for at in idle
            if any(
                there[at].binds_ & names[other] for other in range(len(there)) if other not in idle
            )
        }
        if not used:
            return idle
        idle -= used


@FIXED
@given(PIECES)
def test_the_costliest_goes_until_the_rest_is_short_enough(rows: list[Any]) -> None:
    """One by one, the last of about equal ones first, of those that matter least."""
    there = list(range(len(rows)))
    gone = []
    while True:
        pieces = [rows[at][0] for at in there]
        idle = unneeded(pieces, [new for new, at in enumerate(there) if rows[at][2]])
        kept = [at for new, at in enumerate(there) if new not in idle]
        rank = min((rows[at][0].rank for at in kept), default=GIVEN)
        if rank == GIVEN or sum(rows[at][1] for at in kept) <= CELL_S * (
            4 if rank == ANSWER else 2
        ):
            break
        least = [at for at in kept if rows[at][0].rank == rank]
        half = max(rows[at][1] for at in least) / 2
        gone.append([at for at in least if rows[at][1] >= half][-1])
        there.remove(gone[-1])

    found = thinned(
        [row[0] for row in rows],
        [row[1] for row in rows],
        {at for at, row in enumerate(rows) if row[2]},
        CELL_S,
    )

    assert found.left_out == tuple(gone)
    assert found.idle == {there[new] for new in idle}
