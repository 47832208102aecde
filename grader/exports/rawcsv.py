"""A CSV file of somebody else's, of which single cells are changed and every other byte is kept.

The csv module would give back equal values in other quotes and line ends. May import the errors;
must never know what a column means.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_END = re.compile(r"\r\n|\n|\r|$")


@dataclass(frozen=True, slots=True)
class Table:
    """A file taken apart; joined again, its raw cells and ends of rows are its very text."""

    path: Path
    mark: bytes
    """The byte order mark, or nothing."""
    delimiter: str
    cells: tuple[tuple[str, ...], ...]
    """The text of each cell as it stands there, with its quotes."""
    ends: tuple[str, ...]
    """The line end of each row."""
    values: tuple[tuple[str, ...], ...]
    """What each cell says."""

    def value(self, row: int, column: int) -> str:
        """What the cell says, without blanks around it; empty where the row is too short."""
        cells = self.values[row]
        return cells[column].strip() if column < len(cells) else ""


def read_table(path: Path, what: str) -> Table:
    """The file taken apart at the delimiter of its first row: comma, semicolon or tab.

    Raises
    ------
    UsageError
        When the file is not there, is not UTF-8, has an open quote or has one column alone.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        words = f"{path}: {error.strerror}"
        raise _refused(what, "a file that can be read", words, "correct --template") from error
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        text = data[len(mark) :].decode("utf-8")
    except UnicodeDecodeError as error:
        came = f"{path}, in which byte {error.start} is not UTF-8"
        todo = "download it again, or save it as CSV in UTF-8"
        raise _refused(what, "a CSV file in UTF-8", came, todo) from None
    # The header alone decides: in a row of data a comma may be a decimal one.
    delimiter = max(",;\t", key=lambda each: len(_row(text, 0, each, path, what)[0]))
    rows, ends, at = [], [], 0
    while at < len(text):
        cells, end, at = _row(text, at, delimiter, path, what)
        rows.append(tuple(cells))
        ends.append(end)
    if not rows or len(rows[0]) < 2:
        came = f"{path}, which has no row of several columns"
        raise _refused(what, "a CSV file with a header", came, "download the file again")
    values = tuple(tuple(_value(cell) for cell in cells) for cells in rows)
    return Table(path, mark, delimiter, tuple(rows), tuple(ends), values)


def with_cells(table: Table, changes: Mapping[tuple[int, int], str]) -> bytes:
    """The file with some cells changed, given by row and column; every other byte is as it was.

    A cell that stood in quotes stands in quotes again.
    """
    parts = []
    for i, (cells, end) in enumerate(zip(table.cells, table.ends, strict=True)):
        shown = [
            _quoted(changes[i, j], cell, table.delimiter) if (i, j) in changes else cell
            for j, cell in enumerate(cells)
        ]
        parts.append(table.delimiter.join(shown) + end)
    return table.mark + "".join(parts).encode("utf-8")


def _row(text: str, at: int, delimiter: str, path: Path, what: str) -> tuple[list[str], str, int]:
    """The raw cells of the row that begins there, its end, and where the next one begins."""
    cells = []
    plain = re.compile(rf"[^{delimiter}\r\n]*")
    while True:
        start = at
        if text.startswith('"', at):
            quoted = _QUOTED.match(text, at)
            if quoted is None:
                line = text.count("\n", 0, at) + 1
                came = f"{path}, line {line}: a quote that is never closed"
                raise _refused(what, "a CSV file", came, "download the file again")
            at = quoted.end()
        match = plain.match(text, at)
        assert match is not None
        at = match.end()
        cells.append(text[start:at])
        if text.startswith(delimiter, at):
            at += 1
            continue
        end = _END.match(text, at)
        assert end is not None
        return cells, end[0], end.end()


def _value(cell: str) -> str:
    quoted = _QUOTED.match(cell)
    if quoted is None:
        return cell
    return quoted[0][1:-1].replace('""', '"') + cell[quoted.end() :]


def _quoted(value: str, before: str, delimiter: str) -> str:
    needs = before.startswith('"') or any(c in value for c in (delimiter, '"', "\r", "\n"))
    return '"' + value.replace('"', '""') + '"' if needs else value


def _refused(what: str, expected: str, came: str, todo: str) -> UsageError:
    return UsageError(f"reading {what}", expected=expected, came=came, todo=todo)
