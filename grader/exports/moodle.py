"""Fills the grading worksheet of a Moodle assignment, in whatever language it was downloaded.

Its form is that of Moodle's mod/assign/gradingtable.php: the identifier first, the maximum right
after the grade, the comments last; the headings are translated, so they are known by their place
and by what stands below them. May import this room, a student's view and the errors; must never
change a cell but grades and comments.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.exports.column import choose, column_at, fill
from grader.exports.grades import Grade, Made, listed, number
from grader.exports.rawcsv import Table, read_table, with_cells
from grader.exports.who import Clue, Person
from grader.feedback.visible import student_view

_IDENTIFIER = re.compile(r"\D*(\d+)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MODIFIED = re.compile(r"-|.*\d{1,2}[:.h]\d{2}.*", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_COMMENTS = {"feedback comments", "feedback als kommentar"}
_OURS = "Automatic feedback"
"""How our comments begin; others are never overwritten."""


def moodle(
    template: Path,
    grades: Mapping[str, Grade],
    everybody: Sequence[Person],
    *,
    column: str = "",
    identity: str = "",
    scale: bool = False,
) -> Made:
    """The worksheet with grades and comments, everything else byte for byte.

    Parameters
    ----------
    column:
        The heading of the grades; empty to find it.
    identity:
        The one heading by which students are found; empty for all left of the grades.
    """
    table = read_table(template, "the grading worksheet of Moodle")
    rows = [row for row in range(1, len(table.values)) if any(table.values[row])]
    _proper(table, rows)
    index = _grades(table, rows, column)
    clues = {row: _clues(table, row, index, identity) for row in rows}
    filled = fill(
        table,
        column_at(
            table,
            index,
            table.value(rows[0], index + 1),
            (table.value(row, place) for row in rows for place in (index, index + 1)),
        ),
        clues,
        grades,
        everybody,
        kept={},
        scale=scale,
    )
    changes, notes = dict(filled.changes), list(filled.notes)
    place = _comments(table, rows)
    if place is None:
        notes.append("no comments: the worksheet has no column for them")
    else:
        theirs = []
        for row, grade in filled.graded.items():
            before = _TAG.sub("", table.value(row, place)).strip()
            if before and not before.startswith(_OURS):
                theirs.append(grade.student)
            elif grade.score is not None:
                changes[row, place] = comment(grade)
        notes += listed("a comment was there already and is kept", theirs)
    return Made(with_cells(table, changes), tuple(notes))


def comment(grade: Grade) -> str:
    """What the student may read of the grade, as HTML; nothing in it comes from a hand-in.

    Each question, but no sum: the grade stands beside it, and may be scaled or without points by
    hand.
    """
    view = student_view(grade.report)
    lines = [_OURS]
    if view.deducted_percent:
        lines.append(view.late)
    for question in view.questions:
        words = {"waiting": "waits for a person", "withheld": "the result is not shown"}.get(
            question.state, "not graded"
        )
        if question.state == "scored":
            words = f"{number(question.points or 0.0)} of {number(question.max_points)}"
        lines.append(f"{question.title}: {words}")
    return "<br>".join(html.escape(line, quote=False) for line in lines)


def _proper(table: Table, rows: Sequence[int]) -> None:
    """Raise unless this is a worksheet: full rows that begin with an identifier."""
    if not rows:
        raise _wrong(table, "a row for each participant", "a header alone")
    for row in rows:
        if not _IDENTIFIER.fullmatch(table.value(row, 0)):
            raise _wrong(
                table,
                "an identifier such as 'Participant 123' at the start of each row",
                f"{table.value(row, 0)!r} in row {row + 1}",
            )
        if len(table.values[row]) != len(table.values[0]):
            raise _wrong(
                table,
                f"{len(table.values[0])} cells in row {row + 1}, as in the header",
                str(len(table.values[row])),
            )


def _grades(table: Table, rows: Sequence[int], wanted: str) -> int:
    """The column of grades: the one that is left of a column with the same points in each row."""
    width = len(table.values[0])
    found = [
        place
        for place in range(1, width - 1)
        if len(most := {table.value(row, place + 1) for row in rows}) == 1
        and all(map(_NUMBER.fullmatch, most))
        and all(_may_be_grade(table.value(row, place)) for row in rows)
    ]
    headings = [table.value(0, place) for place in range(width)]
    if wanted:
        named = [place for place in found if headings[place].casefold() == wanted.casefold()]
        if not named and wanted.casefold() in (each.casefold() for each in headings):
            expected = f"numbers below {wanted!r}, and the maximum in the column after it"
            raise _wrong(table, expected, "another kind of column")
        return choose(table, [wanted], named, headings)
    known = [place for place in found if headings[place].casefold() in {"grade", "bewertung"}]
    return choose(table, ["Grade"], known if len(found) > 1 else found, headings)


def _may_be_grade(value: str) -> bool:
    return value in {"", "-"} or _NUMBER.fullmatch(value) is not None


def _comments(table: Table, rows: Sequence[int]) -> int | None:
    """The column of comments: the one with a heading that is known, else the last.

    Where comments are switched off the last one says when the grade was changed, in every row.
    """
    headings = [value.strip().casefold() for value in table.values[0]]
    known = [place for place, heading in enumerate(headings) if heading in _COMMENTS]
    if known:
        return known[0]
    last = len(headings) - 1
    dates = all(_MODIFIED.fullmatch(table.value(row, last)) for row in rows)
    return None if dates else last


def _clues(table: Table, row: int, index: int, identity: str) -> list[Clue]:
    """Everything left of the grade; the participant's bare number only where it is asked for.

    That number is Moodle's own for one assignment: a folder of the same name is another student's.
    """
    headings = [value.strip() for value in table.values[0]]
    if identity:
        if identity not in headings[:index]:
            raise _wrong(table, f"the column {identity!r}, which --match names", str(headings))
        place = headings.index(identity)
        value = table.value(row, place)
        bare = _IDENTIFIER.fullmatch(value) if place == 0 else None
        clues = [Clue(identity, value), Clue(identity, bare[1] if bare else "")]
        clues.append(Clue(identity, value, "name"))
    else:
        clues = [Clue(headings[place], table.value(row, place)) for place in range(index)]
        clues.append(Clue(headings[1], table.value(row, 1), "name"))
        if clues[0].value.isdigit():
            clues = clues[1:]
    return [clue for clue in clues if clue.value]


def _wrong(table: Table, expected: str, came: str) -> UsageError:
    return UsageError(
        f"reading the grading worksheet {table.path}",
        expected=expected,
        came=came[:300],
        todo="download the worksheet from the assignment in Moodle again and give it as it is",
    )
