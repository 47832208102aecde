"""The class in one go: reports of a grading into nbgrader's gradebook, in one transaction.

First every autograded file is written aside, then all rows in one transaction, and when that is
committed the files go into their places. Whatever can fail, fails before anything is changed. A
program that is killed between the two leaves new grades beside old files; the same command again
writes the same rows and then the files. May import the room, course, engine's records and intake;
what needs nbgrader or SQLAlchemy late, after it was asked whether they are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course
from grader.engine.stamps import STAMP
from grader.errors import UsageError
from grader.intake.rebuild import RunCell
from grader.intake.students import list_submissions
from grader.nbgrader_bridge.bulk_config import NbCourse, load_nb_course
from grader.nbgrader_bridge.bulk_files import Stage, other_files, staged, together
from grader.nbgrader_bridge.bulk_release import (
    Release,
    handed_in,
    load_release,
    stored_notebook,
)
from grader.nbgrader_bridge.names import unfit
from grader.nbgrader_bridge.notebook import autograded
from grader.nbgrader_bridge.rows import Row, row_of
from grader.records import SubmissionReport

Cells = Mapping[tuple[str, str], tuple[RunCell, ...]]
"""Student and assignment to the student's own cells, as `Grading.cells`."""


@dataclass(frozen=True)
class Written:
    """What was written into a gradebook."""

    where: str
    """The gradebook, without a password."""
    students: tuple[tuple[str, str], ...]
    """Student, as the folder is called, and assignment of each submission written."""
    added: tuple[str, ...]
    """Students whom the gradebook did not know."""
    left_out: tuple[tuple[str, str], ...]
    """Students who could not be written, each with the reason."""


@dataclass(frozen=True)
class _Entry:
    """One report that will be written, and where its hand-in lies."""

    report: SubmissionReport
    release: Release
    folder: Path
    student: str


def check_class(
    course: Course, names: Iterable[str], *, submissions: Path, submitted_at: Path | None = None
) -> None:
    """Raise unless these assignments can be written into the course's gradebook.

    To be asked before a class is graded; `write_class` looks again.

    Raises
    ------
    UsageError
        When the folder is no nbgrader course, its gradebook does not fit the release, or nbgrader's
        own commands would not see the same hand-ins and times.
    GraderError
        When the gradebook cannot be reached.
    """
    nb = load_nb_course(course.root)
    from grader.nbgrader_bridge.bulk_connect import transaction

    _same_hand_ins(nb, submissions)
    if submitted_at is not None:
        raise UsageError(
            "writing a gradebook with times of hand-in from a sheet",
            expected="times that nbgrader's commands see too, in collected.json or timestamp.txt",
            came=f"--submitted-at {submitted_at}",
            todo="write those times into collected.json, or into timestamp.txt beside each hand-in,"
            " and leave --submitted-at out: `nbgrader generate_feedback` would not know of them",
        )
    releases = [load_release(course, name) for name in names]
    with transaction(nb.url) as connection:
        for release in releases:
            stored_notebook(connection, release)


def write_class(
    course: Course, reports: Sequence[SubmissionReport], cells: Cells, *, submissions: Path
) -> Written:
    """Write rows and autograded files of these reports, all or nothing.

    Parameters
    ----------
    cells:
        The cells of every graded hand-in.
    submissions:
        The folder of hand-ins that the reports are about.

    Raises
    ------
    UsageError, GraderError
        As `check_class`; the gradebook and the files are then as they were before.
    """
    nb = load_nb_course(course.root)
    from grader.nbgrader_bridge import bulk
    from grader.nbgrader_bridge.bulk_connect import shown, transaction

    _same_hand_ins(nb, submissions)
    releases = {name: load_release(course, name) for name in {r.assignment for r in reports}}
    entries, left_out = _entries(reports, releases, submissions, cells)
    with staged(
        nb.folder("autograded", ".", "."), nb.permissions, group_shared=nb.group_shared
    ) as stage:
        for entry in entries:
            _prepare(stage, nb, entry, cells)
        with transaction(nb.url) as connection:
            known = bulk.students(connection)
            added = {entry.student for entry in entries} - known
            if not nb.create_student:
                why = "the gradebook does not know this student"
                left_out += [(name, why) for name in sorted(added)]
                entries = [entry for entry in entries if entry.student in known]
                added = set()
            for release in releases.values():
                stored = stored_notebook(connection, release)
                rows = [_row(e) for e in entries if e.release is release]
                bulk.write_rows(connection, stored, rows)
        stage.publish({_target(nb, entry) for entry in entries})
    return Written(
        where=shown(nb.url),
        students=tuple((entry.student, entry.report.assignment) for entry in entries),
        added=tuple(sorted(added)),
        left_out=tuple(left_out),
    )


def _same_hand_ins(nb: NbCourse, submissions: Path) -> None:
    """Raise unless the hand-ins are those that nbgrader itself would grade."""
    own = nb.folder("submitted", ".", ".")
    if submissions.resolve() != own.resolve():
        raise UsageError(
            "writing a gradebook",
            expected=f"the hand-ins of the course, in {own}",
            came=f"--submissions {submissions}",
            todo="collect into that folder, or leave --gradebook out",
        )


def _entries(
    reports: Sequence[SubmissionReport],
    releases: Mapping[str, Release],
    submissions: Path,
    cells: Cells,
) -> tuple[list[_Entry], list[tuple[str, str]]]:
    """What can be written, and who cannot be, each with the reason."""
    folders = {
        (each.student, name): each.folder
        for name in releases
        for each in list_submissions(submissions, name)
    }
    entries, left_out = [], []
    for report in reports:
        folder = folders.get((report.student, report.assignment))
        if folder is None:
            left_out.append((report.student, f"no folder {report.assignment} any more"))
            continue
        student = folder.parent.name  # as nbgrader reads it, whatever its Unicode form
        why = unfit(student) or _no_code(report, cells)
        if why:
            left_out.append((student, why))
        else:
            entries.append(_Entry(report, releases[report.assignment], folder, student))
    return entries, left_out


def _no_code(report: SubmissionReport, cells: Cells) -> str:
    """Why a report's code cannot stand beside its points; empty where it can, or there is none."""
    answered = any(each.state in ("answered", "in_file") for each in report.receipt.answers)
    known = cells.get((report.student, report.assignment))
    if report.status != "graded" or known or not answered:
        return ""
    return "the code that earned its points was not read in this run; grade it again"


def _target(nb: NbCourse, entry: _Entry) -> Path:
    return nb.folder("autograded", entry.student, entry.report.assignment)


def _prepare(stage: Stage, nb: NbCourse, entry: _Entry, cells: Cells) -> None:
    """The files of one submission as nbgrader leaves them below `autograded/`."""
    report, name = entry.report, entry.report.assignment
    key = report.student, name
    notebook = _notebook(entry.release, cells.get(key, ()), report)
    source = nb.folder("source", ".", name)
    given = [
        (path, inside)
        for path, inside in other_files(source, nb.ignored)
        if f"{name}/{inside.as_posix()}" not in nb.keep
    ]
    copies = together(other_files(entry.folder, nb.ignored), given)
    stage.add(_target(nb, entry), copies, {f"{name}.ipynb": notebook})


def _notebook(release: Release, cells: Sequence[RunCell], report: SubmissionReport) -> bytes:
    """The autograded notebook, in the form in which nbgrader writes its own."""
    from nbformat import v4

    node = v4.to_notebook(autograded(release.notebook, cells, report))  # type: ignore[no-untyped-call]
    text: str = v4.writes(node)  # type: ignore[no-untyped-call]
    return f"{text}\n".encode("utf-8", "replace")


def _row(entry: _Entry) -> Row:
    return row_of(entry.report, entry.release.cells, entry.student, handed_in(entry.folder / STAMP))
