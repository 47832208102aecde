"""Splits a `.py` hand-in into cells: percent marks, and the marks of exported notebooks.

Tolerant where the author's reader is strict: a student's file may be broken anywhere, and one
broken cell must not swallow its neighbours. Takes time linear in the text. May import the standard
library alone; parses only what stands in a text cell, to know code from words; never runs anything.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
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
_STRING = re.compile(r"""(?:[^\S\n]*(?:#[^\n]*)?\n)*[rRuU]?('{3}|"{3})""")
_TO_PARSE = 100_000
"""Of a file with more characters nothing is parsed; no student writes so much."""
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Delete, ast.Assert, ast.Raise)
"""Statements that may be a formula, which a person reads: nothing is defined or repeated."""
_LIKE_WORDS = (
    *(ast.Expr, ast.Return, ast.Raise, ast.Assert, ast.Global, ast.Nonlocal),
    *(ast.Pass, ast.Break, ast.Continue),
)
"""Statements that a phrase may happen to be: `global minimum` is one."""
_DOES = (ast.Call, ast.Await, ast.NamedExpr)

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


def split_cells(text: str, limit: int, notes: list[str] | None = None) -> list[Cell]:
    """The cells of a `.py` file; a file without marks is one cell.

    Parameters
    ----------
    limit:
        Marks beyond so many are not looked at: the last cell then holds the rest of the file.
    notes:
        What a student should know is added to them.
    """
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if is_mark(line)][:limit]
    if not starts:
        return [_cell("code", text)]
    edges = [0, *starts] if starts[0] else starts
    pieces = ["\n".join(lines[at:end]) for at, end in zip(edges, [*edges[1:], None], strict=True)]
    told: list[str] = [] if notes is None else notes
    cells: list[Cell] = []
    line, parse = 1, len(text) <= _TO_PARSE
    for piece in _outside_blocks(_outside_strings(pieces)):
        if is_mark(piece.partition("\n")[0]):
            cells += _marked_cells(piece, line + 1, told, parse=parse)
        elif _has_code(piece):  # what stands above the first mark, which may be inside a string
            cells.append(_cell("code", piece))
        line += piece.count("\n") + 1
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


def _marked_cells(piece: str, line: int, notes: list[str], *, parse: bool) -> list[Cell]:
    """The cell that begins with the mark; behind a text, the code that stands below it.

    `line` is the file's that follows the mark.
    """
    mark, _, body = piece.partition("\n")
    if _KIND.search(mark) is None:
        return [_cell("code", body, _grade_id(mark))]
    words, code, is_text_too = _apart(body, parse=parse)
    text = f"{_uncommented(words)}\n{_uncommented(code)}" if is_text_too else _uncommented(words)
    if _grade_id(mark) is None:  # else it may be an answer, and its words are read
        notes += _not_run(words, line)
    cells = [_cell("markdown", text, _grade_id(mark))]
    return [*cells, _cell("code", code)] if code else cells


def _apart(body: str, *, parse: bool) -> tuple[str, str, bool]:
    """The words of a text cell, what of it is Python to whoever runs the file, and a doubt.

    The doubt is whether that may be words as well: a formula, or what only begins like code.
    """
    lines, begin = body.split("\n"), _lines_of_its_string(body)
    below = "\n".join([*[""] * begin, *lines[begin:]])
    statements = _parsed(below) if parse else None
    at, doubtful = _first_line_of_code(below), True
    if statements is not None:
        doing = [each for each in statements if _does_something(each)]
        at = min(map(_first_line, doing), default=None)
        doubtful = all(isinstance(each, _SIMPLE) for each in doing)
    if at is None:
        return body, "", False
    if begin and all(map(_is_remark, lines[begin:at])):
        at = begin  # a remark on the code
    return "\n".join(lines[:at]), "\n".join(lines[at:]), doubtful


def _lines_of_its_string(body: str) -> int:
    """How many lines a text cell begins with that are one string and remarks above it."""
    begun = _STRING.match(body)
    if begun is None:
        return 0
    ends = _TRIPLE[begun[1]].finditer(body, begun.end())
    end = next((each.end() for each in ends if each[0] == begun[1]), None)
    if end is None or not _is_remark(body[end:].partition("\n")[0]):
        return 0
    return body.count("\n", 0, end) + 1


def _is_remark(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _parsed(text: str) -> list[ast.stmt] | None:
    """Its statements; None where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _does_something(statement: ast.stmt) -> bool:
    """Whether a statement is more than words that happen to be Python."""
    if isinstance(statement, ast.AnnAssign) and statement.value is None:
        return False
    if not isinstance(statement, _LIKE_WORDS):
        return True
    return any(isinstance(each, _DOES) for each in ast.walk(statement))


def _first_line(statement: ast.stmt) -> int:
    """The line with which it begins, counted from 0; a decorator stands above what it is for."""
    lines: list[int] = [each.lineno for each in getattr(statement, "decorator_list", ())]
    return min([statement.lineno, *lines]) - 1


def _first_line_of_code(text: str) -> int | None:
    """Of what does not parse the first line, counted from 0, that can be nothing but code."""
    first = True
    for at, line in enumerate(text.split("\n")):
        if not line.strip() or line.startswith("#"):
            continue
        if first and line.startswith(tuple(_TRIPLE)):
            return None  # the words are one string
        if _BEGINS_CODE.match(line) or (first and _ASSIGNS.match(line)):
            return at
        first = False
    return None


def _not_run(words: str, line: int) -> list[str]:
    """A note on lines that no `#` makes words of, and that are not run."""
    if _quoted(words) is not None:
        return []
    lines, begin = words.split("\n"), _lines_of_its_string(words)
    bare = [at for at, each in enumerate(lines) if at >= begin and not _is_remark(each)]
    if len(bare) < 2:
        return [f"line {line + at} stands in a text cell and is not run" for at in bare]
    first, last = line + bare[0], line + bare[-1]
    return [f"lines {first} to {last} stand in a text cell and are not run"]


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
    quoted = _quoted(body)
    if quoted is not None:
        return quoted
    return "\n".join(re.sub(r"^# ?", "", line) for line in body.split("\n"))


def _quoted(body: str) -> str | None:
    """What stands between triple quotes; None where they do not stand around everything."""
    stripped = re.sub(r"^[rRuU](?=\"{3}|'{3})", "", body.strip())
    for quotes in _TRIPLE:
        if len(stripped) >= 6 and stripped.startswith(quotes) and stripped.endswith(quotes):
            return stripped[3:-3]
    return None
