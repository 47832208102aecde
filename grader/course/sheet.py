"""Reads a CSV file that a person keeps: every mistake at once, each with its line and column.

UTF-8 with or without a mark; columns parted by commas or semicolons, whichever the first line has
more of. May import `csv`, `.mistakes` and `grader.errors`; must never know what a column means.
"""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.course.mistakes import several
from grader.errors import CourseError, suggestion

_CONTROL = {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet: its number, and column to text without blanks around it, in NFC."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The text of that column; empty where the sheet has no such column."""
        return self.cells.get(column, "")


@dataclass(slots=True)
class Mistakes:
    """What is wrong with one sheet so far."""

    path: Path
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, column: str, words: str) -> None:
        """Note a mistake; `column` is empty where the whole line is meant."""
        self.found.append((line, f"line {line}{f', column {column}' if column else ''}: {words}"))

    def close(self, expected: str) -> None:
        """Raise one CourseError that lists every mistake, if there is any."""
        if self.found:
            in_order = [words for _, words in sorted(self.found, key=lambda each: each[0])]
            raise CourseError(
                f"reading {self.path}",
                expected=expected,
                came=several(in_order),
                todo="mend this line" if len(self.found) == 1 else "mend these lines",
            )


def read_sheet(
    path: Path,
    mistakes: Mistakes,
    *,
    required: Sequence[str],
    optional: Sequence[str],
    also: Callable[[str], bool] = lambda column: False,
    several_lines: Collection[str] = (),
) -> list[Row]:
    r"""The rows of the sheet in order; empty lines are passed over.

    Parameters
    ----------
    mistakes:
        Takes what is wrong with the header, a row's length or a character.
    required, optional:
        The columns that must and may stand there; `also` admits further ones by their name.
    several_lines:
        Columns of prose, whose cells may hold line ends and tabs; their line ends become ``\n``.

    Raises
    ------
    CourseError
        When the file cannot be read, is not UTF-8, or is not CSV at all.
    """
    lines = _records(path, _text(path))
    line, header = next(lines, (1, [""]))
    columns = [unicodedata.normalize("NFC", cell.strip()) for cell in header]
    _check_header(line, columns, mistakes, required, [*required, *optional], also)
    rows = []
    for line, cells in lines:
        # Spreadsheets end short rows with empty cells, and long ones too.
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            mistakes.add(line, "", f"{len(cells)} cells, and {len(columns)} columns")
            continue
        found = {}
        for column, cell in zip(columns, cells, strict=False):
            found[column] = unicodedata.normalize("NFC", cell.strip())
            kept = ""
            if column in several_lines:
                found[column] = "\n".join(found[column].splitlines())
                kept = "\n\t"
            controls = (c for c in found[column] if unicodedata.category(c) in _CONTROL)
            odd = next((c for c in controls if c not in kept), None)
            if odd is not None:
                mistakes.add(line, column, f"a character that does not show: U+{ord(odd):04X}")
        if any(found.values()):
            rows.append(Row(line, found))
    return rows


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        leads = f"a link to {os.readlink(path)}: " if path.is_symlink() else ""
        todo = "mend or remove the link" if leads else "make the file readable"
        raise _not_csv(path, f"{leads}{error.strerror}", todo) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the mark.
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        lead = data[:start]
        line, at = lead.count(b"\n") + 1, start - (lead.rfind(b"\n") + 1) + 1
        came = f"line {line}, byte {at} is not UTF-8"
        todo = "save the file again as UTF-8; a spreadsheet calls it `CSV UTF-8`"
        raise _not_csv(path, came, todo) from error


def _records(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _not_csv(path, f"line {begins}: {error}", "mend that line") from error
        if cells:
            yield begins, cells


def _check_header(
    line: int,
    columns: Sequence[str],
    mistakes: Mistakes,
    required: Sequence[str],
    known: Sequence[str],
    also: Callable[[str], bool],
) -> None:
    for at, column in enumerate(columns, 1):
        if not column:
            mistakes.add(line, str(at), "has no name")
        elif column not in known and not also(column):
            mistakes.add(line, column, f"unknown column: {suggestion(column, known)}")
        elif column in columns[: at - 1]:
            mistakes.add(line, column, "stands there twice")
    for column in required:
        if column not in columns:
            mistakes.add(line, column, "is missing")


def _not_csv(path: Path, came: str, todo: str) -> CourseError:
    return CourseError(
        f"reading {path}",
        expected="a CSV file in UTF-8, columns parted by commas or semicolons",
        came=came,
        todo=todo,
    )
