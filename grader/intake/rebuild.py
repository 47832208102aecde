"""The one place that decides what of a hand-in is run: the student's answers in our skeleton.

Locked cells come from the release, check cells are not run, answers are found by grade id, or by
the names that they define where an editor dropped the ids. Pure; may import the standard library
and `release`. What it is given comes from a child that read untrusted bytes, so its form is
checked here again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from grader.errors import GraderError
from grader.intake.placing import StudentCell, defined_names, normal, place, role_of
from grader.intake.release import Release, ReleaseCell

_MOST_NOTES, _NOTE_LIMIT = 50, 300


@dataclass(frozen=True, slots=True)
class RunCell:
    """One cell to be run. `label` is what a student reads: `cell 5` of the hand-in."""

    label: str
    source: str
    grade_id: str | None
    origin: Literal["release", "student"]


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
    given = place(release, _checked(hand_in))
    chosen = {at: _chosen(cell, at, given) for at, cell in enumerate(release.cells)}
    cells = tuple(_run_cells(release, given, chosen))
    notes = [str(note)[:_NOTE_LIMIT] for note in hand_in["notes"][:_MOST_NOTES]]
    notes += [
        f"{cell.label} is the answer {cell.grade_id}, turned into text; it is run as code"
        for cell in given
        if cell.type == "markdown" and role_of(release, cell) == "answer"
    ]
    receipt = Receipt(
        file=file_name,
        answers=tuple(_answers_found(release, cells, chosen)),
        left_out=tuple(_left_out(release, given, chosen)),
        notes=tuple(notes),
        free_text=_free_text(release, given, chosen),
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


def _chosen(cell: ReleaseCell, at: int, given: Iterable[StudentCell]) -> StudentCell | None:
    """The version that counts: the last one that is not the untouched stub, else the last."""
    versions = [each for each in given if each.place == at and each.source.strip()]
    changed = [each for each in versions if normal(each.source) != normal(cell.source)]
    return (changed or versions)[-1] if versions else None


def _run_cells(
    release: Release, given: Sequence[StudentCell], chosen: Mapping[int, StudentCell | None]
) -> Iterable[RunCell]:
    before, after = _further_cells(release, given)
    number = 0
    for at, cell in enumerate(release.cells):
        yield from map(_student_cell, before.get(at, ()))
        answer = chosen[at]
        if cell.role == "given":
            number += 1
            yield RunCell(f"given cell {number}", cell.source, cell.grade_id, "release")
        elif cell.role == "answer" and answer is not None:
            yield RunCell(answer.label, answer.source, cell.grade_id, "student")
        elif cell.role == "free" and answer is not None:
            yield _student_cell(answer)
        yield from map(_student_cell, after.get(at, ()))


def _student_cell(cell: StudentCell) -> RunCell:
    return RunCell(cell.label, cell.source, None, "student")


def _further_cells(
    release: Release, given: Sequence[StudentCell]
) -> tuple[dict[int, list[StudentCell]], dict[int, list[StudentCell]]]:
    """The student's own cells, by the release's cell before or after which they are run.

    They follow the known cell that they follow in the hand-in. Those above every known cell come
    right before the first one; where none is known, in the place of the first answer.
    """
    first_answer = next((at for at, cell in enumerate(release.cells) if cell.role == "answer"), 0)
    first = next((cell.place for cell in given if cell.place is not None), first_answer)
    before: dict[int, list[StudentCell]] = {}
    after: dict[int, list[StudentCell]] = {}
    last: int | None = None
    for cell in given:
        if cell.place is not None:
            last = cell.place
        elif cell.type == "code" and cell.source.strip():
            if last is None:
                before.setdefault(first, []).append(cell)
            else:
                after.setdefault(last, []).append(cell)
    return before, after


def _answers_found(
    release: Release, cells: Sequence[RunCell], chosen: Mapping[int, StudentCell | None]
) -> Iterable[AnswerFound]:
    for at, cell in enumerate(release.cells):
        if cell.role != "answer":
            continue
        name, stub, version = cell.grade_id or f"answer {at + 1}", normal(cell.source), chosen[at]
        if version is not None and not _is_stub(version, stub):
            yield AnswerFound(name, "answered")
            continue
        texts = [each.source for each in cells if each.origin == "student"]
        others = [text for text in texts if stub not in normal(text)]
        if any(defined_names(stub) & defined_names(text) for text in others):
            yield AnswerFound(name, "in_file")
        else:
            yield AnswerFound(name, "missing" if len(others) == len(texts) else "unchanged")


def _is_stub(version: StudentCell, stub: str) -> bool:
    """Whether an answer is still the stub; an unmarked one may hold more of the file around it."""
    text = normal(version.source)
    return text == stub or (version.grade_id is None and stub in text)


def _left_out(
    release: Release, given: Sequence[StudentCell], chosen: Mapping[int, StudentCell | None]
) -> Iterable[LeftOut]:
    for cell in given:
        if cell.place is None or not cell.source.strip():
            continue
        original, used = release.cells[cell.place], chosen[cell.place]
        changed = normal(cell.source) != normal(original.source)
        if original.role in ("given", "check") and changed and cell.type == "code":
            why = f"it is a {original.role} cell: the release's own is used, your change is not run"
            yield LeftOut(cell.label, why)
        elif original.role == "answer" and used is not None and used is not cell:
            why = f"it is another copy of the answer {original.grade_id}; {used.label} is used"
            yield LeftOut(cell.label, why)


def _free_text(
    release: Release, given: Sequence[StudentCell], chosen: Mapping[int, StudentCell | None]
) -> dict[str, str]:
    """Each manual question's answer: its cell unless untouched, and the texts added right below."""
    texts: dict[str, str] = {}
    for at, cell in enumerate(release.cells):
        version = chosen[at]
        if cell.role != "manual" or version is None:
            continue
        changed = normal(version.source) != normal(cell.source)
        parts = [version.source] if changed else []
        for follower in given[version.number :]:
            if follower.place is not None or follower.type != "markdown":
                break
            parts.append(follower.source)
        texts[cell.grade_id or f"answer {at + 1}"] = "\n\n".join(parts)
    return texts
