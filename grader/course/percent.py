r"""A strict reader of the percent format: a small part of what jupytext reads, and read the same.

A file is a YAML header, then cells. `# %%` begins a code cell, `# %% [markdown]` a text cell whose
lines begin with `# `; key="value" pairs may follow. What editors read differently is refused, not
guessed: a mark inside a statement or a string, another spelling of a mark, a comment that Jupyter
would take for a command (`# why?`, `# copy the list`). The one magic allowed is `# %name ...`, a
comment here and a magic in the notebook.

May import the standard library alone, so that reading a source costs no notebook library.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

MAGIC = re.compile(r"^# (%[a-zA-Z][^\\]*)$")

_MARK = re.compile(r"^# %%(?P<markdown> \[markdown\])?(?P<pairs>(?: [a-z_]+=\"[^\"]*\")*) *$")
_MARKLIKE = re.compile(r"^\s*#\s*(%%(\s|%|$)|<codecell>\s*$|In\[[0-9 ]*\]:?\s*$)")
_PAIR = re.compile(r" ([a-z_]+)=\"([^\"]*)\"")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^`]*)$")
_BREAKS = re.compile("[\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# Comments that jupytext turns into commands when it opens the file (its magics.py), a little wider.
_COMMANDS = re.compile(
    r"^\s*(#\s*)+(%{1,3}[a-zA-Z]|[!?]\s*[A-Za-z.~$\\/{}])"
    r"|^\s*(# )*\S*\?\s*$"
    r"|^(# ?)+(cat|cd|cp|mv|rm|rmdir|mkdir|copy|ddir|echo|ls|ldir|ren)(\s|$)"
    r"|^(# ?)+\s*[a-zA-Z_][\w$]*\s*=\s*(%{1,3}|!)[a-zA-Z]"
    r"|^(# ?)*(#|# )\+"
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong in a source, and the line where it stands."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the file has it: its marks and its text, without blank lines at the edges."""

    markdown: bool
    marks: tuple[tuple[str, str], ...]
    text: str
    line: int
    """The line of the cell's mark, from 1."""


def read_cells(text: str) -> tuple[tuple[Cell, ...], tuple[Mistake, ...]]:
    """The cells of a percent file, and every mistake in it (then the cells may be partial)."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    mistakes = [
        Mistake(i, f"holds the control character {found[0]!r}, at which some readers break lines")
        for i, line in enumerate(lines, 1)
        if (found := _BREAKS.search(line))
    ]
    start = _header_end(lines, mistakes)
    cells = list(_split(lines, start, mistakes))
    if not mistakes:
        mistakes += _statements(lines, cells)
    if not mistakes:
        mistakes += _comments(lines, cells)
    return tuple(cells), tuple(sorted(mistakes, key=lambda m: m.line))


def as_notebook(text: str) -> str:
    """A code cell's text as a notebook has it: `# %name` becomes the magic `%name`."""
    lines = text.split("\n")
    for row in _comment_rows(text):
        lines[row - 1] = MAGIC.sub(r"\1", lines[row - 1])
    return "\n".join(lines)


def as_python(text: str) -> str:
    """A code cell of our own notebook as Python: its magics are comments again."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "\n".join(
            f"# {line}" if re.match("%[a-zA-Z]", line) else line for line in text.split("\n")
        )
    return text


def as_comment(text: str) -> str:
    """A Markdown text as the percent format has it: each line a comment."""
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def _header_end(lines: list[str], mistakes: list[Mistake]) -> int:
    """The index of the first line after the YAML header, which must name the kernel."""
    if lines[0] != "# ---":
        mistakes.append(
            Mistake(1, "expected the header that begins with `# ---` and names the kernel")
        )
        return 0
    for i, line in enumerate(lines[1:], 1):
        if line == "# ---":
            if not any(re.fullmatch(r"#\s.*\bname: python3\b.*", h) for h in lines[1:i]):
                mistakes.append(
                    Mistake(1, "the header names no kernel; write `name: python3` under kernelspec")
                )
            return i + 1
        if not line.startswith("#"):
            break
    mistakes.append(Mistake(1, "the header has no end; write `# ---` after its last line"))
    return 1


def _split(lines: list[str], start: int, mistakes: list[Mistake]) -> Iterator[Cell]:
    marks = [i for i in range(start, len(lines)) if _MARKLIKE.match(lines[i])]
    first = marks[0] if marks else len(lines)
    for i in range(start, first):
        if lines[i].strip():
            mistakes.append(Mistake(i + 1, "stands before the first cell; begin it with `# %%`"))
            break
    if marks and not mistakes and first > start + 1:
        mistakes.append(Mistake(start + 2, "a second empty line here makes an empty first cell"))
    if not marks:
        mistakes.append(Mistake(len(lines), "the file holds no cell; begin each with `# %%`"))
    for at, end in pairwise([*marks, len(lines)]):
        found = _MARK.match(lines[at])
        if found is None:
            mistakes.append(Mistake(at + 1, _mark_hint(lines[at])))
            continue
        body = lines[at + 1 : end]
        markdown = found["markdown"] is not None
        if markdown:
            body = _uncomment(body, at + 2, mistakes)
        pairs = tuple((key, value) for key, value in _PAIR.findall(found["pairs"]))
        yield Cell(markdown, pairs, _trim(body), at + 1)


def _mark_hint(line: str) -> str:
    if not line.startswith("# %%") or line.startswith("# %%%"):
        return f"{line.strip()!r} looks like a cell's mark; write `# %%` at the start of the line"
    form = '`# %%`, then ` [markdown]` or nothing, then key="value"'
    return f"cannot read the mark {line!r}; write {form}"


def _uncomment(body: list[str], first: int, mistakes: list[Mistake]) -> list[str]:
    text: list[str] = []
    fence = ""
    for i, line in enumerate(body, first):
        if line.strip() and not (line.startswith("# ") or line.rstrip() == "#"):
            mistakes.append(Mistake(i, "a line of a text cell begins with `# `"))
        text.append(line[2:] if line.startswith("# ") else line.removeprefix("#"))
        found = _FENCE.match(text[-1])
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and not found[2].strip():
            fence = ""
    if fence:
        mistakes.append(
            Mistake(first - 1, f"a block that begins with {fence} is not closed in this text cell")
        )
    return text


def _trim(body: list[str]) -> str:
    written = [at for at, line in enumerate(body) if line.strip()]
    return "\n".join(body[written[0] : written[-1] + 1]) if written else ""


def _statements(lines: list[str], cells: list[Cell]) -> Iterator[Mistake]:
    """The file is Python, and no cell's mark stands inside a statement."""
    try:
        tree = ast.parse("\n".join(lines))
    except (RecursionError, MemoryError):
        yield Mistake(1, "holds an expression that is too long or nested too deeply for Python")
        return
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        said = getattr(error, "msg", str(error))
        yield Mistake(line, f"is not Python: {said} (a magic is written as a comment: `# %name`)")
        return
    marks = [cell.line for cell in cells]
    for statement in tree.body:
        last = statement.end_lineno or statement.lineno
        for line in marks[bisect_right(marks, statement.lineno) : bisect_right(marks, last)]:
            yield Mistake(
                line,
                "a cell's mark stands inside the statement (or the string) that begins at line "
                f"{statement.lineno}; some editors would break the cell here",
            )


def _comments(lines: list[str], cells: list[Cell]) -> Iterator[Mistake]:
    """Comments in code that Jupyter would turn into commands, except our one magic."""
    kinds = {cell.line: cell.markdown for cell in cells}
    markdown = True  # as is the header
    rows = set(_comment_rows("\n".join(lines)))
    for row, line in enumerate(lines, 1):
        markdown = kinds.get(row, markdown)
        if markdown or row in kinds or row not in rows or not _COMMANDS.match(line):
            continue
        if not MAGIC.match(line) or "escape" in line:
            text = f"Jupyter would run the comment {line.strip()!r} as a command; reword it"
            yield Mistake(row, text)


def _comment_rows(text: str) -> list[int]:
    """The numbers of the lines that hold a comment and nothing else."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [
        t.start[0]
        for t in tokens
        if t.type == tokenize.COMMENT and not t.line[: t.start[1]].strip()
    ]
