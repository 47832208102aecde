"""A plain CSV: a row for each student, three columns for each assignment.

May import this room, the roster and how text is made safe; must never write a cell that a
spreadsheet would run.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping

from grader.course.roster import Roster
from grader.exports.cells import csv_text, harmless
from grader.exports.grades import Grade, number
from grader.feedback.text import exact


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
        # A folder's name is whatever its owner made it: nothing of it may move a terminal's cursor,
        # or vanish, so that it reads as the name of somebody else.
        rows.append([harmless(exact(cell)) for cell in row])
    # A folder's name need not be text; what cannot be written is shown as `?`, as on the pages.
    return (codecs.BOM_UTF8 if mark else b"") + csv_text(rows).encode("utf-8", "replace")


def _cells(grade: Grade | None) -> list[str]:
    if grade is None:
        return ["", "", ""]
    score = "" if grade.score is None else number(grade.score)
    return [score, number(grade.max_score), grade.state]
