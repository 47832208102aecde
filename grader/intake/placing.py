"""Which cell of a hand-in is a version of which cell of the release.

By grade id; where an editor dropped the ids, by equal text, by the names that a cell defines, and
by what stands above it. Pure; may import the standard library and `release`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.intake.release import Release

_DEFINED = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StudentCell:
    """One cell of the hand-in, and the release's cell that it is a version of."""

    number: int
    type: str
    source: str
    grade_id: str | None
    place: int | None = None
    cut_off: bool = False
    """Whether it stood in a cell of ours, above or below our own text."""

    @property
    def label(self) -> str:
        """What a student calls it: cells are counted in their own file, from 1."""
        return f"cell {self.number}"


def defined_names(source: str) -> frozenset[str]:
    """The functions and classes that stand at the left margin of a piece of code."""
    return frozenset(_DEFINED.findall(source))


def names_given_out(release: Release) -> frozenset[str]:
    """The functions and classes that are given, or asked for by a stub."""
    sources = [cell.source for cell in release.cells if cell.role in ("answer", "given")]
    return frozenset().union(*map(defined_names, sources))


def place(release: Release, given: Sequence[StudentCell]) -> list[StudentCell]:
    """The hand-in's cells, each with the place of the release's cell that it is a version of."""
    placed = _by_grade_id(release, given)
    placed = _by_source(release, placed)
    placed = _by_names(release, placed)
    return _by_neighbour(release, placed)


def normal(source: str) -> str:
    """The text by which a copy of a cell is known: spaces at the edges do not count."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _by_grade_id(release: Release, given: Sequence[StudentCell]) -> list[StudentCell]:
    """By grade id; a second copy of a given cell is a cell of the student's own."""
    index = {cell.grade_id: at for at, cell in enumerate(release.cells) if cell.grade_id}
    found: list[StudentCell] = []
    seen: set[int | None] = set()
    for cell in given:
        at = index.get(cell.grade_id) if cell.grade_id else None
        role = "" if at is None else release.cells[at].role
        if (role == "given" and at in seen) or (role == "text" and cell.type == "code"):
            at = None
        seen.add(at)
        found.append(replace(cell, place=at))
    return found


def _by_source(release: Release, given: Sequence[StudentCell]) -> list[StudentCell]:
    """Unmarked cells by equal text: the first copy of each, and all copies of checks and stubs."""
    waiting: dict[tuple[str, str], list[int]] = {}
    taken = {cell.place for cell in given}
    for at, original in enumerate(release.cells):
        if at not in taken or original.role in ("check", "answer"):
            waiting.setdefault((original.type, normal(original.source)), []).append(at)
    found = []
    for cell in given:
        places = waiting.get((cell.type, normal(cell.source)), [])
        if cell.place is None and cell.source.strip() and places:
            again = release.cells[places[0]].role in ("check", "answer") and len(places) == 1
            cell = replace(cell, place=places[0] if again else places.pop(0))
        found.append(cell)
    return found


def _by_names(release: Release, given: Sequence[StudentCell]) -> list[StudentCell]:
    """Answers that no cell is marked as, by what they define; never a guess between two cells.

    Several cells are the parts of one answer where no two of them define the same name. One above a
    marked answer that defines its names, too, is a draft.
    """
    taken = {cell.place for cell in given}
    wanted = {
        at: defined_names(cell.source)
        for at, cell in enumerate(release.cells)
        if cell.role == "answer" and at not in taken
    }
    free = [cell for cell in given if cell.place is None and cell.type == "code"]
    marked = [(each.number, defined_names(each.source)) for each in given if each.place is not None]
    able = {cell.number: defined_names(cell.source) for cell in free}
    found = {cell.number: cell for cell in given}
    for at, names in wanted.items():
        meant = [
            cell
            for cell in free
            if names & able[cell.number]
            and not any(names & its for number, its in marked if number > cell.number)
        ]
        together = frozenset[str]().union(*(able[cell.number] for cell in meant))
        if sum(len(able[cell.number]) for cell in meant) > len(together):
            continue  # two that define the same name
        if [each for each, these in wanted.items() if these & together] == [at]:
            found |= {cell.number: replace(cell, place=at) for cell in meant}
    return list(found.values())


def _by_neighbour(release: Release, given: Sequence[StudentCell]) -> list[StudentCell]:
    """An unmarked text that follows the text before a manual question is its answer."""
    taken = {cell.place for cell in given}
    found: list[StudentCell] = []
    for cell in given:
        before = found[-1].place if found else None
        after = None if before is None else before + 1
        if (
            cell.place is None
            and cell.type == "markdown"
            and after is not None
            and after < len(release.cells)
            and release.cells[after].role == "manual"
            and after not in taken
        ):
            cell = replace(cell, place=after)
        found.append(cell)
    return found
