"""Reads back the reports that earlier runs wrote: one file for each student, with their name.

A student who is left out has lost a grade, and one who is there twice counts twice. So whatever
lies among the reports and is not the report of its student, as this version writes it, is refused
by name, whoever reads the folder. May import the errors, records, `.text` and of `grader.intake`
the file names; must never write, nor remove a file that it refuses.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from grader.errors import UsageError, first_of
from grader.feedback.text import clean_line
from grader.intake.students import student_file_name
from grader.json_text import from_json
from grader.records import REPORT_SCHEMA, SubmissionReport

REPORTS = "reports"
"""The folder below the results folder, for staff."""
_NAMED = 5
_NOT_OURS = "take out of the folder what the grader did not write"
_COPY = "compare the copy with the student's own file, then take it out of the folder"
_NOT_READ = (
    "put a copy of it back, or use the version of the grader that wrote it; where there is "
    "neither, move it out of the folder and grade every assignment again: the journal, marks by "
    "hand and points that regrades let stand lie beside the reports"
)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a file is not read, and what to do about it."""

    came: str
    todo: str


def file_name(student: str) -> str:
    """The student's name as a file name; never `index`, which is the class list."""
    name = student_file_name(student)
    return f"%{ord(name[0]):02X}{name[1:]}" if name.casefold() == "index" else name


def report_path(student: str) -> str:
    """The file of the student's reports, below the results folder."""
    return f"{REPORTS}/{file_name(student)}.json"


def report_files(out: Path) -> list[Path]:
    """Every file among the reports, in order, but for those that file systems hide."""
    names: list[str] = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        names = os.listdir(out / REPORTS)
    return [
        out / REPORTS / name
        for name in sorted(names)
        if name.endswith(".json") and not name.startswith(".")
    ]


def earlier_reports(out: Path) -> dict[str, list[SubmissionReport]]:
    """Reports that earlier runs left in `out`, by file name without its ending.

    Raises
    ------
    UsageError
        When a file among them cannot be read, is of another version, or is not of the student
        whose name it has: every one is named.
    """
    found: dict[str, list[SubmissionReport]] = {}
    refused: dict[str, _Refused] = {}
    for path in report_files(out):
        try:
            own = _own_reports(path)
        except OSError as error:
            if isinstance(error, FileNotFoundError) and not path.is_symlink():
                continue  # taken away since it was listed
            came = f"{path.name} ({type(error).__name__}: {error.strerror or error})"
            raise _error(out, came, "correct its permissions, or see what the disk says") from error
        if isinstance(own, _Refused):
            refused[path.name] = own
        else:
            found[path.stem] = own
    if refused:
        came = first_of([f"{name} ({why.came})" for name, why in refused.items()], _NAMED)
        todo = "; ".join(dict.fromkeys(why.todo for why in refused.values()))
        raise _error(out, came, todo)
    return found


def reports_in(out: Path, *, but: Iterable[SubmissionReport] = ()) -> list[SubmissionReport]:
    """The reports that earlier runs left in `out`; raises as `earlier_reports`.

    Parameters
    ----------
    but:
        Without those of the hand-ins that these reports are of.
    """
    left = {(report.student, report.assignment) for report in but}
    every = (report for own in earlier_reports(out).values() for report in own)
    return [report for report in every if (report.student, report.assignment) not in left]


def _error(out: Path, came: str, todo: str) -> UsageError:
    return UsageError(
        f"reading the reports in {out / REPORTS}",
        expected="one file for each student, as this version of the grader writes it",
        came=clean_line(came, 1000),
        todo=f"{todo}; until then nothing is written there",
    )


def _own_reports(path: Path) -> list[SubmissionReport] | _Refused:
    """The reports in the student's file; why it is none where it is not."""
    try:
        document = from_json(path.read_bytes())
    except ValueError as error:
        return _Refused(f"{type(error).__name__}: {error}", _NOT_READ)
    if not isinstance(document, dict) or not {"schema", "student", "reports"} & document.keys():
        return _Refused("no report of a student", _NOT_OURS)
    schema = document.get("schema")
    if schema != REPORT_SCHEMA:
        instead = f"{schema} instead of" if isinstance(schema, str) else "no"
        return _Refused(f"{instead} {REPORT_SCHEMA}", _NOT_READ)
    student, rows = document.get("student"), document.get("reports")
    if not isinstance(student, str) or not isinstance(rows, list) or not rows:
        return _Refused("no reports of a student", _NOT_READ)
    if path.stem != file_name(student):
        return _Refused(f"a report of {student}, whose file is {file_name(student)}.json", _COPY)
    try:
        own = [SubmissionReport.model_validate_json(json.dumps(row)) for row in rows]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return _Refused(f"{where}: {first['msg']}", _NOT_READ)
    strange = sorted({report.student for report in own} - {student})
    if strange:
        return _Refused(f"a report of {strange[0]} among those of {student}", _NOT_READ)
    twice = [name for name, n in Counter(report.assignment for report in own).items() if n > 1]
    return _Refused(f"{twice[0]} twice", _NOT_READ) if twice else own
