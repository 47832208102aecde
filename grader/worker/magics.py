"""Turns a notebook's cell into Python: IPython's magics, shell lines and prompts are taken out.

Does what IPython's own transformer does to the lines that matter, in one pass over the text:
IPython's takes seconds on a few thousand magics, and a student's machine may not have it. Lines
keep their numbers. May import the standard library alone; never runs a magic or a command.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from dataclasses import dataclass, field

# The bodies of these cell magics are the student's Python, run where they stand.
_RUN_BODY = frozenset({"time", "timeit", "capture", "prun", "memit"})
_FILE_BODY = frozenset({"writefile", "file"})

_CELL_MAGIC = re.compile(r"%%([A-Za-z_]\w*)(?![?\w])[ \t]*(.*)")
_ESCAPES = ("%", "!", "?", ",", ";", "/")
_ASSIGNED = re.compile(r"[ \t]*(?:%[ \t]*[A-Za-z_]|!(?!=))")
_SIMPLE_TARGET = re.compile(r"[ \t]*[A-Za-z_][\w.]*[ \t]*")
_TIMED = re.compile(r"%time[ \t]+(?!-)(.+)")
_BRINGS = re.compile(r"[ \t]*(%(?:run|pylab|store|load))\b")
_INSTEAD = {
    "%run": "put what you need of that code into a cell",
    "%load": "put what you need of that code into a cell",
    "%pylab": "write the imports that you need",
    "%store": "compute what you need in a cell",
}
"""What would bring names from elsewhere."""
_CLASSIC = re.compile(r"^(>>>|\.\.\.)( |$)")
_NUMBERED = re.compile(r"^(In \[\d+\]: |\s*\.{3,}: ?)")
_PIECE = re.compile(
    r"""(?P<comment>\#.*)
    |(?P<triple>'{3}|"{3})
    |(?P<text>'(?:[^'\\]+|\\.)*(?:'|(?P<single>\\$))?|"(?:[^"\\]+|\\.)*(?:"|(?P<double>\\$))?)
    |(?P<open>[(\[{])|(?P<close>[)\]}])
    |(?P<other>(?:\*\*|//|<<|>>|[-+*/%&|^@!<>:=])=)|(?P<assign>=)""",
    re.VERBOSE,
)
_TEXT_END = {
    quotes: re.compile(rf"\\.|(?P<end>{quotes})" + (r"|(?P<on>\\$)" if len(quotes) == 1 else ""))
    for quotes in ("'''", '"""', "'", '"')
}


@dataclass(slots=True)
class _Scan:
    """Where the text stands after a line: within a string, brackets or a continued line."""

    quotes: str = ""
    depth: int = 0
    continued: bool = False
    assigned: bool = False
    """Whether this logical line has had its `=`."""

    @property
    def at_start(self) -> bool:
        return not (self.quotes or self.depth or self.continued)


@dataclass(slots=True)
class _Cell:
    lines: list[str]
    notes: list[str] = field(default_factory=list)

    def drop(self, first: int, last: int) -> None:
        """Empties the lines; an indented one may be a block's only statement, so it passes."""
        indent = _indent(self.lines[first])
        self.lines[first : last + 1] = [indent + "pass" if indent else ""] + [""] * (last - first)


def transform_cell(source: str) -> tuple[str, list[str]]:
    """The cell as plain Python with the same line numbers, and notes on what was taken out."""
    cell = _Cell(_without_prompts(source.split("\n")))
    cell.lines = _without_indent(cell.lines)
    if _take_cell_magics(cell):
        _take_lines(cell)
    return "\n".join(cell.lines), cell.notes


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _without_prompts(lines: list[str]) -> list[str]:
    """The lines without `>>> ` or `In [1]: `, where one of the first two written lines has one."""
    first = [line for line in lines if line.strip()][:2]
    if first and first[0].startswith(">>>"):
        return [_CLASSIC.sub("", line) for line in lines]
    if any(_NUMBERED.match(line) for line in first):
        return [_NUMBERED.sub("", line) for line in lines]
    return lines


def _without_indent(lines: list[str]) -> list[str]:
    written = next((line for line in lines if line.strip()), "")
    return textwrap.dedent("\n".join(lines)).split("\n") if _indent(written) else lines


def _take_cell_magics(cell: _Cell) -> bool:
    """Takes out the cell magics above the body; whether the body is Python to be run."""
    for at, line in enumerate(cell.lines):
        if not line.strip():
            continue
        found = _CELL_MAGIC.match(line)
        if found is None:
            return True
        name, rest = found[1], found[2]
        if name not in _RUN_BODY and not (
            name in _FILE_BODY and rest.split("#")[0].strip().endswith(".py")
        ):
            cell.notes.append(f"begins with %%{name}, so it is not run as Python")
            cell.lines = [""] * len(cell.lines)
            return False
        cell.lines[at] = ""
    return True


def _take_lines(cell: _Cell) -> None:
    """Takes out the magics and commands that stand on lines of their own or are assigned."""
    state, at, begun = _Scan(), 0, 0
    while at < len(cell.lines):
        line = cell.lines[at]
        if state.at_start:
            state, begun = _Scan(), at
            if line.lstrip(" \t").startswith(_ESCAPES):
                at = _take_escape(cell, at)
                continue
        assign, asks = _scan_line(line, state)
        if assign >= 0:
            at = _take_assignment(cell, begun, at, assign)
            state = _Scan()
            continue
        if asks and not state.quotes and not state.depth:
            cell.drop(begun, at)
            state = _Scan()
        at += 1


def _scan_line(line: str, state: _Scan) -> tuple[int, bool]:
    """Moves `state` over one line; where a magic is assigned (or -1), and whether `?` ends it."""
    at, end, last_text = 0, len(line), 0
    state.continued = False
    while at < end:
        if state.quotes:
            found = _TEXT_END[state.quotes].search(line, at)
            if found is None:
                state.quotes = (
                    state.quotes if len(state.quotes) == 3 else ""
                )  # the latter is broken
                return -1, False
            at = last_text = found.end()
            state.quotes = "" if found["end"] else state.quotes
            continue
        found = _PIECE.search(line, at)
        if found is None:
            break
        at = found.end()
        if found["comment"]:
            return -1, False
        if found["triple"] or found["single"] or found["double"]:
            state.quotes = found["triple"] or found["text"][0]
        elif found["open"]:
            state.depth += 1
        elif found["close"]:
            state.depth = max(state.depth - 1, 0)
        elif found["assign"] and not state.depth and not state.assigned:
            state.assigned = True
            if _ASSIGNED.match(line, at):
                return at, False
        if found["text"] or found["triple"]:
            last_text = at
    state.continued = not state.quotes and line.endswith("\\")
    rest = line[last_text:].rstrip()
    return -1, not state.quotes and rest.endswith("?")


def _continued_to(lines: list[str], at: int) -> int:
    while lines[at].endswith("\\") and at + 1 < len(lines):
        at += 1
    return at


def _take_escape(cell: _Cell, at: int) -> int:
    """Takes out the command that begins at line `at`; the number of the line after it."""
    last = _continued_to(cell.lines, at)
    line = cell.lines[at]
    timed = _TIMED.fullmatch(line.strip()) if last == at else None
    if timed and _is_python(timed[1]):
        cell.lines[at] = _indent(line) + timed[1]
        return last + 1
    if brings := _BRINGS.match(line):
        cell.notes.append(f"line {at + 1}: {brings[1]} is not followed; {_INSTEAD[brings[1]]}")
    cell.drop(at, last)
    return last + 1


def _take_assignment(cell: _Cell, begun: int, at: int, after: int) -> int:
    """Makes `x = %magic` or `x = !command` give None; the number of the line after it."""
    last = _continued_to(cell.lines, at)
    target = cell.lines[at][: after - 1]
    cell.notes.append(f"line {at + 1}: what a magic or a shell command gives is None here")
    if begun == at and _SIMPLE_TARGET.fullmatch(target):
        cell.lines[at] = f"{target}= None"
        cell.lines[at + 1 : last + 1] = [""] * (last - at)
    else:
        cell.drop(begun, last)
    return last + 1


def _is_python(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return False
    return True
