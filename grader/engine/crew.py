"""The judges of one assignment, side by side, and what they found about every submission.

One thread per judge; a judge is a process of its own. A result that the journal holds is not made
again. One bad submission never stops another: what could not be finished is tried once more, alone,
and then recorded as our fault. The journal keeps for staff why it could not be.

May import `.judge` only by its module name, as a program; and everything below the engine.
"""

from __future__ import annotations

import contextlib
import json
import queue
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.course import Assignment, Course
from grader.course.misconception import load_misconceptions
from grader.engine import corpus
from grader.engine.keys import Keys, keys_of
from grader.engine.report import Found, Key, make_report
from grader.engine.scoring import CheckInfo
from grader.engine.session import JudgeDied, JudgeMissing, JudgeProcess
from grader.engine.store import Store
from grader.errors import SandboxError, UsageError
from grader.intake.rebuild import RunCell
from grader.records import CheckOutcome, LeftOut, Promise, Receipt, SubmissionReport

Work = tuple[str, Path]
"""A student and the folder of the hand-in."""


@dataclass
class Crew:
    """The grading of one assignment; `tell` is called after each submission."""

    course: Course
    assignment: Assignment
    store: Store
    tell: Callable[[str, Found], None]
    promises: dict[Promise, bool]
    unsafe: bool
    cells: dict[str, tuple[RunCell, ...]] = field(default_factory=dict)
    """Student to the cells that were run, of those that were read."""
    _manifest: list[CheckInfo] = field(default_factory=list)
    _found: dict[str, Found] = field(default_factory=dict)
    _again: list[Work] = field(default_factory=list)
    _judges: list[JudgeProcess] = field(default_factory=list)
    _stopping: bool = False

    def grade(self, work: Sequence[Work], jobs: int) -> list[SubmissionReport]:
        """A report for each submission, in the order given; `jobs` are judged at a time."""
        keys = keys_of(self.course, self.assignment, self.promises)
        todo: queue.SimpleQueue[Work] = queue.SimpleQueue()
        for each in work:
            todo.put(each)
        self._side_by_side(keys, todo, min(jobs, len(work)))
        while not todo.empty():  # nobody could take them
            self._again.append(todo.get())
        if self._again:
            self._alone(keys)
        key = Key(
            self.assignment,
            self._manifest,
            corpus.load(self.assignment.corpus).fingerprints,
            {each.name: each.hint for each in load_misconceptions(self.assignment)},
            self.promises,
            self.unsafe,
        )
        return [make_report(self._found[student], key) for student, _ in work]

    def _side_by_side(self, keys: Keys, todo: queue.SimpleQueue[Work], jobs: int) -> None:
        # An interrupted `Thread.join` of Python before 3.13 takes the thread for ended; this waits
        # for what the threads do, and joins them when nothing interrupts any more.
        with ThreadPoolExecutor(jobs, thread_name_prefix="judge") as pool:
            try:
                served = [pool.submit(self._serve, keys, todo) for _ in range(jobs)]
                wait(served)
            except BaseException:  # as Ctrl-C: what runs is given up, nothing new begins
                self._stopping = True
                for judge in self._judges:
                    judge.give_up()
                raise
        for each in served:
            each.result()

    @property
    def cpu_s(self) -> float:
        """CPU seconds of every judge, with the workers that it had."""
        return sum(judge.cpu_s for judge in self._judges)

    def _judge(self) -> JudgeProcess:
        judge = JudgeProcess(self.course, self.assignment)
        self._judges.append(judge)
        if self._stopping:
            judge.give_up()
        return judge

    def _must_fit(self, keys: Keys) -> None:
        """Raise unless a judge that has just begun read the files whose digests are in the keys."""
        if keys_of(self.course, self.assignment, self.promises) != keys:
            raise UsageError(
                f"grading {self.assignment.id}",
                expected="that nobody edits what grades while a class is graded",
                came="other files than when it began: of the suite, its examples, its interface, "
                "the reference or this program",
                todo="grade again: what was found before the edit is kept where it still holds",
            )

    def _serve(self, keys: Keys, todo: queue.SimpleQueue[Work]) -> None:
        """One judge's work: takes submissions until none is left.

        Where no judge can be started, others go on: a hand-in beside may hold all that one needs.
        """
        with contextlib.suppress(JudgeMissing, SandboxError), self._judge() as judge:
            self._must_fit(keys)
            self._manifest = judge.manifest
            while not self._stopping:
                try:
                    work = todo.get_nowait()
                except queue.Empty:
                    return
                self._again.append(work)  # until it is finished
                one = self._one(judge, keys, work)
                if one is not None:
                    self._again.remove(work)
                    self._finish(one)

    def _alone(self, keys: Keys) -> None:
        """A second and last try, with the machine to itself."""
        with self._judge() as judge:
            self._must_fit(keys)
            self._manifest = judge.manifest
            for work in sorted(self._again):
                one = self._one(judge, keys, work, last=True)
                failed = Found(work[0], "engine_failed", "", Receipt(), (), ("engine-failed",))
                self._finish(one or failed)

    def _finish(self, one: Found) -> None:
        self._found[one.student] = one
        self.store.add({
            "t": "submission",
            "student": one.student,
            "assignment": self.assignment.id,
            "status": one.status,
            "message": one.message,
            "promises": dict(self.promises),
            "digest": one.digest,
        })  # fmt: skip
        self.cells[one.student] = one.cells
        self.tell(self.assignment.id, one)

    def _one(
        self, judge: JudgeProcess, keys: Keys, work: Work, *, last: bool = False
    ) -> Found | None:
        """What was found about one submission; None when it must be tried again."""
        student, folder = work
        try:
            hand_in = judge.begin(folder)
            receipt = Receipt.model_validate_json(json.dumps(hand_in["receipt"]))
            if hand_in["status"] != "graded":
                judge.run([])
                status, message = hand_in["status"], hand_in["message"]
                return Found(student, status, message, receipt, (), digest=hand_in["work"])
            outcomes, load = self._outcomes(judge, keys, student, hand_in["digest"])
        except JudgeDied as died:
            if self._stopping:
                raise
            about = {"student": student, "assignment": self.assignment.id, "why": died.came}
            self.store.add({"t": "trouble", **about})
            judge.revive()
            self._must_fit(keys)
            return None
        if any(outcome.outcome == "ours" for outcome in outcomes) and not last:
            return None
        receipt = _with_load(receipt, load)
        cells = tuple(
            RunCell(label, source, grade_id, "student", at, side)
            for label, source, grade_id, at, side in hand_in["cells"]
        )
        return Found(student, "graded", "", receipt, outcomes, digest=hand_in["work"], cells=cells)

    def _outcomes(
        self, judge: JudgeProcess, keys: Keys, student: str, digest: str
    ) -> tuple[tuple[CheckOutcome, ...], dict[str, Any]]:
        """An outcome for every check, from the journal or made now; and how the cells loaded."""
        names = [info.name for info in judge.manifest]
        by_name = {name: keys.check(digest, name) for name in names}
        load_key = keys.common + digest
        load = self.store.known_load(load_key)
        outcomes = self.store.known(by_name) if load else {}
        hung = [name for name, each in outcomes.items() if each.outcome == "timeout"]
        results = judge.run([name for name in names if name not in outcomes], hung)
        if results.load is not None:
            known, load = load, {"t": "load", "key": load_key, "student": student, **results.load}
            if known is None or known["left_out"] != load["left_out"]:
                self.store.add(load)
        for outcome in results.outcomes:
            outcomes[outcome.check] = outcome
            kind = "ours" if outcome.outcome == "ours" else "check"  # ours is never found again
            data = outcome.model_dump(mode="json")
            key = by_name[outcome.check]
            self.store.add({"t": kind, "key": key, "student": student, "outcome": data})
        if load is None or set(outcomes) != set(names):
            raise JudgeDied("it did not run every check")
        return tuple(outcomes[name] for name in names), load


def _with_load(receipt: Receipt, load: Mapping[str, Any]) -> Receipt:
    """The receipt with what loading the cells on trial left out."""
    left_out = (*receipt.left_out, *(LeftOut(**left) for left in load["left_out"]))
    return receipt.model_copy(update={"left_out": left_out})
