"""Grades a class: what is asked for, whether this machine may, and what came of it.

`.crew` does the work, one assignment after the other. May import everything below the engine; never
pytest, hypothesis or a suite.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import Course
from grader.engine.crew import Crew
from grader.engine.journal import MAIN, Journal, journals_of, read_journals
from grader.engine.marking import load_marks, marked, remarked
from grader.engine.releases import must_hold_questions
from grader.engine.report import Found
from grader.engine.standing import Standings, as_graded, load_standings
from grader.engine.store import Store
from grader.engine.upheld import load_holds, uphold
from grader.errors import SandboxError, UsageError, first_of, suggestion
from grader.intake.rebuild import RunCell
from grader.intake.students import LISTING, Submission, list_submissions
from grader.records import Promise, SubmissionReport
from grader.sandbox.doctor import examine


@dataclass(frozen=True)
class Progress:
    """How far a grading is: one submission has its result."""

    done: int
    total: int
    assignment: str
    student: str
    status: str


@dataclass(frozen=True)
class Grading:
    """What a grading gave."""

    reports: tuple[SubmissionReport, ...]
    afresh: tuple[SubmissionReport, ...]
    """The same without the points that earlier regrades let stand."""
    standings: Standings
    """By which they count: of the files that were graded, as known when all were."""
    wall_s: float
    cpu_s: float
    executed: int
    """Checks that were run."""
    reused: int
    """Checks whose result the journal held."""
    promises: dict[Promise, bool]
    unsafe: bool
    without: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Assignment to the student folders that hold none for it; "" to what is in no such folder."""
    cells: dict[tuple[str, str], tuple[RunCell, ...]] = field(default_factory=dict)
    """Student and assignment to the student's own cells that were run, and where."""


def _silent(progress: Progress) -> None:
    pass


def _unpublished(grading: Grading) -> None:
    pass


def _none_before(graded: Sequence[SubmissionReport]) -> Sequence[SubmissionReport]:
    return ()


def grade(
    course: Course,
    assignment_ids: Sequence[str],
    *,
    submissions: Path,
    out: Path,
    jobs: int | None = None,
    unsafe: bool = False,
    only: Sequence[str] = (),
    submitted_at: Path | None = None,
    journal: Path | None = None,
    on_progress: Callable[[Progress], None] = _silent,
    on_graded: Callable[[Grading], None] = _unpublished,
    staying: Callable[[Sequence[SubmissionReport]], Iterable[SubmissionReport]] = _none_before,
) -> Grading:
    """Grades `submissions/<student>/<assignment>/<file>`, and journals it under `out`.

    Parameters
    ----------
    jobs:
        How many submissions are judged side by side; by default as many as there are processors.
    unsafe:
        Grade although a demanded promise is missing; every record then says so.
    only:
        Students to grade; all when empty.
    submitted_at:
        A sheet that says when who handed in; it holds over `submissions/collected.json`.
    journal:
        The file to add to, by default `out/journal.jsonl`; every journal in `out` is read.
    on_graded:
        Called with what is returned while the journal is still taken, so that nobody who is in it
        is forgotten before it is published.
    staying:
        Gives the earlier reports that stay beside those that were graded. What they say of when a
        hand-in came holds, since days of grace are shared.

    Raises
    ------
    SandboxError
        When the course demands a promise that this machine does not keep, and `unsafe` is not set.
    UsageError
        When there is nothing to grade, the folder is taken, or the suite is edited meanwhile.
    """
    started, own_cpu_s = time.monotonic(), time.process_time()
    judges_cpu_s = 0.0
    jobs = _jobs(jobs)
    promises = _promises(course, unsafe)
    work = _work(course, assignment_ids, submissions, only)
    for name in work:
        if work[name]:
            must_hold_questions(course.assignment(name))
    before = load_standings(course, submissions, submitted_at=submitted_at)
    # Read for what is wrong with them; they hold as they are when all is graded.
    load_holds(out), load_marks(out)
    run = _Run(sum(map(len, work.values())), on_progress)
    reports: list[SubmissionReport] = []
    cells: dict[tuple[str, str], tuple[RunCell, ...]] = {}
    with Journal(journal or out / MAIN) as own:
        others = [path for path in journals_of(out) if path != own.path]
        store = Store(own, unsafe, read_journals(others))
        for name in work:
            if work[name]:
                assignment = course.assignment(name)
                crew = Crew(course, assignment, store, run.tell, promises, unsafe)
                reports += crew.grade(work[name], jobs)
                judges_cpu_s += crew.cpu_s
                cells |= {(student, name): found for student, found in crew.cells.items()}
        order = {name: at for at, name in enumerate(work)}
        reports.sort(key=lambda report: (report.student, order[report.assignment]))
        after = load_standings(course, submissions, submitted_at=submitted_at)
        standings = as_graded(reports, before, after).beside(staying(reports))
        marks = load_marks(out).holding
        afresh = tuple(standings.settled(marked(reports, marks)))
        grading = Grading(
            reports=tuple(remarked(uphold(afresh, load_holds(out)), marks)),
            afresh=afresh,
            standings=standings,
            wall_s=time.monotonic() - started,
            cpu_s=time.process_time() - own_cpu_s + judges_cpu_s,
            executed=store.executed,
            reused=store.reused,
            promises=promises,
            unsafe=unsafe,
            without={} if only else _without(course, list(work), submissions),
            cells=cells,
        )
        on_graded(grading)
    return grading


def _jobs(asked: int | None) -> int:
    if asked is None:
        return os.cpu_count() or 1
    if asked < 1:
        raise UsageError(
            "choosing how many submissions are judged side by side",
            expected="at least 1",
            came=str(asked),
            todo="leave it out to use every processor",
        )
    return asked


def _work(
    course: Course, asked: Sequence[str], submissions: Path, only: Sequence[str]
) -> dict[str, list[tuple[str, Path]]]:
    """Assignment to the hand-ins to grade; an assignment that nobody asked for may have none."""
    listed: dict[str, Sequence[Submission]] = {}
    nothing: UsageError | None = None
    for name in list(dict.fromkeys(asked)) or list(course.assignments):
        try:
            listed[name] = list_submissions(submissions, name)
        except UsageError as error:
            if asked:
                raise
            nothing = nothing or error
    if not listed and nothing is not None:
        raise nothing
    known = {each.student for found in listed.values() for each in found}
    for student in only:
        if student not in known:
            raise UsageError(
                "choosing the students to grade",
                expected="names of folders in the submissions",
                came=repr(student),
                todo=suggestion(student, known),
            )
    return {
        name: [(each.student, each.folder) for each in found if not only or each.student in only]
        for name, found in listed.items()
    }


def _without(course: Course, names: Sequence[str], submissions: Path) -> dict[str, tuple[str, ...]]:
    """What lies in the wrong place; a student folder is told with what it holds instead."""
    inside: dict[str, dict[str, bool]] = {}
    loose: list[str] = []
    for entry in sorted(_seen(submissions), key=lambda each: each.name):
        if entry.is_dir(follow_symlinks=False):
            with contextlib.suppress(PermissionError):  # told already, as what could not be read
                held = _seen(Path(entry.path))
                inside[entry.name] = {one.name: one.is_dir(follow_symlinks=False) for one in held}
        elif entry.name != LISTING:
            loose.append(entry.name)
    without = {"": tuple(loose)} if loose else {}
    for name in names:
        lacking = [
            _instead(course, who, held) for who, held in inside.items() if not held.get(name)
        ]
        if lacking:
            without[name] = tuple(sorted(lacking, key=lambda words: "(it has " not in words))
    return without


def _seen(folder: Path) -> list[os.DirEntry[str]]:
    return [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]


def _instead(course: Course, student: str, held: Mapping[str, bool]) -> str:
    """The student's folder, with what it holds that is no folder of an assignment."""
    odd = sorted(
        name for name, is_dir in held.items() if not is_dir or name not in course.assignments
    )
    return f"{student} (it has {first_of(odd, 3)})" if odd else student


def _promises(course: Course, unsafe: bool) -> dict[Promise, bool]:
    findings = examine()
    promises = {finding.promise: finding.reached for finding in findings}
    missing = [name for name in course.promises if not promises[name]]
    if missing and not unsafe:
        todo = [finding.todo for finding in findings if finding.promise in missing and finding.todo]
        raise SandboxError(
            "checking what the sandbox promises on this machine",
            expected=f"the promises that course.toml demands: {', '.join(course.promises)}",
            came=f"no {', no '.join(missing)}",
            todo=f"{'; '.join(dict.fromkeys(todo))} (`grader doctor` tells more), or --unsafe",
        )
    return promises


@dataclass
class _Run:
    total: int
    on_progress: Callable[[Progress], None]
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, assignment: str, found: Found) -> None:
        with self.lock:
            self.done += 1
            status = found.status
            self.on_progress(Progress(self.done, self.total, assignment, found.student, status))
