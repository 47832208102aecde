"""Who has which score: read from `reports/` of a results folder, with what stays blank and why.

May import the records and the errors; must never read the journal, and must never turn a missing
grade into a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.feedback.report_files import reports_in
from grader.feedback.text import clean_line, points
from grader.records import SubmissionReport


@dataclass(frozen=True, slots=True)
class Grade:
    """One student's score in one assignment, as it leaves this program."""

    student: str
    score: float | None
    """None is exported blank: there is no grade, or not yet the whole of it."""
    max_score: float
    state: str
    """`graded`, `marked` (points by hand are in it), `auto` (they are left out), `waits` (a manual
    question waits for a person), `excused`, or the report's status where it is not `graded`."""
    waits: bool
    """Whether the score is blank because a manual question waits for a person."""
    report: SubmissionReport


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of an export, and what a person must know about them, a line each."""

    data: bytes
    notes: tuple[str, ...]


def read_reports(results: Path, course: str = "") -> tuple[SubmissionReport, ...]:
    """Every report that a grading wrote into that folder, in order of the files' names.

    Parameters
    ----------
    course:
        The id of the course whose results they must be; empty for whichever.

    Raises
    ------
    UsageError
        When there are none, as `reports_in`, and when one is of another course.
    """
    reports = tuple(reports_in(results))
    if not reports:
        raise UsageError(
            "looking for the results",
            expected="a folder into which `grader grade --out` wrote",
            came=f"{results}, in which there is no reports/*.json",
            todo="correct --results, or grade first",
        )
    must_be_of(course, reports, results)
    return reports


def must_be_of(course: str, reports: Iterable[SubmissionReport], results: Path) -> None:
    """Raise where a report is of another course, whose assignments may have the same names."""
    others = sorted({report.course for report in reports} - {"", course}) if course else []
    if others:
        raise UsageError(
            f"reading the results in {results}",
            expected=f"those of the course {course!r}",
            came=f"results of the course {clean_line(others[0])!r}",
            todo="choose another folder, or another --course; where the course got another id, "
            "move reports/ away: the journal stays, and nothing is run again",
        )


def grades_of(
    reports: Iterable[SubmissionReport], assignment: str, *, auto_only: bool = False
) -> dict[str, Grade]:
    """The grade of each student who has a report for the assignment, by student.

    Parameters
    ----------
    auto_only:
        Leave out the points that a person gives, of the score and of the maximum.
    """
    return {
        report.student: grade_of(report, auto_only=auto_only)
        for report in sorted(reports, key=lambda report: report.student)
        if report.assignment == assignment
    }


def grade_of(report: SubmissionReport, *, auto_only: bool = False) -> Grade:
    """What counts of one report, less what is deducted for being late.

    Blank without a score, while a manual question waits, and for who is excused.
    """
    excused = report.enrolment == "excused"
    by_hand = report.manual_max_score > 0 and not auto_only
    waits = by_hand and report.manual_score is None and report.score is not None and not excused
    score = _counted(report, report.score, report.final)
    if by_hand:
        manual = _counted(report, report.manual_score, report.manual_final)
        score = None if score is None or manual is None else score + manual
    state: str = report.status
    if excused:
        state = "excused"
    elif report.status == "graded":
        marked = "auto" if auto_only else "waits" if waits else "marked"
        state = marked if report.manual_max_score else "graded"
    return Grade(
        student=report.student,
        score=score,
        max_score=report.max_score + (report.manual_max_score if by_hand else 0.0),
        state=state,
        waits=waits,
        report=report,
    )


def _counted(report: SubmissionReport, score: float | None, final: float | None) -> float | None:
    """What counts of the score; without a deadline and a deduction that is the score itself."""
    if report.enrolment == "excused" or score is None:
        return None
    return score if final is None and report.late is None else final


def notes_on(grades: Sequence[Grade], *, auto_only: bool) -> list[str]:
    """What a person must know of these grades, whatever form they leave in, a line each."""
    notes = []
    if auto_only and any(grade.report.manual_max_score for grade in grades):
        notes.append("--auto-only: points given by hand are in no score and in no maximum")
    for words, found in (
        ("blank, because a manual question waits for a person", [g for g in grades if g.waits]),
        ("blank, not graded by our fault", [g for g in grades if g.report.score is None]),
        ("blank, excused", [g for g in grades if g.report.enrolment == "excused"]),
        (
            "0 without a check, because the hand-in could not be read",
            [g for g in grades if _unread(g) and not g.report.upheld],
        ),
        (
            "not readable now, with points of an earlier grading",
            [g for g in grades if _unread(g) and g.report.upheld],
        ),
        (
            "points by hand of an earlier answer, as the one that is there now was not read",
            [g for g in grades if g.score is not None and not auto_only and _unread_mark(g)],
        ),
        ("graded under --unsafe", [g for g in grades if g.report.unsafe]),
    ):
        notes += listed(words, [grade.student for grade in found])
    late = [
        f"{grade.student} {grade.report.late.deducted_percent:g} %"
        for grade in grades
        if grade.report.late and grade.report.late.deducted_percent and grade.score is not None
    ]
    notes += listed("less what is deducted for being late", late)
    hidden = {q.id for grade in grades for q in grade.report.questions if q.show == "nothing"}
    if hidden:
        names = ", ".join(sorted(hidden))
        notes.append(f"in the score though its result is not shown to students: {names}")
    return notes


def _unread(grade: Grade) -> bool:
    return grade.score is not None and grade.report.status != "graded"


def _unread_mark(grade: Grade) -> bool:
    marks = [question.mark for question in grade.report.questions]
    return any(mark is not None and not mark.of_this_answer for mark in marks)


def listed(words: str, names: Sequence[str]) -> list[str]:
    """The words with the number of names and all names, as one line; none for no name."""
    if not names:
        return []
    return [f"{words}: {len(names)} ({', '.join(clean_line(name, 80) for name in names)})"]


def number(value: float, *, comma: bool = False) -> str:
    """The points as the student's page shows them: at most two decimals, never rounded up."""
    text = points(value)
    return text.replace(".", ",") if comma else text


def in_hundredths(parts: Sequence[float], total: float) -> list[int]:
    """The parts in hundredths of a point, together never more than the total.

    Each is rounded down; what is missing at the total goes where most was cut off.
    """
    exact = [round(part * 100, 7) for part in parts]
    whole = [math.floor(each) for each in exact]
    left = math.floor(round(total * 100, 7)) - sum(whole)
    for place in sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])[: max(left, 0)]:
        whole[place] += 1
    return whole
