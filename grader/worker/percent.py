"""Splits a `.py` hand-in into cells: percent marks, and the marks of exported notebooks.

Tolerant where the author's reader is strict: a student's file may be broken anywhere, and one
broken cell must not swallow its neighbours. Takes time linear in the text. May import the standard
library alone; never parses or runs the code.
"""

from __future__ import annotations

import json
import re
from typing import Any

_MARK = re.compile(r"#[ \t]*%%(?:[ \t\[].*)?|# In ?\[[ \d]*\]:[ \t]*")
_KIND = re.compile(r"\[(markdown|md|raw)\]")
_GRADE_ID = re.compile(r"""\bgrade_id\s*=\s*(?:"([^"]+)"|'([^']+)')""")
_NBGRADER = re.compile(r"\bnbgrader\s*=\s*(?=\{)")
_OUTSIDE = re.compile(
    r"""#[^\n]*|'{3}|"{3}|'(?:[^'\\\n]+|\\[\s\S])*'?|"(?:[^"\\\n]+|\\[\s\S])*"?""",
)
_BEGINS_CODE = re.compile(
    r"""(?:async[ \t]+def|def|class)[ \t]+\w+[ \t]*[(\[:]
    |@\w
    |import[ \t]+[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*(?:[,;#]|$)
    |from[ \t]+[\w.]+[ \t]+import[ \t]*[\w(*]""",
    re.VERBOSE,
)
_ASSIGNS = re.compile(r"[\w.]+(?:[ \t]*,[ \t]*[\w.]+)*[ \t]*(?::[^=]*)?=(?!=)")
_OPEN = (":", "(", "[", "{", ",", "\\")
_TRIPLE = {"'''": re.compile(r"\\[\s\S]|'{3}"), '"""': re.compile(r'\\[\s\S]|"{3}')}

Cell = dict[str, Any]


def string_at_end(text: str, opened: str = "") -> str:
    """The quotes of the triple-quoted string that is open after `text`, or nothing.

    `opened` is what was open before it.
    """
    at, end = 0, len(text)
    while at < end:
        found = (_TRIPLE[opened] if opened else _OUTSIDE).search(text, at)
        if found is None:
            break
        at = found.end()
        if found[0] in _TRIPLE:
            opened = "" if opened else found[0]
    return opened


def is_mark(line: str) -> bool:
    """Whether the line begins a cell, unless it stands inside a string."""
    return _MARK.fullmatch(line) is not None


def split_cells(text: str, limit: int) -> list[Cell]:
    """The cells of a `.py` file; a file without marks is one cell.

    Marks beyond `limit` are not looked at: the last cell then holds the rest of the file.
    """
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if is_mark(line)][:limit]
    if not starts:
        return [_cell("code", text)]
    edges = [0, *starts] if starts[0] else starts
    pieces = ["\n".join(lines[at:end]) for at, end in zip(edges, [*edges[1:], None], strict=True)]
    cells: list[Cell] = []
    for piece in _outside_blocks(_outside_strings(pieces)):
        if is_mark(piece.partition("\n")[0]):
            cells += _marked_cells(piece)
        elif _has_code(piece):  # what stands above the first mark, which may be inside a string
            cells.append(_cell("code", piece))
    return cells


def _outside_strings(pieces: list[str]) -> list[str]:
    """The pieces, joined again where a mark stood inside a triple-quoted string.

    A string that no later piece closes is the piece's own mistake: nothing is joined then.
    """
    turns = [{each: string_at_end(piece, each) for each in ("", *_TRIPLE)} for piece in pieces]
    # closes[at][state]: the last piece of the shortest run from `at` that ends outside a string.
    closes: list[dict[str, int | None]] = [{} for _ in pieces]
    for at in range(len(pieces) - 1, -1, -1):
        for state, after in turns[at].items():
            later = closes[at + 1] if at + 1 < len(pieces) else {}
            closes[at][state] = at if after == "" else later.get(after)
    joined, at = [], 0
    while at < len(pieces):
        last = closes[at][""]
        stop = at if last is None else last
        joined.append("\n".join(pieces[at : stop + 1]))
        at = stop + 1
    return joined


def _outside_blocks(pieces: list[str]) -> list[str]:
    """The pieces, joined where a mark that says nothing stands inside a class or a function.

    To Python it is a comment there, and the lines below it belong to the block above. It gets a
    second `#`, and so is none any more.
    """
    joined: list[list[str]] = []
    above = ""
    for piece in pieces:
        mark = piece.partition("\n")[0]
        code = [] if is_mark(mark) and _KIND.search(mark) else _lines_of_code(piece)
        inside = above.startswith((" ", "\t")) or above.endswith(_OPEN)
        within = bool(code) and code[0].startswith((" ", "\t")) and not _grade_id(mark)
        if joined and inside and within:
            joined[-1].append("#" + piece)
        else:
            joined.append([piece])
        above = code[-1] if code else ""
    return ["\n".join(each) for each in joined]


def _lines_of_code(text: str) -> list[str]:
    """Its lines that are neither empty nor comments."""
    lines = (line.rstrip() for line in text.split("\n"))
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def _has_code(text: str) -> bool:
    return any(line.strip() and not line.startswith("#") for line in text.split("\n"))


def _marked_cells(piece: str) -> list[Cell]:
    """The cell that begins with the mark; behind a text, the code that stands below it."""
    mark, _, body = piece.partition("\n")
    if _KIND.search(mark) is None:
        return [_cell("code", body, _grade_id(mark))]
    text, code = _uncommented(body), _code_in(body)
    cells = [_cell("markdown", text, _grade_id(mark))]
    return [*cells, _cell("code", code)] if code else cells


def _code_in(body: str) -> str:
    """What of a text cell is Python to whoever runs the file: from its first such line on."""
    lines = body.split("\n")
    first = True
    for at, line in enumerate(lines):
        if not line.strip() or line.startswith("#"):
            continue
        if first and line.startswith(tuple(_TRIPLE)):
            return ""  # the words are one string
        if _BEGINS_CODE.match(line) or (first and _ASSIGNS.match(line)):
            return "\n".join(lines[at:])
        first = False
    return ""


def _cell(kind: str, source: str, grade_id: str | None = None) -> Cell:
    return {"type": kind, "source": source.strip("\n"), "grade_id": grade_id}


def _grade_id(mark: str) -> str | None:
    found = _GRADE_ID.search(mark)
    if found:
        return found[1] or found[2]
    found = _NBGRADER.search(mark)
    if found is None:
        return None
    try:
        marks, _ = json.JSONDecoder().raw_decode(mark, found.end())
    except (ValueError, RecursionError):
        return None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) and name else None


def _uncommented(body: str) -> str:
    """The words of a text cell, written as comments or as one string."""
    stripped = body.strip()
    for quotes in _TRIPLE:
        if len(stripped) >= 6 and stripped.startswith(quotes) and stripped.endswith(quotes):
            return stripped[3:-3]
    return "\n".join(re.sub(r"^# ?", "", line) for line in body.split("\n"))
