"""Writes what people read into the output folder: reports, pages, class list, summary.

Every file is replaced whole, so that a reader never meets half of one. A run over some of the
assignments keeps what earlier runs found about the others. May import the room, the records, the
errors, `grader.files` and `grader.intake.find` (file names); must never change a record.
"""

from __future__ import annotations

import contextlib
import errno
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from grader.errors import GraderError, UsageError
from grader.feedback.pages import class_page, misplaced, student_page
from grader.feedback.summary import RunFacts, summarise, summary_json
from grader.files import write_atomically
from grader.intake.find import student_file_name
from grader.records import REPORT_SCHEMA, SubmissionReport, to_json


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
    found in the wrong place, as a grading does.
    """
    fresh = set(graded_now)
    earlier = _earlier(out / "reports")
    kept = [r for found in earlier.values() for r in found if r.assignment not in fresh]
    order = {name: place for place, name in enumerate(assignments)}
    everything = sorted(
        [*kept, *reports], key=lambda r: (order.get(r.assignment, len(order)), r.student)
    )
    by_student: dict[str, list[SubmissionReport]] = {}
    for report in everything:
        by_student.setdefault(report.student, []).append(report)
    pages = {}
    for student, own in by_student.items():
        name = file_name(student)
        document = {
            "schema": REPORT_SCHEMA,
            "student": student,
            "reports": [to_json(report) for report in own],
        }
        write_json(out / "reports" / f"{name}.json", document)
        pages[student] = out / "pages" / f"{name}.html"
        write_text(pages[student], student_page(own, course=course))
    _forget(out, earlier, {file_name(student) for student in by_student})
    summary = summarise(everything, run)
    write_json(out / "summary.json", summary_json(summary))
    hrefs = {student: quote(page.name) for student, page in pages.items()}
    index = out / "pages" / "index.html"
    odd = misplaced(without or {})
    write_text(index, class_page(everything, summary, course=course, hrefs=hrefs, misplaced=odd))
    return Published(index=index, summary=out / "summary.json", pages=pages)


def file_name(student: str) -> str:
    """The student's name as a file name; never `index`, which is the class list."""
    name = student_file_name(student)
    return f"%{ord(name[0]):02X}{name[1:]}" if name.casefold() == "index" else name


def write_json(path: Path, document: object) -> None:
    """Replace the file by the document, as indented JSON."""
    write_text(path, json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Replace the file by the text at once: a reader sees the old file or the new one."""
    try:
        write_atomically(path, text.encode("utf-8", "replace"))
    except OSError as error:
        # Whoever chose the folder can choose another; a full disk is the machine's fault.
        kind = GraderError if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO) else UsageError
        raise kind(
            f"writing {path}",
            expected="a folder that can be written to, with room for the file",
            came=f"{type(error).__name__}: {error.strerror or error}",
            todo="free space, correct the permissions or choose another folder, then run the "
            "command again; what was graded is kept",
        ) from error


def _earlier(folder: Path) -> dict[str, list[SubmissionReport]]:
    """Reports that earlier runs left in the folder, by file name without its ending."""
    found: dict[str, list[SubmissionReport]] = {}
    for path in sorted(folder.glob("*.json")):
        # A file that is not ours, or of another version, is neither read nor removed.
        with contextlib.suppress(OSError, ValueError, ValidationError):
            document = json.loads(path.read_bytes())
            if isinstance(document, dict) and document.get("schema") == REPORT_SCHEMA:
                found[path.stem] = [
                    SubmissionReport.model_validate_json(json.dumps(one))
                    for one in document.get("reports") or ()
                ]
    return found


def _forget(out: Path, earlier: Iterable[str], current: set[str]) -> None:
    """Remove what earlier runs wrote for students who have no report any more."""
    for name in set(earlier) - current:
        for path in (out / "reports" / f"{name}.json", out / "pages" / f"{name}.html"):
            path.unlink(missing_ok=True)
