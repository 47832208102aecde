"""The page of one question: every answer as it was written, with the rubric beside it.

For staff. Every text is cleaned here and escaped by the templates of the feedback, whose look it
shares. May import `.answers`, the course's sources and the feedback's pages; must never hold a name
that the reading does not show.
"""

from __future__ import annotations

import re
from typing import Any

from grader.course.models import Assignment, Course
from grader.course.source import read_source
from grader.feedback.pages import render
from grader.feedback.text import clean, clean_line
from grader.marking.answers import Answer, Reading, stated

LONGEST = 60_000
"""Characters of one answer that are shown: more than the engine keeps."""
_HEADING = re.compile(r"^#+ *")


def marking_page(course: Course, reading: Reading) -> str:
    """The self-contained HTML page of a reading."""
    question = reading.question
    asked, model = _around(reading.assignment, question.id)
    groups = [_group(group) for group in reading.groups]
    row = 2  # below the heading of the table
    for group in groups:
        for answer in group["answers"]:
            answer["row"], row = row, row + 1
    return render(
        "marking.html.j2",
        course=clean_line(course.title),
        assignment=clean_line(reading.assignment.title),
        question=question,
        asked=asked,
        model=model,
        groups=groups,
        answers=len(reading.rows),
        blind=reading.blind,
        blank=reading.blank,
        comments=question.comments,
    )


def _group(group: tuple[Answer, ...]) -> dict[str, Any]:
    text = clean(group[0].text, LONGEST).strip("\n")
    return {
        "text": text,
        "long": text.count("\n") > 60 or len(text) > 5000,
        "answers": [{"shown": a.shown, "mark": stated(a.mark), "read": a.read} for a in group],
    }


def _around(assignment: Assignment, question: str) -> tuple[str, str]:
    """What was asked, and the model answer, both as Markdown."""
    asked = ""
    for cell in read_source(assignment).cells:
        if cell.kind == "manual" and cell.question == question:
            return asked, cell.text.strip()
        if cell.kind == "text":
            asked = cell.text.strip()
    return asked, ""
