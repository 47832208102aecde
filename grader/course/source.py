"""Reads `source.py`: the one text from which notebook, stub and reference are made.

May import `percent`, `grader.course` and `grader.errors`. Must never import a notebook library (the
judge reads the reference from here) nor run anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from grader.course import Assignment
from grader.course.mistakes import several
from grader.course.percent import Cell, Mistake, as_python, read_cells
from grader.errors import CourseError, suggestion
from grader.json_text import from_json

Kind = Literal["text", "given", "solution", "check", "manual", "scratch"]
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")
"""What nbgrader writes where an answer was, each in a line of its own."""

_MARKS = ("solution", "check", "manual", "scratch")
_IDS = {"solution": "answer", "check": "check", "manual": "manual", "scratch": "scratch"}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")
_REGION = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell of the source."""

    kind: Kind
    grade_id: str
    """nbgrader's name for it; empty for a scratch cell, which nbgrader does not know."""
    question: str
    """The question that it belongs to; empty for text, given and scratch cells."""
    text: str
    """Python or Markdown, the answer and its marks included."""
    cell_id: str
    """The notebook's id of the cell, the same on every run."""
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """A source that fits its assignment."""

    path: Path
    cells: tuple[SourceCell, ...]


class CodeCell(NamedTuple):
    """A code cell that is run when a submission is loaded."""

    label: str
    """Words that a student recognises: `answer backward`."""
    grade_id: str
    text: str


def read_source(assignment: Assignment) -> Source:
    """The assignment's source, checked against its questions."""
    path = assignment.source
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        came = f"byte {error.start} is not UTF-8"
        raise _no_source(path, came, "save the file as UTF-8") from error
    except OSError as error:
        todo = "write the source beside assignment.toml"
        raise _no_source(path, str(error.strerror), todo) from error
    return parse_source(text, assignment)


def _no_source(path: Path, came: str, todo: str) -> CourseError:
    return CourseError(
        f"reading {path}", expected="a percent-format file in UTF-8", came=came, todo=todo
    )


def parse_source(text: str, assignment: Assignment) -> Source:
    """The source in `text`; every mistake is reported at once, with its line."""
    raw, found = read_cells(text)
    mistakes = list(found)
    cells = tuple(_cells(raw, mistakes))
    if not mistakes:
        mistakes += _misfits(cells, assignment)
    if mistakes:
        raise CourseError(
            f"reading {assignment.source}",
            expected=f"cells in percent format that fit {assignment.toml.name}",
            came=several([f"line {m.line}: {m.text}" for m in mistakes]),
            todo="mend the lines named and run it again",
        )
    return Source(assignment.source, cells)


def solution_cells(source: Source, *, scratch: bool = False) -> tuple[CodeCell, ...]:
    """The code cells that make the reference, in order; magics are comments.

    Parameters
    ----------
    scratch:
        With the cells to play with, which are not run for grading while they are as released.
    """
    kinds = {"given", "solution", "scratch"} if scratch else {"given", "solution"}
    return tuple(
        CodeCell(_label(cell.kind, cell.cell_id), cell.grade_id, cell.text)
        for cell in source.cells
        if cell.kind in kinds
    )


def stub_cells(release_notebook: Path) -> tuple[CodeCell, ...]:
    """The same cells as students get them, from the notebook that `generate` wrote."""
    try:
        cells = from_json(release_notebook.read_text("utf-8"))["cells"]
        return tuple(_released(cells))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"reading {release_notebook}",
            expected="a notebook that `grader generate` wrote",
            came=f"{type(error).__name__}: {error}",
            todo="run `grader generate`",
        ) from error


def answers(cell: SourceCell) -> tuple[str, ...]:
    """The lines of a cell that students must not get."""
    if cell.kind == "manual":
        return tuple(cell.text.split("\n"))
    return tuple(line for line, inside in _regions(cell.text) if inside)


def public(cell: SourceCell) -> tuple[str, ...]:
    """The lines of a cell that students get."""
    if cell.kind == "manual":
        return ()
    return tuple(line for line, inside in _regions(cell.text) if not inside)


def _released(cells: list[dict[str, Any]]) -> Iterator[CodeCell]:
    for cell in cells:
        graded = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and not graded.get("grade", False):
            kind = cell["id"].partition("-")[0]
            text = as_python("".join(cell["source"]))
            yield CodeCell(_label(kind, cell["id"]), graded.get("grade_id", ""), text)


def _label(kind: str, cell_id: str) -> str:
    name = cell_id.partition("-")[2]
    return {"given": f"given cell {name}", "scratch": f"scratch {name}"}.get(kind, f"answer {name}")


def _regions(text: str) -> Iterator[tuple[str, bool]]:
    """Each line with whether it belongs to an answer; the marks themselves are left out."""
    inside = False
    for line in text.split("\n"):
        if line.strip() in {BEGIN, END}:
            inside = line.strip() == BEGIN
        else:
            yield line, inside


def _cells(raw: tuple[Cell, ...], mistakes: list[Mistake]) -> Iterator[SourceCell]:
    counts: Counter[str] = Counter()
    # A solution cell belongs to the question whose check comes next, so walk backwards for it.
    following = ""
    owners: list[str] = []
    for cell in reversed(raw):
        following = dict(cell.marks).get("check", following)
        owners.append(following)
    for cell, owner in zip(raw, reversed(owners), strict=True):
        before = len(mistakes)
        kind, name = _kind(cell, mistakes)
        if len(mistakes) == before:
            mistakes += _marked(cell, kind)
        if kind in {"text", "given"}:
            counts[kind] += 1
            cell_id = f"{kind}-{counts[kind]}"
            yield SourceCell(kind, cell_id, "", cell.text, cell_id, cell.line)
            continue
        question = {"solution": owner, "check": name, "manual": name}.get(kind, "")
        grade_id = {"solution": name, "check": f"check_{name}", "manual": name}.get(kind, "")
        yield SourceCell(kind, grade_id, question, cell.text, f"{_IDS[kind]}-{name}", cell.line)


def _kind(cell: Cell, mistakes: list[Mistake]) -> tuple[Kind, str]:
    """What the cell's marks make of it, and the name that they give."""
    plain: Kind = "text" if cell.markdown else "given"
    if not cell.marks:
        return plain, ""
    key, name = cell.marks[0]

    def wrong(text: str) -> tuple[Kind, str]:
        mistakes.append(Mistake(cell.line, text))
        return plain, ""

    if key not in _MARKS:
        return wrong(f"unknown mark `{key}`: {suggestion(key, _MARKS)}")
    if len(cell.marks) > 1:
        return wrong(f"a cell has one mark; came {' and '.join(f'`{k}`' for k, _ in cell.marks)}")
    if not _NAME.fullmatch(name):
        return wrong(
            f"`{key}` expects a name of a-z, 0-9 and _ that begins with a letter; came {name!r}"
        )
    if cell.markdown != (key == "manual"):
        other = (
            "a text cell: `# %% [markdown] manual=...`"
            if key == "manual"
            else "a code cell: `# %%`"
        )
        return wrong(f"`{key}` marks {other}")
    kinds: dict[str, Kind] = {k: k for k in get_args(Kind)}
    return kinds[key], name


def _marked(cell: Cell, kind: Kind) -> Iterator[Mistake]:
    """Mistakes in the lines that say where an answer begins and ends."""
    opened = answered = 0
    due = -1  # where the answer's first line is due to begin
    for i, line in enumerate(cell.text.split("\n"), cell.line + 1):
        word, indent = line.strip(), len(line) - len(line.lstrip())
        if not _REGION.search(line):
            if word and due not in {-1, indent}:
                yield Mistake(i, f"the answer is not indented as its {BEGIN}, where the stub goes")
            due = -1 if word else due
            continue
        if kind != "solution":
            yield Mistake(
                i, f"{word!r} stands in a {kind} cell; only a solution cell holds answers"
            )
        elif word not in {BEGIN, END}:
            yield Mistake(i, f"{word!r} is no mark; write {BEGIN!r} or {END!r} alone on the line")
        elif (word == BEGIN) == bool(opened):
            yield Mistake(
                i,
                f"{word} " + (f"again, after that of line {opened}" if opened else "without BEGIN"),
            )
        else:
            opened, answered = (i, 1) if word == BEGIN else (0, answered)
            due = indent if word == BEGIN else -1
    if opened:
        yield Mistake(opened, f"{BEGIN} has no {END} in its cell")
    if kind == "solution" and not answered and not opened:
        yield Mistake(cell.line, f"a solution cell has no answer between {BEGIN} and {END}")


def _misfits(cells: tuple[SourceCell, ...], assignment: Assignment) -> Iterator[Mistake]:
    """What does not fit the questions of the assignment."""
    yield from _names(cells)
    for kind, mark in (("auto", "check"), ("manual", "manual")):
        asked = {q.id: q for q in assignment.questions if q.kind == kind}
        marked = {c.question for c in cells if c.kind == mark}
        for cell in cells:
            if cell.kind == mark and cell.question not in asked:
                hint = suggestion(cell.question, asked)
                yield Mistake(
                    cell.line,
                    f"{assignment.toml.name} has no {kind} question {cell.question!r}: {hint}",
                )
        for name in asked:
            if name not in marked:
                form = f'`# %%{" [markdown]" if mark == "manual" else ""} {mark}="{name}"`'
                yield Mistake(cells[-1].line, f"question {name!r} has no cell; write {form}")
    yield from _order(cells)


def _names(cells: tuple[SourceCell, ...]) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for cell in cells:
        for name in (cell.grade_id, cell.cell_id):
            if name and first.setdefault(name, cell.line) != cell.line:
                text = f"{name!r} is the name of the cell at line {first[name]} already"
                yield Mistake(cell.line, text)
                break


def _order(cells: tuple[SourceCell, ...]) -> Iterator[Mistake]:
    seen = False
    for cell in cells:
        seen = seen or cell.kind == "solution"
        if cell.kind == "check" and not seen:
            yield Mistake(
                cell.line, f"the check of {cell.question!r} has no solution cell before it"
            )
        if cell.kind == "solution" and not cell.question:
            yield Mistake(cell.line, f"no check follows the solution cell {cell.grade_id!r}")


def reference_cells(assignment: Assignment, *, scratch: bool = False) -> list[tuple[str, str]]:
    """(label, source) of every cell of the model answer, in order, as a submission's are run."""
    cells = solution_cells(read_source(assignment), scratch=scratch)
    return [(cell.label, cell.text) for cell in cells]
