"""Which copies of one cell of the release count: "Split cell" makes the parts of one answer.

Pure; may import `placing` and `release`; must never decide by what a cell would do when it is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.intake.placing import StudentCell, defined_names, normal
from grader.intake.release import ReleaseCell


def used_cells(cell: ReleaseCell, at: int, given: Iterable[StudentCell]) -> tuple[StudentCell, ...]:
    """The hand-in's cells that together stand for the release's cell at `at`, in order.

    An untouched stub counts only where nothing else stands for it. Of two copies the later one
    wins over the earlier, unless the earlier defines something that no later one does.
    """
    given = list(given)
    versions = [each for each in given if each.place == at and each.source.strip()]
    stub = normal(cell.source)
    if cell.role == "answer":
        own = [e for e in given if e.type == "code" and e.place in (at, None)]
        own = [each for each in own if normal(each.source) != stub]
        versions = _without_remarks(versions, frozenset().union(*map(_defined, own)))
    changed = [each for each in versions if normal(each.source) != stub]
    if not changed or cell.role not in ("answer", "free", "manual"):
        return tuple((changed or versions)[-1:])
    return _parts(changed, stub if cell.role == "answer" else "")


def _without_remarks(versions: Sequence[StudentCell], there: frozenset[str]) -> list[StudentCell]:
    """The versions of an answer but for remarks; `there` are the names that code defines.

    Text that was split off an answer is a remark, and a copy of it that was made text is put away,
    unless it is the answer itself: nothing that is run defines the same.
    """
    is_code = any(each.type == "code" for each in versions)
    kept: list[StudentCell] = []
    for each in versions:
        names = _defined(each)
        if each.type == "code" or names - there or not (is_code or names):
            kept.append(each)
    return kept


def _defined(cell: StudentCell) -> frozenset[str]:
    return defined_names(cell.source)


def is_fragment(cell: StudentCell, stub: str) -> bool:
    """Whether a cell holds nothing but lines of the stub as they stand there."""
    lines = "\n".join(line.rstrip() for line in cell.source.splitlines()).strip("\n")
    return f"\n{lines}\n" in f"\n{stub}\n"


def _parts(versions: Sequence[StudentCell], stub: str) -> tuple[StudentCell, ...]:
    """The versions without those that others make superfluous."""
    pieces = {each.number for each in versions if is_fragment(each, stub)}
    names = {each.number: defined_names(each.source) for each in versions}
    answered = {name for number in names if number not in pieces for name in names[number]}
    kept: list[StudentCell] = []
    later: set[str] = set()
    texts: set[str] = set()
    for each in reversed(versions):
        own, text = names[each.number], normal(each.source)
        untouched = each.number in pieces and bool(own & answered)
        if text in texts or (own and own <= later) or untouched:
            continue
        kept.append(each)
        later |= own
        texts.add(text)
    return tuple(reversed(kept))
