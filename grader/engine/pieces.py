"""The pieces of a hand-in: what each is for, and which of them can change nothing for the others.

May import intake, and the standard library.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.intake.rebuild import RunCell

OTHER, DEFINITION, ANSWER, GIVEN = range(4)
TOGETHER_FACTOR = {OTHER: 5.0, DEFINITION: 7.5, ANSWER: 10.0, GIVEN: float("inf")}
"""One whose turn comes when those before it took so many times what one may is left out."""


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
    def rank(self) -> int:
        """How late it goes when a hand-in takes too long: answers after definitions after others.

        What the release gives stays.
        """
        if self.cell.origin == "release":
            return GIVEN
        return ANSWER if self.cell.grade_id is not None else DEFINITION if self.defines else OTHER

    @property
    def code_bytes(self) -> int:
        """How much code it is, whole or statement by statement, whichever is more."""
        return max(len(self.code), sum(len(each.code) for each in self.statements))

    @property
    def may_be_idle(self) -> bool:
        """Whether it is the student's own, no answer, and seems to reach nothing of others."""
        own = self.cell.origin == "student" and self.cell.grade_id is None
        return own and not self.reaches

    @property
    def where(self) -> str:
        """Words by which a student finds it."""
        return f"{self.cell.label}, line {self.line}" if self.line else self.cell.label


def idle_pieces(pieces: Sequence[Piece], changed: Collection[int] = ()) -> frozenset[int]:
    """The pieces, by index, that can change nothing for the others: nobody uses what they bind.

    Only cells of the student's own, never an answer; see `worker.effects`. `changed` are those that
    were seen to change something when they ran on trial; see `worker.snapshot`.
    """
    idle = {at for at, piece in enumerate(pieces) if piece.may_be_idle and at not in changed}
    binders: dict[str, list[int]] = {}
    for at in idle:
        for name in pieces[at].binds:
            binders.setdefault(name, []).append(at)
    todo = [at for at in range(len(pieces)) if at not in idle]
    while todo:  # each piece, and each name, is looked at once: there may be very many
        piece = pieces[todo.pop()]
        for name in (*piece.uses, *piece.binds):
            needed = [at for at in binders.pop(name, ()) if at in idle]
            idle.difference_update(needed)
            todo += needed
    return frozenset(idle)


def pieces_of(
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
