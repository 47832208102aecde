"""Pieces of HTML for a page of somebody else's, such as nbgrader's feedback: no head, no script.

They are rendered from `visible.SeenReport` alone, like a student's page, and hold no address and no
script; formulas in them are left alone. May import the records, `visible`, `pages`; must never
write a file.
"""

from __future__ import annotations

from grader.feedback.pages import OUTCOMES, STATUSES, render
from grader.feedback.text import points
from grader.feedback.visible import SeenQuestion, SeenReport


def question_html(view: SeenReport, question: SeenQuestion) -> str:
    """What a student may see of one question: its points, and every check of it."""
    return render("question.html.j2", report=view, question=question, outcomes=OUTCOMES)


def question_text(question: SeenQuestion) -> str:
    """The same in one plain line, for where no HTML is shown."""
    if question.points is None:
        words = {"withheld": "graded, result not shown", "waiting": "waits for a person"}
        return f"{question.title}: {words.get(question.state, 'not graded, by our fault')}"
    return f"{question.title}: {points(question.points, of=question.max_points)}"


def receipt_html(view: SeenReport) -> str:
    """What was read from a hand-in, with the style that every other fragment needs."""
    return render("receipt.html.j2", report=view, statuses=STATUSES)


def receipt_text(view: SeenReport) -> str:
    """The same in plain lines."""
    said = [] if view.status == "graded" else [STATUSES[view.status]["title"], view.message]
    receipt = view.receipt
    said.append(f"File: {receipt.file or 'none was found'}")
    said += [f"{left.where}: {left.why}" for left in receipt.left_out]
    said += [*receipt.notes, view.late, view.upheld]
    return "\n".join(line for line in said if line)
