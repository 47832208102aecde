"""A plain CSV: a row for each student, three columns for each assignment.

May import this room, the roster and how text is made safe; must never write a cell that a
spreadsheet would run.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence

from grader.course.roster import Roster
from grader.exports.grades import Grade, number
from grader.feedback.text import clean

# A spreadsheet runs what begins so, some also after blanks or with the wide forms of East Asia.
_DANGEROUS = re.compile(r"'*\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


def harmless(text: str) -> str:
    r"""The text as a cell that no spreadsheet runs: where it could, with ``'`` in front.

    ``-5`` is a number and stays; ``+5`` would lose its sign, and ``=1+1`` becomes ``'=1+1``. So
    does ``'=1+1`` become ``''=1+1``: taking one ``'`` away gives back the text.
    """
    if _NUMBER.fullmatch(text) or not _DANGEROUS.match(text):
        return text
    return "'" + text


def plain_csv(
    grades: Mapping[str, Mapping[str, Grade]], roster: Roster, *, mark: bool = False
) -> bytes:
    """The table of the class; blank where there is no grade.

    Parameters
    ----------
    grades:
        Assignment to student to grade.
    roster:
        Adds names, e-mail addresses and students without a result; who dropped the course and has
        none is left out.
    mark:
        Begin with a byte order mark, without which some spreadsheets do not read UTF-8.
    """
    graded = {student for of_one in grades.values() for student in of_one}
    listed = {name for name, one in roster.students.items() if one.status != "dropped"}
    head = ["student", *(("name", "email") if roster.students else ())]
    for assignment in grades:
        head += [assignment, f"{assignment} max", f"{assignment} state"]
    rows = [head]
    for student in sorted(graded | listed):
        row = [student]
        if roster.students:
            known = roster.students.get(student)
            row += [known.name, known.email] if known else ["", ""]
        for of_one in grades.values():
            row += _cells(of_one.get(student))
        # A folder's name is whatever its owner made it: nothing of it may move a terminal's cursor.
        rows.append([harmless(clean(cell)) for cell in row])
    return (codecs.BOM_UTF8 if mark else b"") + _written(rows)


def _cells(grade: Grade | None) -> list[str]:
    if grade is None:
        return ["", "", ""]
    score = "" if grade.score is None else number(grade.score)
    return [score, number(grade.max_score), grade.state]


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    # A folder's name need not be text; what cannot be written is shown as `?`, as on the pages.
    return stream.getvalue().encode("utf-8", "replace")
