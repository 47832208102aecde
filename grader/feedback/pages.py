"""HTML pages: one for a student, one for staff. Static, self-contained, readable without colour.

`student_page` renders from `visible.SeenReport` alone, so that nothing withheld can be in it;
`class_page` is for staff and shows records as they are. Every text is cleaned by `text.clean` and
escaped by Jinja2's autoescape: no template says `safe`. May import the records, `visible`,
`summary`, `text` and Jinja2; must never write a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader import __version__
from grader.errors import first_of
from grader.feedback.summary import Summary, staff_notes
from grader.feedback.text import clean_line, count, points
from grader.feedback.visible import student_view
from grader.records import SubmissionReport

_CODE = re.compile(r"`([^`]+)`")

OUTCOMES: Final[Mapping[str, Mapping[str, str]]] = {
    "failed": {"icon": "✗", "words": "not passed"},
    "refused": {"icon": "✗", "words": "another kind of value than was asked for"},
    "timeout": {"icon": "✗", "words": "ran out of time"},
    "crashed": {"icon": "✗", "words": "the program ended in the middle"},
    "ours": {"icon": "!", "words": "not judged, and not your fault"},
}
"""How a page says each outcome that is not `passed`."""

STATUSES: Final[Mapping[str, Mapping[str, str]]] = {
    "unreadable": {
        "title": "Your file could not be read.",
        "todo": "Open it yourself, save it again as a notebook or as a .py file, and hand it in "
        "once more, or ask the course staff.",
    },
    "ambiguous": {
        "title": "Your hand-in has more than one file that could be meant.",
        "todo": "Tell the course staff which one counts, or hand in that one alone.",
    },
    "empty": {
        "title": "No answer was found in your hand-in.",
        "todo": "Check that you saved the notebook before you handed it in, and that it is the "
        "file of this assignment.",
    },
    "too_large": {
        "title": "Your file is larger than this assignment accepts.",
        "todo": "Clear the outputs of all cells, remove pasted images and data, save, and hand it "
        "in again.",
    },
    "engine_failed": {
        "title": "Your hand-in was not graded, and that is our fault.",
        "todo": "You lose nothing. The course staff can see this and will grade it again.",
    },
}
"""What a student reads when a submission has no ordinary grade: what happened, what to do."""


def student_page(reports: Sequence[SubmissionReport], *, course: str) -> str:
    """The page of one student, with one section for each report."""
    views = [student_view(report) for report in reports]
    return render(
        "student.html.j2",
        course=clean_line(course),
        student=views[0].student,
        reports=views,
        outcomes=OUTCOMES,
        statuses=STATUSES,
    )


def shown_on(page: str, assignments: Iterable[str]) -> list[str]:
    """Those of the assignments that a student's page shows, in their order."""
    return [name for name in assignments if f'<section id="{name}"' in page]


def class_page(
    reports: Sequence[SubmissionReport],
    summary: Summary,
    *,
    course: str,
    hrefs: Mapping[str, str],
    misplaced: Sequence[str] = (),
) -> str:
    """The class list for staff; `hrefs` gives the relative address of each student's page."""
    parts = []
    for part in summary.assignments:
        own = [report for report in reports if report.assignment == part.id]
        # The page's head says it once where the whole run was unsafe.
        known = {"unsafe"} if summary.unsafe else set()
        rows = [_row(r, [q.id for q in part.questions], hrefs[r.student], known) for r in own]
        rows.sort(key=lambda row: _sorting(str(row["student"])))
        checks = sorted(part.checks, key=lambda check: (check.rate, check.name))
        parts.append(
            {
                **part.model_dump(exclude={"title", "checks", "questions"}),
                "title": clean_line(part.title),
                "questions": [_titled(question.model_dump()) for question in part.questions],
                "checks": [_titled(check.model_dump()) for check in checks],
                "tables": [
                    (caption, found)
                    for caption, left in (("Students by name", False), ("Dropped", True))
                    if (found := [row for row in rows if row["dropped"] == left]) or not left
                ],
                "charges": any(r.late and r.late.policy != "none" for r in own),
            }
        )
    return render(
        "class.html.j2",
        course=clean_line(course),
        assignments=parts,
        unsafe=summary.unsafe,
        misplaced=misplaced,
        forgotten=summary.forgotten,
        promises=sorted(name for name, kept in summary.promises.items() if kept),
    )


def misplaced(without: Mapping[str, Sequence[str]], at_most: int | None = None) -> tuple[str, ...]:
    """One sentence for each assignment that folders lack, and one for what is in no folder.

    `without` is as in a grading: assignment to student folders, "" to loose files. Of each at most
    so many are named.
    """
    said = []
    for assignment, names in without.items():
        shown = [clean_line(name, 160) for name in names]
        if assignment:
            hold = "student folder holds" if len(names) == 1 else "student folders hold"
            lead = f"{len(names)} {hold} no {assignment}"
        else:
            lead = "not in a student's folder"
        said.append(f"{lead}: {first_of(shown, at_most or len(shown))}")
    return tuple(said)


def _titled(entry: dict[str, object]) -> dict[str, object]:
    return {**entry, "title": clean_line(str(entry["title"]))}


def _row(
    report: SubmissionReport, questions: Sequence[str], href: str, known: Collection[str]
) -> dict[str, object]:
    scores = {question.id: question.points for question in report.questions}
    notes = [clean_line(note) for note in staff_notes(report) if note not in known]
    if report.status == "engine_failed" and report.message:
        notes.insert(0, clean_line(report.message))
    return {
        "student": clean_line(report.student, 120),
        "href": href,
        "score": report.score,
        "final": report.final,
        "late": _late(report),
        "excused": report.enrolment == "excused",
        "dropped": report.enrolment == "dropped",
        "status": report.status,
        "points": [scores.get(question) for question in questions],
        "notes": notes,
    }


def _late(report: SubmissionReport) -> str:
    """How late and what that costs, in a few characters."""
    late = report.late
    if late is None:
        return "no deadline"
    if late.handed_in is None:
        return "late by an unknown time" if late.marked_late else "time unknown"
    if not late.days_late:
        return "on time"
    cost = f", less {points(late.deducted_percent)} %" if late.deducted_percent else ""
    used = f", {late.days_used} of grace" if late.days_used else ""
    return count(late.days_late, "day") + used + cost


def _sorting(name: str) -> tuple[str, str]:
    """A key that puts Åsa beside Asa, as a person looks for her."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold(), name


def _lines(text: str) -> Markup:
    """The escaped text, with line ends and `code` kept; the one place that makes markup."""
    return Markup("<br>").join(
        Markup("").join(
            Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
            for place, part in enumerate(_CODE.split(line))
        )
        for line in str(text).split("\n")
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.feedback", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(points=points, count=count, lines=_lines)
    environment.globals.update(version=__version__)
    return environment


def render(template: str, **values: object) -> str:
    """The template of this room, filled in; every value is escaped."""
    page = _environment().get_template(template).render(**values)
    # A lone surrogate cannot be written as UTF-8; `clean` has shown each by its code, and this
    # holds for what no rule thought of.
    return page.encode("utf-8", "replace").decode("utf-8")
