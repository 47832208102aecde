"""A class graded for a command: folders checked first, a bar meanwhile, warnings afterwards.

May import click at the top; the engine, rich and the feedback room when it runs. Must never change
a record.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import people, settings, warn, will_write
from grader.cli.standing import outdated, unknown_times
from grader.errors import UsageError, first_of

if TYPE_CHECKING:
    from grader.course import Course
    from grader.engine.grade import Grading, Progress
    from grader.feedback.publish import Published
    from grader.feedback.summary import RunFacts
    from grader.history.replacing import Replaced
    from grader.history.results import Publishing
    from grader.records import SubmissionReport


def grade_and_publish(
    course: Course,
    names: Sequence[str],
    *,
    submissions: Path,
    out: Path,
    submitted_at: Path | None = None,
    students: Sequence[str] = (),
    jobs: int | None = None,
    unsafe: bool = False,
    gradebook: bool = False,
) -> tuple[Grading, Published]:
    """Grade the hand-ins with a progress bar, then write reports, pages and summary.

    The reports that are given back are those that were written. For a gradebook the hand-ins alone
    say when they came, since nbgrader's own commands count days of grace by them.
    """
    from grader.engine.grade import grade as run
    from grader.feedback.pages import misplaced
    from grader.feedback.publish import staying
    from grader.feedback.report_files import earlier_reports, reports_in
    from grader.history.replacing import publish_graded
    from grader.history.words import told

    will_write(out)
    check_folders(course, submissions, out)
    replaced: list[Replaced] = []

    def stay(graded: Iterable[SubmissionReport]) -> Sequence[SubmissionReport]:
        now = _graded_now(names, graded)
        return [] if gradebook else staying(earlier_reports(out), now, students)

    def publish(grading: Grading) -> None:
        made = publish_graded(
            grading.afresh,
            out,
            graded_now=_graded_now(names, grading.afresh),
            publishing=_publishing(course, grading),
            only=students,
        )
        replaced.append(made)

    # The engine is quiet; if a library of it is not, the one JSON document must stay alone.
    with contextlib.redirect_stdout(sys.stderr), progress() as on_progress:
        grading = run(
            course,
            names,
            submissions=submissions,
            out=out,
            submitted_at=submitted_at,
            only=students,
            jobs=jobs,
            unsafe=unsafe,
            on_progress=on_progress,
            on_graded=publish,
            staying=stay,
        )
    (made,) = replaced
    grading = dataclasses.replace(grading, reports=made.reports)
    odd, there = misplaced(grading.without, at_most=10), reports_in(out)
    standing = (
        *unknown_times(grading),
        *_strangers(course, grading),
        *(() if names or students else _left(grading, there)),
        *outdated(grading.standings, there),
    )
    for words in (*odd, *standing, *told(made)):
        warn(words)
    return grading, made.published


def _graded_now(names: Sequence[str], graded: Iterable[SubmissionReport]) -> Sequence[str]:
    """The assignments whose earlier reports give way; without names, of which there are others."""
    return names or sorted({report.assignment for report in graded})


def _publishing(course: Course, grading: Grading) -> Publishing:
    from grader.history.results import Publishing

    return Publishing(course.title, course.assignments, run_facts(grading), grading.without)


def warn_of_stale_files(course: Course, names: Iterable[str]) -> None:
    """Say loudly where what was made from an assignment is not what it holds now.

    Frozen examples that were drawn from another suite than the one that is asked, and a release of
    another source than the one that the suite is proved by.
    """
    from grader.engine import corpus
    from grader.engine.edited import edited_since
    from grader.engine.releases import parted

    for name in names:
        assignment = course.assignment(name)
        edited = edited_since(corpus.load(assignment.corpus), assignment.hidden)
        if edited:
            warn(
                f"FROZEN EXAMPLES of another suite: {name} was edited since `grader freeze` "
                f"({first_of(edited, 5)}), and its property tests still ask what they drew before\n"
                f"  run `grader freeze {name}`, then grade again"
            )
        apart = parted(assignment)
        if apart:
            warn(
                f"RELEASE of another source: of {name}, {first_of(apart, 5)} in "
                f"{assignment.release_notebook.name} is not what source.py says; hand-ins are "
                "graded with the given cells of the release, and asked what fits the source\n"
                f"  run `grader generate {name}`, then grade again; or take source.py back to what "
                "was handed out"
            )


def run_facts(grading: Grading) -> RunFacts:
    """What the summary says of a run."""
    from grader.feedback.summary import RunFacts

    return RunFacts(
        wall_s=grading.wall_s,
        cpu_s=grading.cpu_s,
        executed=grading.executed,
        reused=grading.reused,
        promises={str(name): kept for name, kept in grading.promises.items()},
        unsafe=grading.unsafe,
    )


def _strangers(course: Course, grading: Grading) -> Iterator[str]:
    """What a person should know about strangers: here, and in the course's sheets."""
    from grader.course.extensions import load_extensions
    from grader.course.roster import load_roster

    roster = load_roster(course)
    strangers = sorted({r.student for r in grading.reports if r.student not in roster.students})
    if roster.students and strangers:
        yield _some("not in roster.csv", strangers)
    graded = {(r.student, r.assignment) for r in grading.reports}
    done = {r.assignment for r in grading.reports}
    extended = [key for key in load_extensions(course, roster) if key[1] in done]
    nobody = sorted({key[0] for key in extended if key not in graded})
    if nobody and not roster.students:  # with a roster it is an error, which was told before
        yield _some("in extensions.csv without a hand-in, so look for a mistyped name", nobody)


def _left(grading: Grading, there: Iterable[SubmissionReport]) -> Iterator[str]:
    """Assignments of which nothing was handed in any more, though they have results."""
    from grader.feedback.text import count

    kept = Counter(report.assignment for report in there)
    for name in sorted(kept.keys() - {report.assignment for report in grading.reports}):
        yield (
            f"NO HAND-IN of {name} lies there, so its earlier results stay: "
            f"{count(kept[name], 'submission')}"
        )


def _some(words: str, names: Sequence[str]) -> str:
    from grader.feedback.text import clean_line

    return f"{words}: {first_of([clean_line(name, 60) for name in names], 10)}"


def check_folders(course: Course, submissions: Path, out: Path) -> None:
    """Raise unless hand-ins can be read there and results may be written there."""
    from grader.engine.marking import load_marks
    from grader.exports.grades import must_be_of
    from grader.feedback.report_files import reports_in
    from grader.history.missing_marks import must_have_every_mark

    if not submissions.is_dir():
        raise UsageError(
            "looking for the hand-ins",
            expected="--submissions names a folder with one folder for each student",
            came=f"{submissions}, which is {'a file' if submissions.exists() else 'not there'}",
            todo="correct the path",
        )
    # Bytes that are no UTF-8 come as such halves of characters.
    unsaid = [name for name in os.listdir(submissions) if re.search("[\ud800-\udfff]", name)]
    if unsaid:
        raise UsageError(
            f"looking for the hand-ins in {submissions}",
            expected="folders whose names are text, in UTF-8",
            came=f"{min(unsaid)!a}, as an archive unpacked in another coding leaves it",
            todo="rename it: no file of results could name its student, and others would pay",
        )
    _must_hold_students(course, submissions)
    target = out.resolve()
    if out.exists() and not out.is_dir():
        raise UsageError(
            "looking for the folder for results",
            expected="--out names a folder, which may be new",
            came=f"{out}, which is a file",
            todo="choose another name",
        )
    for folder, why in (
        (submissions.resolve(), "where results would be read as hand-ins"),
        ((course.root / "assignments").resolve(), "which students get as it is"),
        ((course.root / "solutions").resolve(), "where the hidden suites lie"),
    ):
        if target.is_relative_to(folder):
            raise UsageError(
                "looking for the folder for results",
                expected="--out lies outside the hand-ins, assignments/ and solutions/",
                came=f"{out}, inside {folder}, {why}",
                todo="choose another folder",
            )
    earlier = reports_in(out)
    must_be_of(course.id, earlier, out)
    must_have_every_mark(out, earlier, load_marks(out))  # as publishing will, after the checks


def _must_hold_students(course: Course, submissions: Path) -> None:
    """Raise where one student's folder was given: the class lies in a folder above it."""
    where = submissions.resolve()
    # Not `Path.is_dir`, which raises where somebody closed their folder.
    inside = [each for each in where.iterdir() if os.path.isdir(each)]
    if any(os.path.isdir(each / name) for each in inside for name in course.assignments):
        return
    held = sorted(each.name for each in inside if each.name in course.assignments)
    if held and _holds_files(where / held[0]):
        came, above = f"which holds the folder {held[0]!r}, as a student's does", where.parent
    elif where.name in course.assignments and not inside and _holds_files(where):
        came, above = "which holds what one student handed in", where.parent.parent
    else:
        return
    raise UsageError(
        "looking for the hand-ins",
        expected="--submissions names a folder with one folder for each student",
        came=f"{submissions}, {came}",
        todo=f"give the folder that holds the students: {above}",
    )


def _holds_files(folder: Path) -> bool:
    try:
        return any(os.path.isfile(folder / name) for name in os.listdir(folder))
    except OSError:  # as the grading will say
        return False


@contextlib.contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """A bar with an estimate on a terminal; plain lines with -v; otherwise nothing."""
    verbosity = settings().verbosity
    console = people()
    # Not `console.is_terminal`, which FORCE_COLOR makes true for a log file.
    if not sys.stderr.isatty() or console.is_dumb_terminal or verbosity < 0:
        yield _plain_line if verbosity > 0 else (lambda progress: None)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def on_progress(progress: Progress) -> None:
            from grader.feedback.text import clean_line

            words = clean_line(progress.student, 40)
            bar.update(task, total=progress.total, completed=progress.done, description=words)

        yield on_progress


def _plain_line(progress: Progress) -> None:
    from grader.feedback.text import clean_line

    who = clean_line(progress.student, 60)
    click.echo(
        f"{progress.done}/{progress.total} {progress.assignment} {who}: {progress.status}", err=True
    )
