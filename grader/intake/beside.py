"""What a student wrote above or below our own text in one of our cells: a cell of their own.

In a `.py` nothing shows where a cell ends, so that the next helper is written right below the
checks. Pure; may import `imports`, `placing`, `release` and `percent`; never parses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.intake.imports import holds_code
from grader.intake.placing import StudentCell, normal
from grader.intake.release import Release, ReleaseCell
from grader.worker.percent import string_at_end


def cut_apart(
    release: Release, given: Sequence[StudentCell]
) -> tuple[list[StudentCell], list[str]]:
    """The placed cells, where given and check cells that hold ours whole are ours and the rest.

    All pieces keep the number, and their lines keep theirs. Where only imports were added to a
    given cell nothing is cut: those have their own places. With the words that tell of it.
    """
    found: list[StudentCell] = []
    notes: list[str] = []
    for cell in given:
        ours = None if cell.place is None else release.cells[cell.place]
        if cell.type != "code" or ours is None or ours.role not in ("given", "check"):
            found.append(cell)
            continue
        pieces = _pieces(ours, cell)
        if len(pieces) > 1:
            words = f"{cell.label} is a {ours.role} cell; what you added to it is run beside it"
            notes.append(words)
        found += pieces
    return found, notes


def _pieces(ours: ReleaseCell, cell: StudentCell) -> Sequence[StudentCell]:
    known, text = normal(ours.source), normal(cell.source)
    if not known or known == text:
        return (cell,)
    whole, body = f"\n{text}\n", cell.source.strip()
    at = whole.find(f"\n{known}\n")
    if at < 0 or body.count("\n") != text.count("\n"):  # further signs that end a line to some
        return (cell,)
    first = cell.source[: cell.source.find(body)].count("\n") + whole.count("\n", 1, at + 1)
    last = first + known.count("\n") + 1
    lines = cell.source.split("\n")
    above, below = "\n".join(lines[:first]), "\n".join(lines[last:])
    if string_at_end(above) or (ours.role == "given" and not holds_code(f"{above}\n{below}")):
        return (cell,)
    pieces = [replace(cell, source=ours.source)]
    own = replace(cell, place=None, grade_id=None, cut_off=True)
    if above.strip():
        pieces.insert(0, replace(own, source=above))
    if below.strip():
        pieces.append(replace(own, source="\n" * last + below))
    return pieces
