"""The options `--gradebook` and `--feedback`: a class into nbgrader's gradebook, in one go.

May import click at the top; nbgrader's room when it runs. Must never write a row itself.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.common import say, warn
from grader.errors import EXIT_OK, EXIT_OURS, EXIT_USAGE, UsageError, first_of

if TYPE_CHECKING:
    from grader.course import Course
    from grader.engine.grade import Grading
    from grader.history.compare import Reports
    from grader.nbgrader_bridge.gradebook import Written
    from grader.records import SubmissionReport


def ready_for_gradebook(
    course: Course,
    names: Sequence[str],
    submissions: Path,
    out: Path,
    *,
    submitted_at: Path | None,
    gradebook: bool,
    feedback: bool,
) -> None:
    """Raise, before anything is graded, where the gradebook could not take it."""
    if feedback and not gradebook:
        raise UsageError(
            "reading the command line",
            expected="--feedback together with --gradebook, whose grades stand in the pages",
            came="--feedback alone",
            todo="add --gradebook, or leave --feedback out",
        )
    if gradebook:
        from grader.nbgrader_bridge.gradebook import check_class

        asked = names or _handed_in(course, submissions)
        check_class(course, asked, submissions=submissions, submitted_at=submitted_at)
        must_be_the_courses(course, out)


def must_be_the_courses(course: Course, results: Path) -> None:
    """Raise unless nbgrader's own commands read the same results: points that stand, and marks."""
    from grader.nbgrader_bridge.class_run import OUT

    own = course.root / OUT
    if results.resolve() != own.resolve():
        raise UsageError(
            "writing a gradebook",
            expected=f"the results of the course, in {own}, from which `nbgrader autograde` takes "
            "earlier points that stand and marks",
            came=str(results),
            todo=f"name {own}, and move earlier results there; or leave --gradebook out",
        )


def _handed_in(course: Course, submissions: Path) -> list[str]:
    """The assignments for which any student has a folder."""
    from grader.intake.students import list_submissions

    found = []
    for name in course.assignments:
        with contextlib.suppress(UsageError):  # grading says what is wrong with the folder
            list_submissions(submissions, name)
            found.append(name)
    return found


def into_gradebook(
    course: Course,
    grading: Grading,
    submissions: Path,
    *,
    out: Path,
    feedback: bool = False,
    jobs: int | None = None,
) -> int:
    """Write the class into the gradebook, say what became of it, and give the exit code.

    What is written is what `out` says of these hand-ins now, and nobody changes that meanwhile.
    """
    from grader.history.ledger import writing
    from grader.nbgrader_bridge.gradebook import write_class

    with writing(out):
        reports = _as_they_stand(course, out, grading.reports)
        written = write_class(course, reports, grading.cells, submissions=submissions)
    _tell(written)
    _tell_what_is_odd(course, grading, submissions)
    pageless = _feedback(course, written, jobs) if feedback else EXIT_OK
    return max(pageless, EXIT_USAGE if written.left_out else EXIT_OK)


def _as_they_stand(
    course: Course, out: Path, reports: Sequence[SubmissionReport]
) -> list[SubmissionReport]:
    """The reports of the same hand-ins as somebody may have changed them since."""
    from grader.engine.upheld import same_hand_in
    from grader.exports.grades import read_reports
    from grader.history.compare import by_key

    now = by_key(read_reports(out, course.id))
    found = [(one, now.get((one.student, one.assignment))) for one in reports]
    return [
        here if here is not None and same_hand_in(here.digest, one.digest) else one
        for one, here in found
    ]


def counting_into_gradebook(
    course: Course, reports: Reports, grading: Grading, submissions: Path, *, out: Path
) -> int:
    """Write what counts by the reports of every submission that was read now; tell the rest.

    Beside another hand-in than the one that earned them, points are no grade: such rows stay.
    """
    read = {(report.student, report.assignment): report for report in grading.reports}
    failed = [key for key, report in read.items() if report.status == "engine_failed"]
    ours = {
        key: reports[key]
        for key, report in read.items()
        if key in reports and key not in failed and _of_this_hand_in(reports[key], report)
    }
    anew = [key for key in read if key not in ours and key not in failed]
    if failed:
        warn(
            f"NOT WRITTEN into the gradebook, by our fault: {listed(failed)}; "
            "their rows stay as they are"
        )
    if anew:
        warn(
            f"NOT WRITTEN into the gradebook: {listed(anew)}: handed in since the results were "
            "made, so their rows stay as they are; run `grader grade --gradebook` first"
        )
    code = into_gradebook(
        course,
        dataclasses.replace(grading, reports=tuple(ours.values())),
        submissions,
        out=out,
    )
    return max(code, EXIT_OURS if failed else EXIT_USAGE if anew else EXIT_OK)


def _of_this_hand_in(report: SubmissionReport, now: SubmissionReport) -> bool:
    """Whether a report is of the hand-in that lies there now; one that failed gives no points."""
    from grader.engine.upheld import same_hand_in

    if report.status == "engine_failed" or report.digest == now.digest:
        return True
    return same_hand_in(report.digest, now.digest)


def _tell(written: Written) -> None:
    from grader.feedback.text import clean_line, count

    new = f", {count(len(written.added), 'student')} new in it" if written.added else ""
    say(f"gradebook {written.where}: {count(len(written.students), 'submission')} written{new}")
    for student, why in written.left_out:
        warn(f"NOT in the gradebook: {clean_line(student, 60)}: {why}")


def _tell_what_is_odd(course: Course, grading: Grading, submissions: Path) -> None:
    """What a person must know of grades that stand in the gradebook now."""
    from grader.nbgrader_bridge.doubtful import doubtful

    if any(report.unsafe for report in grading.reports):
        lacking = ", ".join(sorted(name for name, kept in grading.promises.items() if not kept))
        warn(
            "UNSAFE GRADES in the gradebook, where nothing says so: this run had --unsafe; promises"
            f" not kept: {lacking or 'none'}. Grade again without it before anybody counts on them"
        )
    names = sorted({report.assignment for report in grading.reports})
    found = doubtful(course, names, submissions)
    if found.too_high:
        warn(
            "MARK ABOVE WHAT ITS QUESTION PAYS NOW, which formgrader still counts: "
            f"{listed(found.too_high)}; mark it again"
        )
    if found.without_hand_in:
        warn(
            "NO HAND-IN any more, but still graded in the gradebook: "
            f"{listed(found.without_hand_in)}; put the hand-in back, or give 0 in formgrader"
        )


def listed(keys: Sequence[tuple[str, str]]) -> str:
    """Students with their assignments for one line, cleaned; the first of many."""
    from grader.feedback.text import clean_line

    return first_of([f"{clean_line(who, 60)} ({what})" for who, what in keys], 10)


def _feedback(course: Course, written: Written, jobs: int | None) -> int:
    from grader.feedback.text import clean_line, count
    from grader.nbgrader_bridge.bulk_config import load_nb_course
    from grader.nbgrader_bridge.bulk_feedback import generate

    nb = load_nb_course(course.root)
    lacking = generate(nb, written.students, jobs or os.cpu_count() or 1)
    say(f"feedback: {count(len(written.students) - len(lacking), 'page')} of nbgrader's")
    if not lacking:
        return EXIT_OK
    names = first_of([clean_line(student, 60) for student, _ in lacking], 10)
    warn(
        f"NO feedback page for {names}, by our fault; `nbgrader generate_feedback "
        f"{lacking[0][1]}` says why"
    )
    return EXIT_OURS
