"""The autograded notebook: the released one, with a student's answers and what came of them.

Everything that nbgrader believes (cells, marks, points, metadata) comes from the release. Of the
student come code, as text, and free text, made harmless; never an output, an attachment, a widget,
metadata or the id of a cell. Pure and cheap: both ways into a gradebook use it for every hand-in.

May import records, the feedback room, the intake's records, `markdown` and `rows`; must never open
a file, and never let a student's text be markup.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grader.feedback.fragments import (
    question_html,
    question_text,
    receipt_html,
    receipt_text,
)
from grader.feedback.visible import SeenReport, student_view
from grader.intake.rebuild import RunCell
from grader.nbgrader_bridge.anew import mark_of
from grader.nbgrader_bridge.markdown import harmless
from grader.nbgrader_bridge.rows import AutoGrade, auto_grades
from grader.records import SubmissionReport

Cell = dict[str, Any]

LONGEST_LINE = 1000
"""Characters of a line of code that are shown. Colouring some lines takes the square of that."""
RECEIPT = "# What was read of this hand-in, and how it was graded."


def autograded(
    release: Mapping[str, Any], cells: Sequence[RunCell], report: SubmissionReport
) -> dict[str, Any]:
    """The notebook that nbgrader keeps of a graded hand-in, as nbformat's plain data.

    Parameters
    ----------
    release:
        The released notebook, as `json.loads` gives it.
    cells:
        The student's cells that were run, as a grading gives them; none where nothing was read.
    """
    view = student_view(report)
    grades = auto_grades(report)
    own: dict[tuple[int, str], list[str]] = {}
    for cell in cells:
        own.setdefault((cell.at, cell.side), []).append(cell.source)
    ids = _Ids(release)
    made = [_receipt(view, ids)]
    for at, original in enumerate(release["cells"]):
        made += _further(own.get((at, "before"), ()), ids)
        made.append(_cell(original, own.get((at, "in")), report, view, grades))
        made += _further(own.get((at, "after"), ()), ids)
    top = copy.deepcopy({key: value for key, value in release.items() if key != "cells"})
    about = top.get("metadata", {}) | mark_of(report)
    return {**top, "metadata": about, "cells": made}


class _Ids:
    """Gives ids to cells that the release does not have, the same ones every time."""

    def __init__(self, release: Mapping[str, Any]) -> None:
        self.taken = {cell.get("id") for cell in release["cells"]}

    def new(self, lead: str) -> str:
        """An id that no cell has."""
        number = 1
        while (name := f"{lead}-{number}") in self.taken:
            number += 1
        self.taken.add(name)
        return name


def _receipt(view: SeenReport, ids: _Ids) -> Cell:
    shown = _display(receipt_html(view), receipt_text(view))
    return _code(RECEIPT, ids.new("grader"), [shown])


def _further(sources: Iterable[str], ids: _Ids) -> list[Cell]:
    return [_code(source, ids.new("own"), []) for source in sources]


def _code(source: str, name: str, outputs: list[dict[str, Any]]) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": outputs,
        "source": _shown(source),
    }


def _cell(
    original: Cell,
    own: Sequence[str] | None,
    report: SubmissionReport,
    view: SeenReport,
    grades: Mapping[str, AutoGrade],
) -> Cell:
    """One cell of the release, with the student's text in it or the result below it."""
    cell = copy.deepcopy(original)
    cell["source"] = "".join(original["source"])
    cell.pop("attachments", None)
    marks = cell["metadata"].get("nbgrader", {})
    name = marks.get("grade_id", "")
    if cell["cell_type"] == "code":
        cell |= {"execution_count": None, "outputs": []}
        if own is not None:
            cell["source"] = _shown("\n\n".join(own))
    if marks.get("grade") and marks.get("solution"):
        text = report.receipt.free_text.get(name, "")
        if text.strip():
            cell["source"] = harmless(text)
    elif marks.get("grade"):
        cell["outputs"] = _result(name, view, grades[name])
    return cell


def _shown(code: str) -> str:
    """The code with its longest lines cut, which says so; what was handed in has them whole.

    A cell of another language is coloured as Python: whoever colours Perl has more such lines.
    """
    if code.lstrip().startswith("%%"):
        code = f"#\n{code}"
    if len(code) <= LONGEST_LINE:
        return code
    return "\n".join(
        line if len(line) <= LONGEST_LINE
        else f"{line[:LONGEST_LINE]}  # [cut: {len(line) - LONGEST_LINE} more characters]"
        for line in code.split("\n")
    )  # fmt: skip


def _result(name: str, view: SeenReport, grade: AutoGrade) -> list[dict[str, Any]]:
    """The outputs of a check cell, from which nbgrader itself would read the same points."""
    question = next(each for each in view.questions if f"check_{each.id}" == name)
    shown = _display(question_html(view, question), question_text(question))
    if grade.auto_score is None:
        # Without any output nbgrader would give all points: this one it never takes for a grade.
        words = "This question was not graded. A person will see to it."
        error = {"output_type": "error", "ename": "NotGraded", "evalue": words, "traceback": []}
        return [shown, error]
    points = {
        "output_type": "execute_result",
        "data": {"text/plain": repr(grade.auto_score)},
        "execution_count": None,
        "metadata": {},
    }
    return [shown, points]


def _display(html: str, text: str) -> dict[str, Any]:
    data = {"text/html": html, "text/plain": text}
    return {"output_type": "display_data", "data": data, "metadata": {}}
