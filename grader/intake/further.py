"""Where the cells that a student added are run among those of the release.

Pure; may import `placing` and `release`; never parses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from grader.intake.placing import StudentCell, defined_names
from grader.intake.release import Release

Used: TypeAlias = Mapping[int, Sequence[StudentCell]]
"""The release's cell, counted from 0, to the hand-in's cells that stand for it."""
_ASSIGNED = re.compile(r"^(\w+)[^\S\n]*(?:=|:[^\n]*=)", re.MULTILINE)


def further_cells(
    release: Release, given: Sequence[StudentCell], used: Used
) -> tuple[dict[int, list[StudentCell]], dict[int, list[StudentCell]]]:
    """The student's own cells, by the release's cell before or after which they are run.

    They follow the known cell that they follow in the hand-in. Those above every known cell come
    right before the first one; where none is known, in the place of the first answer. A draft that
    stands above the answer comes before it, wherever that was moved to: the last one holds.
    """
    first_answer = next((at for at, cell in enumerate(release.cells) if cell.role == "answer"), 0)
    first = next((cell.place for cell in given if cell.place is not None), first_answer)
    before: dict[int, list[StudentCell]] = {}
    after: dict[int, list[StudentCell]] = {}
    last: int | None = None
    answers = {
        at: [(each.number, _assigned_names(each.source)) for each in used[at]]
        for at, cell in enumerate(release.cells)
        if cell.role == "answer"
    }
    for cell in given:
        if cell.place is not None:
            last = cell.place
        elif cell.type == "code" and cell.source.strip():
            answered = _answered_below(cell, answers)
            if answered is not None and last is not None and answered <= last:
                before.setdefault(answered, []).append(cell)
            elif last is None:
                before.setdefault(first, []).append(cell)
            else:
                after.setdefault(last, []).append(cell)
    return before, after


def _answered_below(
    draft: StudentCell, answers: Mapping[int, Sequence[tuple[int, frozenset[str]]]]
) -> int | None:
    """The first answer that binds a name of a cell and stands below it in the hand-in.

    `answers` are, of each answer, the numbers of its cells and the names that they bind.
    """
    names = _assigned_names(draft.source)
    for at, cells in answers.items():
        if any(number > draft.number and names & bound for number, bound in cells):
            return at
    return None


def _assigned_names(source: str) -> frozenset[str]:
    """The names that a piece of code defines or assigns one by one at the left margin.

    Who imports the same, or counts with the same name, has not written a draft of it.
    """
    return defined_names(source) | frozenset(_ASSIGNED.findall(source))
