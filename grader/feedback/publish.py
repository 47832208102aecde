"""Writes what people read into the output folder: reports, pages, class list, summary.

Every file is replaced whole, so that a reader never meets half of one. A run over some of the
assignments keeps what earlier runs found about the others. May import the room, the records, the
errors and `grader.files`; must never change a record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from grader.errors import REFUSED, GraderError, UsageError
from grader.feedback.again import found_misplaced, keep_misplaced
from grader.feedback.pages import class_page, misplaced, student_page
from grader.feedback.report_files import REPORTS, earlier_reports, file_name, report_path
from grader.feedback.summary import RunFacts, summarise, summary_json
from grader.files import write_atomically
from grader.json_text import from_json
from grader.records import REPORT_SCHEMA, SubmissionReport, to_json

PAGES = "pages"
"""The folder below the results folder, for students."""
FORGOTTEN = "forgotten.json"
SUMMARY, INDEX = "summary.json", f"{PAGES}/index.html"


@dataclass(frozen=True, slots=True)
class Published:
    """Where the files went; `pages` by student."""

    index: Path
    summary: Path
    pages: dict[str, Path]


def publish(
    reports: Sequence[SubmissionReport],
    out: Path,
    *,
    course: str,
    assignments: Sequence[str],
    graded_now: Iterable[str],
    run: RunFacts,
    without: Mapping[str, Sequence[str]] | None = None,
) -> Published:
    """Write everything under `out` and give back where it went.

    `assignments` is the course's order; `graded_now` names those whose earlier reports in `out`
    are replaced as a whole, so that a withdrawn hand-in goes too. `without` names what this run
    found in the wrong place, as a grading does; None leaves what an earlier one found.

    Raises
    ------
    UsageError
        When earlier reports cannot be read: nothing is written.
    """
    earlier = earlier_reports(out)
    everything = together(earlier, reports, graded_now)
    odd = found_misplaced(out) if without is None else without
    for path, text in documents(
        everything,
        course=course,
        assignments=assignments,
        run=run,
        without=odd,
        forgotten=forgotten(out).counts,
    ):
        write_text(out / path, text)
    keep_misplaced(out, odd)
    for path in superfluous(earlier, everything):
        (out / path).unlink(missing_ok=True)
    return published(out, everything)


def together(
    earlier: Mapping[str, Sequence[SubmissionReport]],
    reports: Iterable[SubmissionReport],
    graded_now: Iterable[str],
) -> list[SubmissionReport]:
    """The reports, and of the earlier ones those of assignments that were not graded now."""
    return [*staying(earlier, graded_now), *reports]


def staying(
    earlier: Mapping[str, Sequence[SubmissionReport]],
    graded_now: Iterable[str],
    only: Collection[str] = (),
) -> list[SubmissionReport]:
    """The earlier reports that stay when these assignments are graded, of `only` these students."""
    fresh = set(graded_now)
    every = (report for found in earlier.values() for report in found)
    return [r for r in every if r.assignment not in fresh or (only and r.student not in only)]


def documents(
    everything: Iterable[SubmissionReport],
    *,
    course: str,
    assignments: Sequence[str],
    run: RunFacts,
    without: Mapping[str, Sequence[str]] | None = None,
    forgotten: Mapping[str, int] | None = None,
    unproved: Collection[str] = (),
) -> Iterator[tuple[str, str]]:
    """Path below the results folder and text of every file that these reports make.

    Parameters
    ----------
    forgotten:
        The counts that `forgotten` reads from the folder.
    unproved:
        Students among whose reports are some that somebody edited by hand: no digest says that the
        grader wrote them.
    """
    order = {name: place for place, name in enumerate(assignments)}
    in_order = sorted(everything, key=lambda r: (order.get(r.assignment, len(order)), r.student))
    by_student: dict[str, list[SubmissionReport]] = {}
    for report in in_order:
        by_student.setdefault(report.student, []).append(report)
    for student, own in by_student.items():
        document = report_document(student, own)
        if student in unproved:
            del document["sha256"]
        yield report_path(student), _json(document)
        yield _page_path(student), student_page(own, course=course)
    summary = summarise(in_order, run, forgotten)
    yield SUMMARY, _json(summary_json(summary))
    hrefs = {student: quote(Path(_page_path(student)).name) for student in by_student}
    odd = misplaced(without or {})
    yield INDEX, class_page(in_order, summary, course=course, hrefs=hrefs, misplaced=odd)


def report_document(student: str, reports: Sequence[SubmissionReport]) -> dict[str, object]:
    """What stands in a student's file of reports, with a digest that tells an edit by hand."""
    rows = [to_json(report) for report in reports]
    document = {"schema": REPORT_SCHEMA, "student": student, "reports": rows}
    return {**document, "sha256": rows_digest(rows)}


def rows_digest(rows: object) -> str:
    """The digest of a file's reports, as plain JSON data."""
    text = json.dumps(rows, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What stays of students who were deleted: counts alone."""

    counts: dict[str, int]
    """Assignment to how many submissions were there."""
    going: dict[str, dict[str, int]]
    """The students whom a killed run was deleting, each with the counts that will stay."""


def forgotten(out: Path) -> Forgotten:
    """What `grader forget` noted in the folder; nothing where there is no such file.

    Raises
    ------
    GraderError
        When the file is damaged: the class would look smaller than it was.
    """
    path = out / FORGOTTEN
    try:
        document = from_json(path.read_bytes())
        found = Forgotten(
            dict(document["submissions"].items()),
            {str(who): dict(own) for who, own in document.get("going", {}).items()},
        )
        for counts in (found.counts, *found.going.values()):
            if not all(type(number) is int and number >= 0 for number in counts.values()):
                raise ValueError("a count that is no whole number")
        return found
    except FileNotFoundError:
        return Forgotten({}, {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GraderError(
            f"reading {path}",
            expected="the counts that `grader forget` wrote",
            came=f"{type(error).__name__}: {error}",
            todo="put the file back from a backup, or take it away: the class then counts those "
            "who are there",
        ) from error


def superfluous(earlier: Iterable[str], everything: Iterable[SubmissionReport]) -> Iterator[str]:
    """Paths of what earlier runs wrote for students who have no report any more."""
    current = {file_name(report.student) for report in everything}
    for name in sorted(set(earlier) - current):
        yield f"{REPORTS}/{name}.json"
        yield f"{PAGES}/{name}.html"


def published(out: Path, everything: Iterable[SubmissionReport]) -> Published:
    """Where the files of these reports lie."""
    pages = {report.student: out / _page_path(report.student) for report in everything}
    return Published(index=out / INDEX, summary=out / SUMMARY, pages=pages)


def _page_path(student: str) -> str:
    return f"{PAGES}/{file_name(student)}.html"


def write_text(path: Path, text: str) -> None:
    """Replace the file by the text at once: a reader sees the old file or the new one."""
    write_file(path, text.encode("utf-8", "replace"))


def write_file(path: Path, data: bytes) -> None:
    """Replace the file at once; a refusal of the system is told in four parts."""
    try:
        write_atomically(path, data)
    except OSError as error:
        kind = UsageError if error.errno in REFUSED else GraderError
        raise kind(
            f"writing {path}",
            expected="a folder that can be written to, with room for the file",
            came=f"{type(error).__name__}: {error.strerror or error}",
            todo="free space, correct the permissions or choose another folder, then run the "
            "command again; what was graded is kept",
        ) from error


def _json(document: object) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
