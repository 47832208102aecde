"""What happened to a hand-in's cells when they were compiled and run, in a student's words.

The descriptions come from a process that ran student code, so every text is cleaned again and
every form is checked. May import `worker.describe` and `rebuild`; must never show a cell of the
release as the student's mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.intake.rebuild import LeftOut, RunCell
from grader.worker.describe import clean_text

_MOST = 20
_WHY_LIMIT = 400


def left_out_by_load(
    cell: RunCell, compiled: Mapping[str, Any], loaded: Mapping[str, Any] | None
) -> tuple[LeftOut, ...]:
    """What of one cell was not run, and why; nothing for a cell of the release.

    Parameters
    ----------
    compiled:
        The cell's entry of `worker.transform.compile_cells`.
    loaded:
        What `worker.loading.run_cell` gave; None where the cell did not compile.
    """
    if cell.origin == "release":
        return ()
    whys = [str(note) for note in _list(compiled.get("notes"))]
    if compiled.get("error") is not None:
        whys.append(f"it is not valid Python: {said(compiled['error'], cell.label)}")
    if loaded is not None:
        modules = ", ".join(clean_text(str(each), 60) for each in _list(loaded.get("absent")))
        if modules:
            where = _lines(loaded.get("skipped"))
            whys.append(f"{where}: not run, for want of {modules}; the rest of the cell was run")
        if denied := _lines(loaded.get("denied")):
            whys.append(f"{denied}: not allowed when grading; the rest of the cell was run")
        if taken := _names(loaded.get("taken")):
            whys.append(
                f"from here on {taken} cannot be called any more; the checks use it as it was, but "
                "another name would be clearer"
            )
        if hides := _names(loaded.get("hides")):
            whys.append(
                f"from here on {hides} is not Python's own function, in your answers too: choose "
                "another name"
            )
        state, error = loaded.get("state"), loaded.get("error")
        if state == "asked_input":
            whys.append("it asks for input, and nobody is there to type")
        elif state == "raised":
            whys.append(f"it stopped with {said(error, cell.label)}{_hint(cell, error)}")
    return tuple(LeftOut(cell.label, clean_text(why, _WHY_LIMIT)) for why in whys)


def _hint(cell: RunCell, error: object) -> str:
    """What helps whoever wrote below our checks, and used what they bind."""
    is_name = isinstance(error, Mapping) and error.get("type") == "NameError"
    if not (cell.statements and is_name):
        return ""
    return "; a check cell is not run when graded, so its names are not there"


def said(error: object, label: str) -> str:
    """A described exception in one line: type, text, and the last line of the cell `label`."""
    if not isinstance(error, Mapping):
        return "an error"
    kind = clean_text(str(error.get("type", "")), 100)
    text = clean_text(str(error.get("text", "")), 300).replace("\n", " ")
    lines = [frame[1] for frame in frames(error) if frame[0] == label]
    place = f" (line {lines[-1]})" if lines else ""
    return f"{kind}: {text}{place}" if text else f"{kind}{place}"


def frames(error: Mapping[str, Any]) -> list[tuple[str, int, str, str]]:
    """The frames of a described exception that have the right form, cleaned."""
    found = []
    for frame in _list(error.get("frames")):
        if isinstance(frame, Sequence) and len(frame) == 4 and type(frame[1]) is int:
            label, line, function, source = frame
            texts = [clean_text(str(each), 200) for each in (label, function, source)]
            found.append((texts[0], line, texts[1], texts[2]))
    return found


def _lines(value: object) -> str:
    numbers = [each for each in _list(value) if type(each) is int]
    lines = list(dict.fromkeys(map(str, numbers)))
    return f"line{'s' * (len(lines) > 1)} {', '.join(lines)}" if lines else ""


def _names(value: object) -> str:
    return ", ".join(f"`{clean_text(str(each), 60)}`" for each in _list(value))


def _list(value: object) -> list[Any]:
    return list(value)[:_MOST] if isinstance(value, list | tuple) else []
