"""Which file of a hand-in is graded: of its two forms, and of several copies of one.

Decided by where answers stand, never by a guess between two that hold some; two programs never make
one grade. May import `handin` for types alone, the intake's cells and the records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.intake.placing import normal
from grader.intake.rebuild import Rebuilt
from grader.intake.release import Release

if TYPE_CHECKING:
    from grader.engine.handin import HandIn

_COMMENT = re.compile(r"""^([^'"#\n]*)#.*$""", re.MULTILINE)
"""Not behind a quotation mark: a `#` in a string is none."""
_PY = (".py", ".py.txt", ".py.json")


def answered(release: Release, rebuilt: Rebuilt) -> frozenset[str]:
    """The answers in code; a stub with other comments and empty lines is none."""
    states = {each.cell: each.state for each in rebuilt.receipt.answers}
    found = set()
    for at, cell in enumerate(release.cells):
        name = cell.grade_id or f"answer {at + 1}"
        if cell.role != "answer" or states.get(name) not in ("answered", "in_file"):
            continue
        own = [
            each.source
            for each in rebuilt.cells
            if each.origin == "student" and each.at == at and each.grade_id == cell.grade_id
        ]
        if states[name] == "in_file" or _code("\n".join(own)) != _code(cell.source):
            found.add(name)
    return frozenset(found)


def _code(source: str) -> list[str]:
    """The lines of a cell without comments, and without those that hold nothing else."""
    return [line for line in normal(_COMMENT.sub(r"\1", source)).splitlines() if line.strip()]


def says_anything(hand_in: HandIn) -> bool:
    """Whether it answers anything, in code or in words."""
    texts = hand_in.receipt.free_text.values()
    return bool(hand_in.answers) or any(text.strip() for text in texts)


def _has_work(hand_in: HandIn) -> bool:
    """Whether somebody worked in it; what we made of a `.py` holds nothing of its own."""
    return not hand_in.made and says_anything(hand_in)


def one_of(notebook: HandIn, py: HandIn) -> HandIn:
    """Which of a hand-in's two forms is graded, with notes that say so.

    The notebook, unless the `.py` alone holds answers in code: who fetched both works in one of
    them. Two programs never make one grade, but a text for a person may stand in either. A notebook
    that was made of a `.py` says nothing of its own: the `.py` may be newer, and is what was sent.
    """
    if notebook.made:
        return py
    ours, theirs = notebook.answers, py.answers
    if notebook.status == "graded" == py.status and (ours or not theirs):
        return _beside(notebook, py, _two_programs(notebook, py) if theirs else ())
    if py.status != "graded" or not theirs:
        why = f"{py.receipt.file} cannot be read, and is not graded: {py.message}"
        return noted(notebook, () if py.status == "graded" else (why,))
    name = notebook.receipt.file
    return _beside(py, notebook, (f"{name} {_state(notebook)}; {py.receipt.file} is graded.",))


def not_meant(copies: Mapping[Path, HandIn]) -> list[Path]:
    """The copies that are surely not meant, where several of one kind lie there.

    Of one kind those without work beside the only one that holds some, all but the first where the
    other kind alone holds some, and every `.py` beside the only answered notebook.
    """
    py = [path for path in copies if path.name.lower().endswith(_PY)]
    notebooks = [path for path in copies if path not in py]
    gone: list[Path] = []
    for own, others in ((notebooks, py), (py, notebooks)):
        worked = [path for path in own if _has_work(copies[path])]
        elsewhere = [path for path in others if _has_work(copies[path])]
        if len({copies[path].file_sha256 for path in worked}) == 1:
            gone += [path for path in own if path != worked[0]]
        elif not worked and elsewhere:
            gone += own[1:]
        elif own is py and len(elsewhere) == 1 and copies[elsewhere[0]].answers:
            gone += own
    return gone


def told(chosen: HandIn, left: Iterable[HandIn]) -> HandIn:
    """The chosen copy, with a note and a digest of each that is not graded."""
    own = [  # what we made is nobody's hand-in
        each for each in left if not each.made and each.file_sha256 != chosen.file_sha256
    ]
    notes = tuple(f"{each.receipt.file} {_state(each)}, and is not graded." for each in own)
    digests = [chosen.receipt.beside, *(each.file_sha256 for each in own)]
    receipt = chosen.receipt.model_copy(update={"beside": "+".join(filter(None, digests))})
    return noted(replace(chosen, receipt=receipt), notes)


def noted(hand_in: HandIn, notes: tuple[str, ...]) -> HandIn:
    """The hand-in with further notes for its student."""
    kept = (*hand_in.receipt.notes, *notes)
    return replace(hand_in, receipt=hand_in.receipt.model_copy(update={"notes": kept}))


def _state(hand_in: HandIn) -> str:
    if hand_in.status != "graded":
        return "cannot be read"
    if _has_work(hand_in):
        return "holds other code"
    said = {each.state for each in hand_in.receipt.answers}
    return "holds no answer" if said & {"answered", "in_file"} else "is as it was given out"


def _two_programs(notebook: HandIn, py: HandIn) -> tuple[str, ...]:
    """What to say of a `.py` that holds answers and is not graded."""
    graded, other = notebook.receipt.file, py.receipt.file
    if py.sources == notebook.sources:
        return ()
    note = f"{other} is there too and holds other code; {graded} is graded."
    told_apart = {each.cell for each in py.receipt.answers if each.state == "answered"}
    lost = sorted(told_apart & py.answers - notebook.answers)
    if not lost:
        return (note,)
    names = ", ".join(lost)
    return (note, f"Answered in {other} alone, so not graded: {names}. Put it into {graded}.")


def _beside(chosen: HandIn, other: HandIn, notes: tuple[str, ...]) -> HandIn:
    """The chosen form with the texts for a person that stand in the other form alone."""
    texts = dict(chosen.receipt.free_text)
    taken = [
        name
        for name, text in other.receipt.free_text.items()
        if text.strip() and not texts.get(name, "").strip()
    ]
    texts |= {name: other.receipt.free_text[name] for name in taken}
    if taken:
        names = ", ".join(taken)
        notes += (f"Your text for {names} stands in {other.receipt.file} alone; it is read there.",)
    receipt = chosen.receipt.model_copy(update={"free_text": texts})
    return noted(replace(chosen, receipt=receipt), notes)
