"""Reads a hand-in's bytes into cells; nothing of it is run.

What cannot be read raises `Unreadable` with words for the student who sent it; what was read in
spite of something becomes a note. May import the standard library and its room; runs in a limited
child, so it may use no more than the size of its input times a small number.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from typing import Any

from .percent import split_cells, string_at_end

MAX_CELLS, MAX_DEPTH = 2000, 500
MARK = ("grader", "made_of_py")

_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_CONFLICT = re.compile(r"^<{7} .*$", re.MULTILINE)
_PYTHON = re.compile(r"^(?:#|import |from \w|def |class |@|\"\"\"|''')", re.MULTILINE)
# Codecs of text that are no encoding of a file, or take time beyond the size of their input.
_NO_FILE_CODING = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"}
_OTHER_FILES = (
    (b"PK\x03\x04", "a zip archive"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
)
_NOTEBOOK_KEYS = ('"cells"', '"nbformat"', '"worksheets"')
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

HandIn = dict[str, Any]
Notes = list[str]


class Unreadable(Exception):
    """The hand-in cannot be read; the text tells its student why."""


def read_hand_in(data: bytes, name: str) -> HandIn:
    """The hand-in as `{"kind", "cells", "notes", "made"}`; `kind` is what it is, whatever its name.

    A cell is `{"type": "code" | "markdown", "source", "grade_id"}`. `made` says whether it is a
    notebook that a program made of a `.py`, and that nobody has changed since.
    """
    notes: Notes = []
    text = _decode(data, notes).replace("\r\n", "\n").replace("\r", "\n")
    if _is_notebook(text, name):
        if not name.lower().endswith(".ipynb"):
            notes.append("the file is a notebook, whatever its name says; read as one")
        notebook = _parsed(text)
        cells, mark = _notebook_cells(notebook, notes), _mark(notebook)
        kind = "ipynb"
    else:
        if name.lower().endswith(".ipynb"):
            notes.append("the file is Python code, not a notebook; read as a .py file")
        cells, mark = split_cells(_no_conflict(text), MAX_CELLS + 1, notes), None
        kind = "py"
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"The file has more than {MAX_CELLS} cells; no more are read.")
    for cell in cells:
        cell["source"] = _whole_characters(cell["source"], notes)
        if cell["grade_id"] is not None:
            cell["grade_id"] = _whole_characters(cell["grade_id"][:200], notes).replace("\r", " ")
    made = mark is not None and mark == mark_of(cells)
    return {"kind": kind, "cells": cells, "notes": list(dict.fromkeys(notes)), "made": made}


def mark_of(cells: list[dict[str, Any]]) -> str:
    """What stands in the metadata of a notebook that was made of a `.py`, at `MARK`: a digest."""
    texts = [[cell["type"], cell["source"]] for cell in cells]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def _mark(notebook: Any) -> object:
    held: Any = notebook
    for name in ("metadata", *MARK):
        held = held.get(name) if isinstance(held, dict) else None
    return held


def _decode(data: bytes, notes: Notes) -> str:
    if not data.strip():
        raise Unreadable("The file is empty.")
    for start, what in _OTHER_FILES:
        if data.startswith(start):
            raise Unreadable(f"The file is {what}, not a notebook or Python code.")
    if data.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise Unreadable("The file is a web page. Download the notebook itself, not the page.")
    text = _text(data, notes)
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise Unreadable(f"Line {line} holds a NUL byte: the file was damaged on its way.")
    return text


def _text(data: bytes, notes: Notes) -> str:
    if data.startswith(_UTF16):
        notes.append("the file is in UTF-16; save it as UTF-8")
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    for line in data.split(b"\n", 2)[:2]:
        named = _CODING.match(line)
        if named is None:
            continue
        try:
            info = codecs.lookup(named[1].decode("ascii"))
            if info.name not in _NO_FILE_CODING and info.name != "utf-8":
                return str(data, info.name)
        except (LookupError, ValueError):  # also an encoding that is none of text, or does not fit
            pass
    notes.append("the file is not in UTF-8; read as Windows-1252, so letters may be wrong")
    return data.decode("cp1252", errors="replace")


def _is_notebook(text: str, name: str) -> bool:
    start = text.lstrip()[:1]
    if name.lower().endswith(".py"):
        return start == "{" and any(each in text for each in _NOTEBOOK_KEYS)
    return start in ("{", "[") or not _PYTHON.search(text) or _conflict_in_json(text)


def _conflict_in_json(text: str) -> bool:
    """Whether a notebook begins with a conflict: its first line is a mark, its next ones JSON."""
    return text.startswith("<<<<<<< ") and '"cells"' in text


def _is_deep(document: object) -> bool:
    """Whether it is nested deeper than any editor writes; Pythons differ in what they read."""
    level = [document]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def _parsed(text: str) -> Any:
    try:
        document = json.loads(text)
        if _is_deep(document):
            raise RecursionError
        return document
    except RecursionError:
        raise Unreadable("The notebook is nested too deeply to be read.") from None
    except MemoryError:
        raise Unreadable("The notebook is too large to be read.") from None
    except json.JSONDecodeError as error:
        conflict = _CONFLICT.search(text)
        if conflict:
            line = text.count("\n", 0, conflict.start()) + 1
            raise Unreadable(_conflict_words(line)) from None
        if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
            why = "it ends too early, so its download or its saving was cut short"
        else:
            why = error.msg[:1].lower() + error.msg[1:]
        place = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"The notebook is not whole: {why} ({place}).") from None
    except ValueError:  # an integer of more digits than Python reads
        raise Unreadable("The notebook holds a number that is too long to be read.") from None


def _conflict_words(line: int) -> str:
    return (
        f"Line {line} is the mark of a merge conflict (<<<<<<<). "
        "Open the file, keep one of the two versions, and hand it in again."
    )


def _no_conflict(text: str) -> str:
    """`text`, where no merge conflict stands outside strings."""
    conflict = _CONFLICT.search(text)
    if conflict and ">>>>>>> " in text and not string_at_end(text[: conflict.start()]):
        raise Unreadable(_conflict_words(text.count("\n", 0, conflict.start()) + 1))
    return text


def _notebook_cells(notebook: Any, notes: Notes) -> list[dict[str, Any]]:
    if not isinstance(notebook, dict):
        raise Unreadable("The file is JSON, but not a notebook.")
    cells = notebook.get("cells")
    if cells is None and "worksheets" in notebook:
        notes.append("the notebook is in an old format (version 3)")
        cells = _worksheet_cells(notebook["worksheets"])
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON, but not a notebook: it has no list of cells.")
    return [_notebook_cell(cell, at, notes) for at, cell in enumerate(cells[: MAX_CELLS + 1], 1)]


def _worksheet_cells(worksheets: Any) -> Any:
    if not isinstance(worksheets, list):
        return None
    found = []
    for sheet in worksheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        if not isinstance(cells, list):
            return None
        found += cells
    return found


def _notebook_cell(cell: Any, at: int, notes: Notes) -> dict[str, Any]:
    """One cell; what is no cell becomes an empty text cell, so that the numbers stay right."""
    if not isinstance(cell, dict):
        notes.append(f"cell {at} is damaged and was not read")
        return {"type": "markdown", "source": "", "grade_id": None}
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(part, str) for part in source):
        source = "".join(source)
    if not isinstance(source, str):
        notes.append(f"cell {at} has no text that can be read")
        source = ""
    kind = "code" if cell.get("cell_type") == "code" else "markdown"
    if "\0" in source:
        notes.append(f"cell {at} holds NUL characters; they were dropped")
        source = source.replace("\0", "")
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return {"type": kind, "source": source, "grade_id": _grade_id(cell.get("metadata"))}


def _grade_id(metadata: Any) -> str | None:
    """The mark of nbgrader, or that of a `.py` release which jupytext made into a notebook."""
    if not isinstance(metadata, dict):
        return None
    for holder in (metadata.get("nbgrader"), metadata):
        name = holder.get("grade_id") if isinstance(holder, dict) else None
        if isinstance(name, str) and name:
            return name
    return None


def _whole_characters(text: str, notes: Notes) -> str:
    """`text` without halves of characters, which no file and no compiler can hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        notes.append("the file holds halves of characters; they were replaced")
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
