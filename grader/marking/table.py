"""The table of one question: a CSV with a row for each answer, to be filled in by a reader.

What stands in a cell is written here and read here, so that the two fit. May import `.answers`, the
exports' rule for cells, the course's sheets and errors; must never decide whether a mark is right.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course.models import Question
from grader.course.sheet import Mistakes, Row, read_sheet
from grader.errors import suggestion
from grader.exports.cells import bare, csv_text, harmless
from grader.feedback.text import points
from grader.marking.answers import Answer, Reading

WITHDRAW = "withdraw"
"""In the column of the points: take the mark back that is there."""
_FIXED = ("assignment", "question", "answer")
_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")
_GIVEN = {"x", "✓", "✔"}
_BANK = re.compile(r"##|(?<![\w&/])#(?P<key>[a-z][a-z0-9_]*)(?!\w)")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a reader has written into one row."""

    path: Path
    line: int
    shown: str
    blind: bool
    assignment: str
    question: Question
    code: str
    items: tuple[tuple[str, str], ...]
    """Id of a rubric item to what stands in its cell; empty cells are left out."""
    points: str
    comment: str
    reader: str


def file_stem(reading: Reading) -> str:
    """What page and table of a question are called, without the ending."""
    return f"{reading.assignment.id}-{reading.question.id}"


def heading(question: Question, *, blind: bool) -> list[str]:
    """The columns of a question's table."""
    return [
        "pseudonym" if blind else "student",
        *_FIXED,
        *(_item_column(item.id, item.points) for item in question.rubric),
        _points_column(question),
        "comment",
        "reader",
    ]


def table(reading: Reading, *, semicolon: bool = False) -> bytes:
    """The table as CSV in UTF-8 with a mark, so that spreadsheets read it as such.

    Parameters
    ----------
    semicolon:
        Part columns by semicolons and write decimal commas, for spreadsheets that want both.
    """
    answers = ([*map(harmless, _cells(reading, each, semicolon))] for each in reading.rows)
    rows = [heading(reading.question, blind=reading.blind), *answers]
    written = csv_text(rows, ";" if semicolon else ",")
    return codecs.BOM_UTF8 + written.encode("utf-8", "replace")


def _cells(reading: Reading, answer: Answer, comma: bool) -> list[str]:
    question, mark = reading.question, answer.mark if answer.read else None
    given = {item.id: item.points for item in mark.items} if mark else {}
    return [
        answer.shown,
        reading.assignment.id,
        question.id,
        answer.code,
        *(_number(given.get(item.id), comma) for item in question.rubric),
        _number(mark.points if mark else None, comma),
        mark.comment.replace("#", "##") if mark else "",
        mark.reader if mark else "",
    ]


def _number(value: float | None, comma: bool) -> str:
    text = "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text


def _item_column(name: str, worth: float) -> str:
    return f"{name} ({points(worth)})"


def _points_column(question: Question) -> str:
    return f"points (of {points(question.points)})"


def read_filled(
    path: Path, find: Callable[[str, str], Question | None], mistakes: Mistakes
) -> list[Filled]:
    """The rows of a table that came back; what is wrong with its heading goes to `mistakes`.

    Parameters
    ----------
    find:
        Assignment and question to the question; None for one that there is not.

    Raises
    ------
    CourseError
        When the file cannot be read, is not UTF-8 or no CSV.
    """
    columns = [*_FIXED, "comment", "reader"]

    def keep(column: str) -> bool:
        columns.append(column)
        return True

    rows = read_sheet(
        path,
        mistakes,
        required=tuple(columns),
        optional=(),
        also=keep,  # which other columns there must be depends on the question
        several_lines=["comment"],
    )
    if mistakes.found:
        return []
    if not rows:
        mistakes.add(1, "", "a heading, and no row below it")
        return []
    question = find(rows[0]["assignment"], rows[0]["question"])
    if question is None:
        came = f"{rows[0]['assignment']} {rows[0]['question']}"
        words = f"no question of this course that is marked by hand: {came}"
        todo = "put its id back, or export the answers under its new id and enter the marks there"
        mistakes.add(rows[0].line, "", f"{words}; if it had that id before, {todo}")
        return []
    blind = "pseudonym" in columns
    wanted = heading(question, blind=blind)
    for column in wanted:
        if column not in columns:
            mistakes.add(1, "", f"no column {column!r}: {_changed(column, columns)}")
    for column in columns:
        if column not in wanted:
            mistakes.add(1, "", f"unknown column {column!r}: {suggestion(column, wanted)}")
    for row in rows:
        if (row["assignment"], row["question"]) != (rows[0]["assignment"], rows[0]["question"]):
            words = f"another question than above: {row['assignment']} {row['question']}"
            mistakes.add(row.line, "", words)
    return [] if mistakes.found else [_filled(path, row, question, wanted[0]) for row in rows]


def _changed(column: str, columns: Sequence[str]) -> str:
    """Why it may be missing: with other points it is another column."""
    lead = column.partition(" (")[0]
    other = next((each for each in columns if each.partition(" (")[0] == lead), None)
    if other is None:
        return "export the table again"
    return f"it has {other!r}; if the points have changed since, export the table again"


def _filled(path: Path, row: Row, question: Question, who: str) -> Filled:
    cells = {item.id: row[_item_column(item.id, item.points)] for item in question.rubric}
    return Filled(
        path=path,
        line=row.line,
        shown=bare(row[who]),
        blind=who == "pseudonym",
        assignment=row["assignment"],
        question=question,
        code=row["answer"],
        items=tuple((name, cell) for name, cell in cells.items() if cell),
        points=row[_points_column(question)],
        comment=bare(row["comment"]),
        reader=bare(row["reader"]),
    )


def number(cell: str) -> float | None:
    """The points that a cell says, with a decimal point or comma; None where it is no number."""
    return float(cell.replace(",", ".")) if _NUMBER.fullmatch(cell) else None


def earned(cell: str, most: float) -> float | None:
    """What a rubric item's cell gives: a number of points, or a cross for all of them."""
    return most if cell.casefold() in _GIVEN else number(cell)


def expanded(comment: str, question: Question) -> tuple[str, list[str]]:
    """The comment with the bank's sentences in place of `#key`, and the keys that are unknown.

    `##` stands for `#`.
    """
    unknown: list[str] = []

    def sentence(match: re.Match[str]) -> str:
        key = match["key"]
        if key is None:
            return "#"
        if key not in question.comments:
            unknown.append(key)
        return question.comments.get(key, "")

    return _BANK.sub(sentence, comment), unknown
