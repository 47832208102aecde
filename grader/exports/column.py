"""Fills one column of somebody else's table with scores, and accounts for every row and student.

What Canvas and Moodle have in common. May import this room and the errors; must never write a
number to a row whose student has no grade, nor a score out of other points than the column's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.errors import UsageError, suggestion
from grader.exports.grades import Grade, listed, number
from grader.exports.rawcsv import Table
from grader.exports.who import Clue, Person, match, namesakes
from grader.feedback.text import clean_line, count

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
# Three digits after a comma or a point could be thousands.
_COMMA = re.compile(r"\d+,(?:\d{1,2}|\d{4,})")
_POINT = re.compile(r"\d+\.(?:\d{1,2}|\d{4,})|0\.\d{3}")
_SHOWN = 10
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")


@dataclass(frozen=True, slots=True)
class Column:
    """The column to fill."""

    index: int
    heading: str
    points: float
    """What the file says that it pays."""
    comma: bool
    """Whether the file writes a decimal comma."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Cells to change by row and column, what to say, and which row got which student's grade."""

    changes: Mapping[tuple[int, int], str]
    notes: tuple[str, ...]
    graded: Mapping[int, Grade]


def is_number(cell: str) -> bool:
    """Whether a cell is a number as these files write points, with whichever decimal mark."""
    return _NUMBER.fullmatch(cell) is not None


def column_at(table: Table, index: int, points: str, numbers: Iterable[str]) -> Column:
    """The column, once its points are known to be a number.

    Parameters
    ----------
    points:
        What the file says that the column pays.
    numbers:
        Cells that show whether the file writes a decimal comma: one does, and none a point.
    """
    heading = clean_line(table.value(0, index))
    unclear = _THOUSANDS.fullmatch(points) or not _NUMBER.fullmatch(points)
    if unclear or not float(points.replace(",", ".")):
        raise UsageError(
            f"reading {table.path}",
            expected=f"the points that the column {heading!r} pays, a number",
            came=repr(points),
            todo="give the assignment points, not a scale, and download the file again",
        )
    shown = [points, *numbers]
    comma = any(map(_COMMA.fullmatch, shown)) and not any(map(_POINT.fullmatch, shown))
    return Column(index, heading, float(points.replace(",", ".")), comma)


def choose(table: Table, wanted: Sequence[str], found: Sequence[int], known: list[str]) -> int:
    """The one column that was found; an error names what was looked for and what there is."""
    if len(found) == 1:
        return found[0]
    words = " or ".join(repr(each) for each in wanted)
    raise UsageError(
        f"looking for the column to fill in {table.path}",
        expected=f"one column called {words}",
        came=f"{len(found)} of them" if found else "none",
        todo="name it with --column: " + suggestion(wanted[0], [clean_line(k) for k in known]),
    )


def fill(
    table: Table,
    column: Column,
    clues: Mapping[int, Sequence[Clue]],
    grades: Mapping[str, Grade],
    everybody: Sequence[Person],
    *,
    kept: Mapping[int, str],
    scale: bool,
) -> Filled:
    """Each row's score where its student has a grade; blank where the grade is.

    Parameters
    ----------
    clues:
        The rows that are about students, with what each says about whom.
    kept:
        Rows that stay as they are, with the reason.
    scale:
        Turn scores into shares of the column's points.
    """
    _same_points(table, column, grades, scale)
    rows = match(clues, everybody)
    alike = _alike(namesakes(clues, everybody, rows, grades))
    if not any(clue.value in grades for clue in rows.values()):
        came = f"{len(clues)} rows, and none is about {', '.join(list(grades)[:3])}"
        raise UsageError(
            f"looking for the students in {table.path}",
            expected="a row for at least one of the graded students",
            came="; ".join([came, *alike]),
            todo="name the students' folders as the file does, or give their ids in roster.csv",
        )
    changes: dict[tuple[int, int], str] = {}
    graded: dict[int, Grade] = {}
    replaced, stay = [], []
    for row, clue in rows.items():
        grade = grades.get(clue.value)
        if grade is None or row in kept:
            continue
        graded[row] = grade
        before, after = table.value(row, column.index), _score(grade, column, scale)
        changes[row, column.index] = after
        if after and _reads(before) not in (None, _reads(after)):
            replaced.append(f"{grade.student} {before} by {after}")
        elif before and not after:
            # A blank changes nothing there: an old score is not taken back by it.
            stay.append(f"{grade.student} {before}")
    notes = _account(column, rows, graded, replaced)
    notes += listed("blank here, so that an old score stays there", stay)
    without = [_called(clues[row]) for row in clues if row not in graded and row not in kept]
    for why in dict.fromkeys(kept.values()):
        notes += listed(why, [_called(clues[row]) for row in clues if kept.get(row) == why])
    notes += listed("in the file without a result, left as they were", without)
    placed = {clue.value for clue in rows.values()}
    notes += listed("GRADED, BUT NOT IN THE FILE", [name for name in grades if name not in placed])
    notes += alike
    return Filled(changes, tuple(notes), graded)


def _alike(found: Sequence[str]) -> list[str]:
    """The rows as one line, with what to do; none for no row."""
    if not found:
        return []
    shown = "; ".join(clean_line(each) for each in found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return [
        f"called like a student, but with another id, so left as they were: {len(found)} ({shown}"
        f"{more}); correct roster.csv where it is the same person"
    ]


def _same_points(table: Table, column: Column, grades: Mapping[str, Grade], scale: bool) -> None:
    # Six digits: sums of points such as 0.1 + 0.2 are meant as what is typed there.
    paid = sorted({round(grade.max_score, 6) for grade in grades.values()})
    if len(paid) > 1:
        raise UsageError(
            "reading the results",
            expected="reports in which the assignment pays the same",
            came=", ".join(number(each) for each in paid),
            todo="grade again into the same folder: nothing runs twice, every report is renewed",
        )
    if paid and not scale and paid[0] != round(column.points, 6):
        raise UsageError(
            f"filling the column {column.heading!r} of {table.path}",
            expected=f"an assignment that pays {number(column.points)} points, as the column does",
            came=f"one that pays {number(paid[0])}",
            todo="correct the points there, or turn scores into shares of them with --scale",
        )


def _score(grade: Grade, column: Column, scale: bool) -> str:
    if grade.score is None:
        return ""
    score = Fraction(grade.score)
    if scale and grade.max_score:
        score = score * Fraction(column.points) / Fraction(grade.max_score)
    return number(float(score), comma=column.comma)


def _reads(text: str) -> float | None:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _account(
    column: Column, rows: Mapping[int, Clue], graded: Mapping[int, Grade], replaced: list[str]
) -> list[str]:
    by = Counter(rows[row].column for row in graded)
    told = ", ".join(f"{n} by {clean_line(name)}" for name, n in by.items())
    scores = sum(grade.score is not None for grade in graded.values())
    lead = f"{count(scores, 'score')} in the column {column.heading!r}"
    notes = [f"{lead}; students found: {told or 'none'}"]
    by_name = [rows[row].value for row in graded if rows[row].kind != "id"]
    if len(by_name) < len(graded):  # else the file has no ids that we know, and all are
        notes += listed("found by name alone, though others have an id there", by_name)
    return notes + listed("replaced another score", replaced)


def _called(clues: Sequence[Clue]) -> str:
    """What a person would call the row: its name, else its first clue."""
    names = [clue.value for clue in clues if clue.kind == "name" and clue.value]
    return (names or [clue.value for clue in clues if clue.value] or ["a row without a name"])[0]
