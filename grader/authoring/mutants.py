"""The mutants of a model answer: each is one answer cell with one small thing changed.

Only what stands between BEGIN SOLUTION and END SOLUTION is ever changed, and every mutant is
Python. `rules` says what may be changed; here it is found, written into the text and given a name.
May import `.rules`, `.places`, course and the standard library. Runs nothing.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import io
import tokenize
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.authoring.places import Change, Place, parts
from grader.authoring.rules import changes
from grader.course import Assignment
from grader.course.source import BEGIN, END, CodeCell, read_source, solution_cells

LONGEST_LINE = 100
"""Characters of a line that stand in an id."""


@dataclass(frozen=True)
class Mutant:
    """One change of one answer cell."""

    id: str
    """`cell.function | line | change`, the same as long as that line of that function stays."""
    label: str
    """The label of the changed cell."""
    code: str
    """The whole cell, changed."""
    diff: str
    """The lines that differ, as `diff` shows them."""


def mutants_of(assignment: Assignment) -> list[Mutant]:
    """Every mutant of an assignment's model answer, in the order of the source."""
    cells = solution_cells(read_source(assignment))
    return [mutant for cell in cells for mutant in mutants_of_cell(cell)]


def mutants_of_cell(cell: CodeCell) -> list[Mutant]:
    """Every mutant of one cell; none of a cell without an answer."""
    lines = set(_answer_lines(cell.text))
    if not lines:
        return []
    writer = _Writer(cell.text)
    seen = {writer.original}
    count: Counter[str] = Counter()
    found = []
    for place in _places(writer.tree, lines):
        for change in changes(place):
            code = writer.write(change)
            holder = ".".join(filter(None, (cell.grade_id, place.name)))
            base = f"{holder} | {writer.line(place.node)} | {change.what}"
            count[base] += 1
            if code is None or (tree := ast.dump(ast.parse(code))) in seen:
                continue
            seen.add(tree)
            name = base if count[base] == 1 else f"{base} | {count[base]}"
            found.append(Mutant(name, cell.label, code, _diff(cell.text, code)))
    return found


def sample(mutants: Sequence[Mutant], size: int) -> list[Mutant]:
    """So many of the mutants, chosen by the hash of each id, in their own order.

    A mutant's place in the draw does not depend on the others: an edit elsewhere changes little.
    """
    ranked = sorted(mutants, key=lambda each: hashlib.sha256(each.id.encode()).digest())
    chosen = {each.id for each in ranked[:size]}
    return [each for each in mutants if each.id in chosen]


def _answer_lines(text: str) -> Iterator[int]:
    """The numbers of the lines between the two marks."""
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() in {BEGIN, END}:
            inside = line.strip() == BEGIN
        elif inside:
            yield number


def _places(tree: ast.Module, lines: set[int]) -> Iterator[Place]:
    """Every node of the answer with what stands around it, in the order of the text."""
    waiting: list[Place] = [Place(tree, None)]
    while waiting:
        place = waiting.pop()
        node = place.node
        span = range(getattr(node, "lineno", 0), (getattr(node, "end_lineno", None) or 0) + 1)
        if span and set(span) <= lines:
            yield place
        waiting += [Place(child, place) for child in parts(node)][::-1]


class _Writer:
    """Writes changes into one text; each comes out as the tree that was meant."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self.original = ast.dump(self.tree)
        self._lines = text.split("\n")
        self._bytes = text.encode()
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        self._comments = {t.start[0]: t.start[1] for t in tokens if t.type == tokenize.COMMENT}
        starts = [0]
        for line in self._lines:
            starts.append(starts[-1] + len(line.encode()) + 1)
        self._starts = starts

    def line(self, node: ast.AST) -> str:
        """The line where a node begins, with single blanks and without its comment."""
        row = getattr(node, "lineno", 1)
        whole = self._lines[row - 1][: self._comments.get(row)]
        return " ".join(whole.split())[:LONGEST_LINE]

    def write(self, change: Change) -> str | None:
        """The text with one node replaced; None where it cannot be written."""
        meant = self._meant(change)
        new = ast.unparse(ast.fix_missing_locations(change.new))
        old = change.old
        begin = self._at(getattr(old, "lineno", 0), getattr(old, "col_offset", 0))
        end = self._at(getattr(old, "end_lineno", 0), getattr(old, "end_col_offset", 0))
        for words in (new, f"({new})"):
            made = (self._bytes[:begin] + words.encode() + self._bytes[end:]).decode()
            try:
                tree = ast.parse(made)
            except SyntaxError:
                continue
            if ast.dump(tree) == meant:
                return made
        return None

    def _meant(self, change: Change) -> str:
        """The dump of the whole tree with the new node in the old one's place."""
        for parent in ast.walk(self.tree):
            for field, value in ast.iter_fields(parent):
                if value is change.old:
                    setattr(parent, field, change.new)
                    dump = ast.dump(self.tree)
                    setattr(parent, field, change.old)
                    return dump
                if isinstance(value, list) and any(each is change.old for each in value):
                    i = next(i for i, each in enumerate(value) if each is change.old)
                    value[i] = change.new
                    dump = ast.dump(self.tree)
                    value[i] = change.old
                    return dump
        return ""

    def _at(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column


def _diff(before: str, after: str) -> str:
    rows = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
    return "\n".join(row for row in rows if not row.startswith(("---", "+++", "@@")))
