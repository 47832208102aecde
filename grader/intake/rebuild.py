"""The one place that decides what of a hand-in is run: the student's answers in our skeleton.

Locked cells come from the release, with the imports that a student added there, check cells are not
run, what was written above or below either is the student's own, answers are found by grade id, or
by the names that they define where an editor dropped the ids. Pure; may import the standard
library, `beside`, `binding`, `further`, `imports`, `placing`, `parts`, `words` and `release`.
What it is given comes from a child that read untrusted bytes, so its form is checked here again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from grader.errors import GraderError
from grader.intake.beside import cut_apart
from grader.intake.binding import bound_names
from grader.intake.further import Used, further_cells
from grader.intake.imports import Imports, differ_otherwise, own_imports
from grader.intake.parts import is_fragment, used_cells
from grader.intake.placing import StudentCell, defined_names, normal, place
from grader.intake.release import Release
from grader.intake.words import free_text

_WORD = re.compile(r"\w+")
_MOST_NOTES, _NOTE_LIMIT = 50, 300


@dataclass(frozen=True, slots=True)
class RunCell:
    """One cell to be run. `label` is what a student reads: `cell 5` of the hand-in."""

    label: str
    source: str
    grade_id: str | None
    origin: Literal["release", "student"]
    at: int = 0
    """The release's cell, counted from 0, that it belongs to."""
    side: Literal["before", "in", "after"] = "in"
    """Whether it stands in that cell's place, or is the student's own beside it."""
    statements: bool = False
    """Whether it is run statement by statement, each as if it were a cell.

    So that one that fails, for want of what our own text around it would have bound, takes nothing
    below it along.
    """


@dataclass(frozen=True, slots=True)
class AnswerFound:
    """What was found for one answer cell; the fields of `records.AnswerFound`."""

    cell: str
    state: Literal["answered", "unchanged", "missing", "in_file"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of the hand-in that is not run, and why; the fields of `records.LeftOut`."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was read from a hand-in; the fields of `records.Receipt`."""

    file: str = ""
    answers: tuple[AnswerFound, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    free_text: dict[str, str] = field(default_factory=dict)
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The cells to be run, in order, and the receipt."""

    cells: tuple[RunCell, ...]
    receipt: Receipt


def rebuild(release: Release, hand_in: Mapping[str, Any], file_name: str) -> Rebuilt:
    """What of a hand-in is run, and the receipt that says so.

    Parameters
    ----------
    hand_in:
        What `worker.reading.read_hand_in` gave.
    file_name:
        What the student's file is called.
    """
    given, told = cut_apart(release, place(release, _checked(hand_in)))
    used = {at: used_cells(cell, at, given) for at, cell in enumerate(release.cells)}
    imports = own_imports(release, used)
    cells = _stubs_first(release, tuple(_run_cells(release, given, used)))
    cells = tuple(_with_imports(cells, imports))
    notes = [str(note)[:_NOTE_LIMIT] for note in hand_in["notes"][:_MOST_NOTES]]
    notes += [*told, *_notes(release, used, imports)]
    texts, about = free_text(release, given, used)
    notes += about
    receipt = Receipt(
        file=file_name,
        answers=tuple(
            _answers_found(release, cells, used, bare=_is_bare(hand_in.get("kind"), given))
        ),
        left_out=tuple(_left_out(release, given, used, imports)),
        notes=tuple(notes),
        free_text=texts,
    )
    return Rebuilt(cells, receipt)


def _checked(hand_in: Mapping[str, Any]) -> list[StudentCell]:
    try:
        cells = [
            StudentCell(number, cell["type"], cell["source"], cell["grade_id"])
            for number, cell in enumerate(hand_in["cells"], 1)
        ]
        whole = type(hand_in["notes"]) is list and all(
            cell.type in ("code", "markdown")
            and type(cell.source) is str
            and (cell.grade_id is None or type(cell.grade_id) is str)
            for cell in cells
        )
    except (KeyError, TypeError):
        whole = False
    if not whole:
        raise GraderError(
            "fitting a hand-in into its release",
            expected="cells and notes, as the reading child gives them",
            came="something of another form",
            todo="grade the submission again; if it comes back, report it with the file",
        )
    return cells


def _is_bare(kind: object, given: Sequence[StudentCell]) -> bool:
    """Whether it is a `.py` of one unmarked cell, whose answers cannot be told apart."""
    whole = [cell for cell in given if cell.source.strip()]
    return kind == "py" and len(whole) == 1 and whole[0].grade_id is None


def _notes(release: Release, used: Used, imports: Imports) -> Iterable[str]:
    yield from (added.told() for added in imports.values())
    for at, original in enumerate(release.cells):
        if original.role != "answer":
            continue
        name = original.grade_id or f"answer {at + 1}"
        if len(used[at]) > 1:
            yield f"the answer {name} stands in {len(used[at])} cells; all are used"
        for cell in used[at]:
            if cell.type == "markdown":
                yield f"{cell.label} is the answer {name}, turned into text; it is run as code"


def _run_cells(release: Release, given: Sequence[StudentCell], used: Used) -> Iterable[RunCell]:
    before, after = further_cells(release, given, used)
    number = 0
    for at, cell in enumerate(release.cells):
        yield from (_student_cell(each, at, "before") for each in before.get(at, ()))
        parts, further = used[at], after.get(at, [])
        if cell.role == "given":
            number += 1
            yield RunCell(f"given cell {number}", cell.source, cell.grade_id, "release", at)
        elif cell.role in ("answer", "free") and parts and not _is_idle(release, at, parts, given):
            grade_id = cell.grade_id if cell.role == "answer" else None
            first, last = parts[0].number, parts[-1].number
            between = [each for each in further if first < each.number < last]
            further = [each for each in further if each not in between]
            for each in sorted((*parts, *between), key=lambda one: one.number):
                own = grade_id if each in parts else None
                yield RunCell(each.label, each.source, own, "student", at, statements=each.cut_off)
        yield from (_student_cell(each, at, "after") for each in further)


def _is_idle(
    release: Release, at: int, parts: Sequence[StudentCell], given: Sequence[StudentCell]
) -> bool:
    """Whether a cell to play with is as it was released, and nobody uses what it defines.

    It may train for seconds, and would do so before every check. Our given cells and stubs use
    nothing of it.
    """
    cell = release.cells[at]
    if cell.role != "free" or [normal(each.source) for each in parts] != [normal(cell.source)]:
        return False
    names = bound_names(cell.source)
    others = [each for each in given if each.type == "code" and each not in parts]
    own = [each.source for each in others if not _is_as_released(release, each)]
    return not any(set(_WORD.findall(source)) & names for source in own)


def _is_as_released(release: Release, cell: StudentCell) -> bool:
    ours = None if cell.place is None else release.cells[cell.place]
    if ours is None or ours.role not in ("given", "answer"):
        return False
    return normal(cell.source) == normal(ours.source)


def _stubs_first(release: Release, cells: tuple[RunCell, ...]) -> tuple[RunCell, ...]:
    """The cells with untouched answers before the student's own code, which then has its way.

    Who writes everything into one cell must not lose it to the stubs below.
    """
    stubs = {cell.grade_id: normal(cell.source) for cell in release.cells if cell.role == "answer"}
    untouched = [
        cell for cell in cells if cell.grade_id and stubs.get(cell.grade_id) == normal(cell.source)
    ]
    own = [cell for cell in cells if cell.origin == "student" and cell not in untouched]
    if not untouched or not any(cell.grade_id for cell in own):
        return cells
    rest = [cell for cell in cells if cell not in untouched]
    first = rest.index(own[0])
    return (*rest[:first], *untouched, *rest[first:])


def _with_imports(cells: Iterable[RunCell], imports: Imports) -> Iterable[RunCell]:
    """The cells, and around each given one the imports that were added there."""
    for cell in cells:
        added = imports.get(cell.at) if cell.origin == "release" else None
        if added and added.before:
            yield RunCell(added.version.label, added.before, None, "student", cell.at, "before")
        yield cell
        if added and added.after:
            yield RunCell(added.version.label, added.after, None, "student", cell.at, "after")


def _student_cell(cell: StudentCell, at: int, side: Literal["before", "after"]) -> RunCell:
    return RunCell(cell.label, cell.source, None, "student", at, side, cell.cut_off)


def _answers_found(
    release: Release, cells: Sequence[RunCell], used: Used, *, bare: bool
) -> Iterable[AnswerFound]:
    for at, cell in enumerate(release.cells):
        if cell.role != "answer":
            continue
        name, stub, parts = cell.grade_id or f"answer {at + 1}", normal(cell.source), used[at]
        if bare:
            yield AnswerFound(name, "in_file")
            continue
        whole = len(parts) == 1
        if not all(
            _is_stub(each, stub) or (not whole and is_fragment(each, stub)) for each in parts
        ):
            yield AnswerFound(name, "answered")
            continue
        texts = [each.source for each in cells if each.origin == "student"]
        others = [text for text in texts if stub not in normal(text)]
        if not whole:  # the pieces of a stub are no answer either
            own = [each.source for each in parts]
            others = [text for text in others if text not in own]
        if any(defined_names(stub) & defined_names(text) for text in others):
            yield AnswerFound(name, "in_file")
        else:
            yield AnswerFound(name, "missing" if len(others) == len(texts) else "unchanged")


def _is_stub(version: StudentCell, stub: str) -> bool:
    """Whether an answer is still the stub; an unmarked one may hold more of the file around it."""
    text = normal(version.source)
    return text == stub or (version.grade_id is None and stub in text)


def _left_out(
    release: Release, given: Sequence[StudentCell], used: Used, imports: Imports
) -> Iterable[LeftOut]:
    for cell in given:
        if cell.place is None or not cell.source.strip():
            continue
        original, parts = release.cells[cell.place], used[cell.place]
        changed = normal(cell.source) != normal(original.source)
        if original.role in ("given", "check") and changed and cell.type == "code":
            what = "your change is not run"
            added = imports.get(cell.place)
            if added is not None and added.version == cell:
                if not differ_otherwise(cell.source, original.source):
                    continue
                what = "of your changes only the imports are run"
            yield LeftOut(
                cell.label, f"it is a {original.role} cell: the release's own is used, {what}"
            )
        elif original.role in ("answer", "free") and parts and cell not in parts:
            what = "the answer" if original.role == "answer" else "the cell"
            labels = " and ".join(each.label for each in parts)
            verb = "are" if len(parts) > 1 else "is"
            why = f"it is another copy of {what} {original.grade_id or ''}".rstrip()
            yield LeftOut(cell.label, f"{why}; {labels} {verb} used")
