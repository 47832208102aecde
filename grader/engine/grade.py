"""Grades a class: drives judges over submissions, keeps a journal, makes reports.

One thread per judge; a judge is a process of its own. A result that the journal holds is not made
again. One bad submission never stops another: what a judge's child could not finish is tried once
more, alone, and then recorded as ours.

May import `.judge` only by its module name, as a program; and everything below the engine.
"""

from __future__ import annotations

import json
import os
import queue
import resource
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.course import Assignment, Course
from grader.course.misconception import load_misconceptions
from grader.engine import corpus
from grader.engine.journal import Journal
from grader.engine.keys import Keys, keys_of
from grader.engine.report import Found, Key, make_report
from grader.engine.scoring import CheckInfo
from grader.engine.session import JudgeDied, JudgeProcess
from grader.engine.store import Store
from grader.errors import SandboxError, UsageError, suggestion
from grader.intake.find import Submission, list_submissions
from grader.records import CheckOutcome, LeftOut, Promise, Receipt, SubmissionReport
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
    wall_s: float
    cpu_s: float
    executed: int
    """Checks that were run."""
    reused: int
    """Checks whose result the journal held."""
    promises: dict[Promise, bool]
    unsafe: bool


def _silent(progress: Progress) -> None:
    pass


def grade(
    course: Course,
    assignment_ids: Sequence[str],
    *,
    submissions: Path,
    out: Path,
    jobs: int | None = None,
    unsafe: bool = False,
    only: Sequence[str] = (),
    on_progress: Callable[[Progress], None] = _silent,
) -> Grading:
    """Grades `submissions/<student>/<assignment>/<file>` and writes `out/journal.jsonl`.

    Parameters
    ----------
    jobs:
        How many submissions are judged side by side; by default as many as there are processors.
    unsafe:
        Grade although a demanded promise is missing; every record then says so.
    only:
        Students to grade; all when empty.

    Raises
    ------
    SandboxError
        When the course demands a promise that this machine does not keep, and `unsafe` is not set.
    UsageError
        When there is nothing to grade, or the folder is taken.
    """
    started, cpu = time.monotonic(), _cpu_s()
    promises = _promises(course, unsafe)
    ids = list(assignment_ids) or list(course.assignments)
    work = {name: _chosen(list_submissions(submissions, name), only) for name in ids}
    run = _Run(sum(map(len, work.values())), on_progress)
    reports: list[SubmissionReport] = []
    with Journal(out / "journal.jsonl") as journal:
        store = Store(journal, unsafe)
        for name in ids:
            if work[name]:
                graded = _Assignment(course, course.assignment(name), store, run, promises, unsafe)
                reports += graded.grade(work[name], jobs or os.cpu_count() or 1)
    order = {name: at for at, name in enumerate(ids)}
    reports.sort(key=lambda report: (report.student, order[report.assignment]))
    return Grading(
        reports=tuple(reports),
        wall_s=time.monotonic() - started,
        cpu_s=_cpu_s() - cpu,
        executed=store.executed,
        reused=store.reused,
        promises=promises,
        unsafe=unsafe,
    )


def _chosen(submissions: Sequence[Submission], only: Sequence[str]) -> list[tuple[str, Path]]:
    known = {each.student: each.folder for each in submissions}
    for student in only:
        if student not in known:
            raise UsageError(
                "choosing the students to grade",
                expected="names of folders in the submissions",
                came=repr(student),
                todo=suggestion(student, known),
            )
    return [(student, folder) for student, folder in known.items() if not only or student in only]


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


def _cpu_s() -> float:
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total


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


@dataclass
class _Assignment:
    """The grading of one assignment."""

    course: Course
    assignment: Assignment
    store: Store
    run: _Run
    promises: dict[Promise, bool]
    unsafe: bool
    manifest: list[CheckInfo] = field(default_factory=list)

    def grade(self, work: Sequence[tuple[str, Path]], jobs: int) -> list[SubmissionReport]:
        keys = keys_of(self.course, self.assignment, self.promises)
        found: dict[str, Found] = {}
        todo: queue.SimpleQueue[tuple[str, Path]] = queue.SimpleQueue()
        for each in work:
            todo.put(each)
        again: list[tuple[str, Path]] = []
        errors: list[BaseException] = []

        def serve() -> None:
            try:
                self._serve(keys, todo, found, again)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=serve) for _ in range(min(jobs, len(work)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        if again:
            self._alone(keys, again, found)
        key = Key(
            self.assignment,
            self.manifest,
            corpus.load(self.assignment.corpus).fingerprints,
            {each.name: each.hint for each in load_misconceptions(self.assignment)},
            self.promises,
            self.unsafe,
        )
        return [make_report(found[student], key) for student, _ in work]

    def _serve(
        self,
        keys: Keys,
        todo: queue.SimpleQueue[tuple[str, Path]],
        found: dict[str, Found],
        again: list[tuple[str, Path]],
    ) -> None:
        """One judge's work: takes submissions until none is left."""
        with JudgeProcess(self.course, self.assignment) as judge:
            self.manifest = judge.manifest
            while True:
                try:
                    student, folder = todo.get_nowait()
                except queue.Empty:
                    return
                one = self._one(judge, keys, student, folder)
                if one is None:
                    again.append((student, folder))
                else:
                    self._finish(one, found)

    def _alone(
        self, keys: Keys, again: Sequence[tuple[str, Path]], found: dict[str, Found]
    ) -> None:
        """A second and last try, with the machine to itself."""
        with JudgeProcess(self.course, self.assignment) as judge:
            for student, folder in sorted(again):
                one = self._one(judge, keys, student, folder, last=True)
                failed = Found(student, "engine_failed", "", Receipt(), (), ("engine-failed",))
                self._finish(one or failed, found)

    def _finish(self, one: Found, found: dict[str, Found]) -> None:
        found[one.student] = one
        self.store.add({
            "t": "submission",
            "student": one.student,
            "assignment": self.assignment.id,
            "status": one.status,
            "message": one.message,
            "promises": dict(self.promises),
        })  # fmt: skip
        self.run.tell(self.assignment.id, one)

    def _one(
        self, judge: JudgeProcess, keys: Keys, student: str, folder: Path, *, last: bool = False
    ) -> Found | None:
        """What was found about one submission; None when it must be tried again."""
        try:
            hand_in = judge.begin(folder)
            receipt = Receipt.model_validate_json(json.dumps(hand_in["receipt"]))
            if hand_in["status"] == "graded":
                outcomes, load = self._outcomes(judge, keys, student, hand_in["digest"])
            else:
                judge.run([])
                return Found(student, hand_in["status"], hand_in["message"], receipt, ())
        except JudgeDied:
            judge.revive()
            return None
        if any(outcome.outcome == "ours" for outcome in outcomes) and not last:
            return None
        return Found(student, "graded", "", _with_load(receipt, load), outcomes)

    def _outcomes(
        self, judge: JudgeProcess, keys: Keys, student: str, digest: str
    ) -> tuple[tuple[CheckOutcome, ...], dict[str, Any]]:
        """An outcome for every check, from the journal or made now; and how the cells loaded."""
        names = [info.name for info in judge.manifest]
        by_name = {name: keys.check(digest, name) for name in names}
        load_key = keys.common + digest
        load = self.store.known_load(load_key)
        outcomes = self.store.known(by_name) if load else {}
        results = judge.run([name for name in names if name not in outcomes])
        if results.load is not None:
            load = {"t": "load", "key": load_key, **results.load}
            self.store.add(load)
        for outcome in results.outcomes:
            outcomes[outcome.check] = outcome
            if outcome.outcome != "ours":
                data = outcome.model_dump(mode="json")
                key = by_name[outcome.check]
                self.store.add({"t": "check", "key": key, "student": student, "outcome": data})
        if load is None or set(outcomes) != set(names):
            raise JudgeDied("it did not run every check")
        return tuple(outcomes[name] for name in names), load


def _with_load(receipt: Receipt, load: Mapping[str, Any]) -> Receipt:
    """The receipt with what loading the cells on trial left out."""
    left_out = (*receipt.left_out, *(LeftOut(**left) for left in load["left_out"]))
    return receipt.model_copy(update={"left_out": left_out})
