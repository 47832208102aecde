"""Fills a column of a gradebook that was exported from Canvas.

Its form is that of canvas-lms, lib/gradebook_exporter.rb and gradebook_importer.rb. May import this
room and the errors; must never change a cell but those of the one column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.exports.column import choose, column_at, fill, is_number
from grader.exports.grades import Grade, Made
from grader.exports.rawcsv import Table, read_table, with_cells
from grader.exports.who import Clue, Person

IDENTITIES = ("SIS Login ID", "SIS User ID", "ID", "Student")
"""Columns that say whom a row is about, those that are believed first first."""

_TITLE = re.compile(r"(.*)\s\((\d+)\)", re.DOTALL)
# Canvas drops a column with such a title when the file is imported, and says nothing.
_DROPPED = re.compile(r"(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)")
_WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
_KEPT = {
    "ex": "excused in Canvas, left as they were",
    "n/a": "not assigned in Canvas, left as they were",
    "(read only)": "read only in Canvas, left as they were",
}
"""What may stand in place of a score, and why it stays."""
_TEST_STUDENT = "Student, Test"


def canvas(
    template: Path,
    grades: Mapping[str, Grade],
    everybody: Sequence[Person],
    *,
    names: Sequence[str],
    identity: str = "",
    scale: bool = False,
) -> Made:
    """The gradebook with the scores in one column, everything else byte for byte.

    Parameters
    ----------
    names:
        What the column may be called, with or without the number that Canvas appends.
    identity:
        The one column by which students are found; empty for all that there are.
    """
    table = read_table(template, "the gradebook of Canvas")
    first, points_row = _shape(table)
    index = _column(table, names, first, points_row)
    students = range(points_row + 1, len(table.values))
    clues = {row: _clues(table, row, identity) for row in students if _is_student(table, row)}
    column = column_at(
        table,
        index,
        table.value(points_row, index),
        _numbers(table, first, points_row),
    )
    kept = {row: why for row in clues if (why := _kept(table, row, index))}
    for row in clues:
        if len(table.values[row]) != _width(table):
            raise _wrong(
                table,
                f"{_width(table)} cells in row {row + 1}, as in the header",
                f"{len(table.values[row])}",
            )
    filled = fill(table, column, clues, grades, everybody, kept=kept, scale=scale)
    return Made(with_cells(table, filled.changes), filled.notes)


def _shape(table: Table) -> tuple[int, int]:
    """The first column after those that say who it is, and the row of the points possible."""
    header = [value.strip() for value in table.values[0]]
    if "ID" not in header or "Section" not in header or not {"Student", "LastName"} & {*header}:
        shown = ", ".join(header[:6])
        raise _wrong(table, "the columns Student, ID and Section in the first row", shown)
    for row in range(1, min(len(table.values), 5)):
        if "Points Possible" in table.value(row, 0):
            return header.index("Section") + 1, row
    raise _wrong(table, "a row that begins with 'Points Possible' below the header", "none")


def _column(table: Table, names: Sequence[str], first: int, points_row: int) -> int:
    """The column with one of the names, of those that Canvas takes back."""
    known = [
        place
        for place in range(first, _width(table))
        if table.value(points_row, place).casefold() != "(read only)"
    ]
    wanted = {name.strip().casefold() for name in names}
    found = [
        place
        for place in known
        if wanted & {each.strip().casefold() for each in _titles(table.value(0, place))}
    ]
    index = choose(table, names, found, [table.value(0, place) for place in known])
    if _DROPPED.search(table.value(0, index)):
        raise _wrong(table, "a title that Canvas takes back", repr(table.value(0, index)))
    return index


def _numbers(table: Table, first: int, points_row: int) -> Iterator[str]:
    """The points and scores in columns of numbers alone: in a note a comma may be anything."""
    for place in range(first, _width(table)):
        cells = [table.value(row, place) for row in range(points_row, len(table.values))]
        scores = [cell for cell in cells[1:] if cell and cell.casefold() not in _KEPT]
        if all(map(is_number, [cells[0], *scores])):
            yield from [cells[0], *scores]


def _titles(heading: str) -> list[str]:
    match = _TITLE.fullmatch(heading)
    return [heading, match[1]] if match else [heading]


def _is_student(table: Table, row: int) -> bool:
    """Whether the row is about a student: not blank, and not Canvas' own one for tests."""
    return any(table.values[row]) and _cell(table, row, "Student") != _TEST_STUDENT


def _kept(table: Table, row: int, index: int) -> str:
    """Why Canvas would not want a number there; empty where it would."""
    return _KEPT.get(table.value(row, index).casefold(), "")


def _clues(table: Table, row: int, identity: str) -> list[Clue]:
    header = [value.strip() for value in table.values[0]]
    if identity and identity not in header:
        raise _wrong(table, f"the column {identity!r}, which --match names", ", ".join(header[:6]))
    clues = [
        Clue(
            name,
            _cell(table, row, name),
            "name" if name == "Student" else "id",
            own="canvas_id" if name == "ID" else "",
        )
        for name in ([identity] if identity else IDENTITIES)
        if name in header
    ]
    if not identity and "LastName" in header:
        both = f"{_cell(table, row, 'LastName')}, {_cell(table, row, 'FirstName')}"
        clues.append(Clue("LastName", both, "name"))
    return [clue for clue in clues if clue.value]


def _cell(table: Table, row: int, name: str) -> str:
    header = [value.strip() for value in table.values[0]]
    text = table.value(row, header.index(name)) if name in header else ""
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped[1] if wrapped else text


def _width(table: Table) -> int:
    return len(table.values[0])


def _wrong(table: Table, expected: str, came: str) -> UsageError:
    return UsageError(
        f"reading the gradebook {table.path}",
        expected=expected,
        came=came,
        todo="export the gradebook from Canvas again and give that file as it is",
    )
