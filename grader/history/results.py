"""A results folder as it lies there, and the files that a new set of reports makes of it.

May import the course, records, errors, of feedback how reports are published and of exports how
they are read; must never write but to finish what a killed command began.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course
from grader.errors import UsageError, first_of
from grader.exports.grades import read_reports
from grader.feedback.publish import documents, forgotten, rows_digest, superfluous
from grader.feedback.report_files import earlier_reports, report_files
from grader.feedback.summary import RunFacts
from grader.feedback.text import clean_line
from grader.history.compare import Key, by_key
from grader.history.ledger import finish
from grader.json_text import from_json
from grader.records import SubmissionReport

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Publishing:
    """What a page or a summary says beside the reports."""

    course: str
    assignments: Sequence[str]
    """In the course's order."""
    run: RunFacts
    without: Mapping[str, Sequence[str]]
    """What was found in the wrong place."""


def results_of(course: Course, out: Path) -> dict[Key, SubmissionReport]:
    """Every report of the folder, which must be of this course.

    What a killed command left there is completed or rolled back first.

    Raises
    ------
    UsageError
        When there are none, one cannot be read, or all are of another course's assignments.
    """
    finish(out)
    reports = read_reports(out, course.id)
    strange = sorted({report.assignment for report in reports} - set(course.assignments))
    if len(strange) == len({report.assignment for report in reports}):
        raise UsageError(
            f"reading the results in {out}",
            expected=f"reports of this course's assignments: {', '.join(course.assignments)}",
            came=f"reports of {clean_line(', '.join(strange))}",
            todo="correct --out or --course",
        )
    return by_key(reports)


def edited_by_hand(out: Path) -> list[str]:
    """Names of files of reports that the grader did not write as they are now."""
    return [path.name for path in report_files(out) if _edited(path)]


def must_be_ours(doing: str, edited: Sequence[str]) -> None:
    """Raise where reports were edited by hand: what follows would be taken for a grading's."""
    if not edited:
        return
    raise UsageError(
        doing,
        expected="reports as the grader wrote them",
        came="numbers that do not follow from the journal, because somebody edited by hand: "
        f"{first_of([clean_line(name) for name in edited], _NAMED)}",
        todo="put the files back; or run `grader grade` with --student for each of these: it keeps "
        "the edited file in regrades/ and writes what the checks say now; then run this again",
    )


def _edited(path: Path) -> bool:
    try:
        document = from_json(path.read_bytes())
        return bool(document["sha256"] != rows_digest(document["reports"]))
    except (OSError, ValueError, KeyError, TypeError):
        return True


def files_of(
    out: Path,
    everything: Iterable[SubmissionReport],
    publishing: Publishing,
    unproved: Collection[str] = (),
) -> Iterator[tuple[str, bytes | None]]:
    """Path and content of every file that these reports make of the folder; None removes one.

    Parameters
    ----------
    unproved:
        Students of whom a report was taken over from a file that somebody edited by hand.
    """
    reports = list(everything)
    for path, text in documents(
        reports,
        course=publishing.course,
        assignments=publishing.assignments,
        run=publishing.run,
        without=publishing.without,
        forgotten=forgotten(out).counts,
        unproved=unproved,
    ):
        yield path, text.encode("utf-8", "replace")
    for path in superfluous(earlier_reports(out), reports):
        yield path, None
