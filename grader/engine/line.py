"""One check's line to its worker: taken fresh from the launcher, loaded at the first question.

What the check will ask may be sent ahead: see `.script`.

May import `.script`, `grader.sandbox`, the wire and `grader.errors`.
"""

from __future__ import annotations

import functools
import itertools
import re
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.boundary.failure import MOST_FRAMES
from grader.engine.script import Program, Script
from grader.errors import (
    CheckStopped,
    SandboxError,
    SuiteError,
    WorkerDied,
    WorkerMissing,
    WorkerTimeout,
)
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import WorkerProcess
from grader.worker import wire

LOADING = "twice what loading took at first, and a second"
"""What it may take in a check, in words: what it took is measured, and never twice the same."""
TRIAL_SEED = 0
"""Of what a submission draws on trial."""
_END_OF_LINE = re.compile(r"\r\n?|\n")
Answer = tuple[dict[str, Any], list[bytearray]]


@dataclass(frozen=True)
class Loadable:
    """What every check's worker loads: cells as the student wrote them, and their code.

    The code was made in a worker and is only ever given back to workers of the same submission;
    the judge never looks into it.
    """

    cells: tuple[tuple[str, str], ...]
    """(label, source) in the order in which they run."""
    code: tuple[bytes, ...]
    display_modules: tuple[str, ...]
    cost_s: float
    """What loading took on trial: CPU time, and time in which it did nothing but wait."""
    keeps: tuple[str, ...] = ()
    """The names that the assignment asks for: see `worker.taken`."""

    def budget(self, *, patient: bool = True) -> Budget:
        """What loading may take now: twice as much as on trial, and a little.

        Parameters
        ----------
        patient:
            It may sleep three times as long as on trial, else twice.
        """
        cpu_s = 1.0 + 2 * self.cost_s
        wall_s = 2.0 + 3 * self.cost_s if patient else 1.0 + 2 * self.cost_s
        return Budget(cpu_s, wall_factor=wall_s / cpu_s, words=LOADING)

    @property
    def needed_s(self) -> float:
        """CPU seconds that loading can have needed, if it went as on trial."""
        return 0.25 + 2 * self.cost_s

    def excess_s(self, used: Budget) -> float:
        """CPU seconds beyond what loading can have needed: work for the check, done early."""
        return max(0.0, used.used_cpu_s - self.needed_s)

    def frame(self, seed: int = TRIAL_SEED, *, stir: bool = False) -> bytes:
        """The message that loads it in one go; `stir` puts things elsewhere in memory."""
        labels = [label for label, _ in self.cells]
        header = {
            "op": "load", "display": self.display_modules, "keeps": self.keeps, "seed": seed,
            "labels": labels, "sources": dict(self.cells),
        }  # fmt: skip
        if stir:
            header["stir"] = True
        return wire.pack_frame(header, self.code)

    def source_line(self, label: str, line: int) -> str:
        """A line of a cell as the student wrote it; empty where there is none."""
        # Hundreds of pieces hold one and the same source, which is looked at once.
        for source in dict.fromkeys(source for name, source in self.cells if name == label):
            begins = _line_begins(source)
            if 0 < line < len(begins):
                return source[begins[line - 1] : begins[line]].strip()[:200]
        return ""


def _question(header: Mapping[str, Any], buffers: list[bytes]) -> bytes:
    """A question as it is sent. What else is sent, no test answers for."""
    try:
        return wire.pack_frame(header, buffers)
    except wire.WireError as error:
        raise SuiteError(f"the test sends {error}") from None


@functools.lru_cache(maxsize=8)
def _line_begins(source: str) -> array[int]:
    """Where each line begins, as Python counts them, and the end; one failure asks often."""
    ends = (found.end() for found in _END_OF_LINE.finditer(source))
    return array("L", itertools.chain((0,), ends, (len(source),)))


class CheckLine:
    """The line of one check. The worker starts with the first question and lives until `close`."""

    def __init__(
        self,
        launcher: Launcher,
        loadable: Loadable,
        budget: Budget,
        seed: str,
        script: Script | None = None,
        again: bool = False,
        patient: bool = True,
    ) -> None:
        self.launcher, self.loadable, self.budget = launcher, loadable, budget
        self.patient = patient
        self.again = again
        self.seed = zlib.crc32(f"{seed} again".encode() if again else seed.encode())
        self.stopped: CheckStopped | None = None
        self.asked: list[Program] = []
        """Every program that was asked, in order."""
        self.has_script = True
        """Whether what was asked can be a script: no arrays were sent."""
        self._script = script
        self._batch, self._sent = 0, 0
        """Batches, and programs in them, that were sent."""
        self._worker: WorkerProcess | None = None
        self.slept_s = 0.0
        """How long its workers did nothing at all while they were waited for."""

    def ask(self, header: Mapping[str, Any], buffers: list[bytes]) -> Answer:
        """The worker's answer; see `WorkerProcess.ask`.

        Raises
        ------
        CheckStopped
            From then on, whatever is asked.
        SuiteError
            When the question is too large to be sent.
        """
        if self.stopped is not None:
            raise self.stopped
        program: Program = header["program"]
        at = len(self.asked)
        self.asked.append(program)
        self.has_script = self.has_script and not buffers
        try:
            if self._foreseen(at, program):
                answer = self._next()
            else:
                question = _question(header, buffers)
                self._leave_script(at)
                worker = self._worker or self._load()
                worker.send(question, self.budget)
                answer = worker.answer(self.budget)
        except CheckStopped as stopped:
            self.stopped = stopped
            raise
        except (OSError, SandboxError, wire.WireError) as error:  # a test may catch them and go on
            came = error.came if isinstance(error, SandboxError) else error
            why = f"no worker could be made or asked: {type(error).__name__}: {came}"
            self.stopped = WorkerMissing(why)
            raise self.stopped from error
        return self._with_sources(answer)

    def _foreseen(self, at: int, program: Program) -> bool:
        script = self._script
        return script is not None and at < len(script.texts) and script.texts[at] == repr(program)

    def _next(self) -> Answer:
        """The worker's next answer to the script."""
        assert self._script is not None
        worker = self._worker or self._load()
        header, buffers = worker.answer(self.budget)
        if "raised" in header or "kind" in header:  # it stopped there, as if asked one by one
            worker.finish()
            self._script = None
        elif len(self.asked) == self._sent:
            self._send_batch(worker, self.budget)
        return header, buffers

    def _send_batch(self, worker: WorkerProcess, budget: Budget) -> None:
        """Sends the script's next batch; every answer to those before has come."""
        assert self._script is not None
        for frame, count in self._script.batches[self._batch : self._batch + 1]:
            worker.send(frame, budget, answers=count)
            self._batch += 1
            self._sent += count

    def _leave_script(self, at: int) -> None:
        """Goes on without the script; the worker may be ahead, so a clean one catches up."""
        script, self._script = self._script, None
        if script is None or self._worker is None or at >= len(script.programs):
            return
        waited_s = self._worker.waited_for_cpu_s() - self.budget.waited_before_s
        self._worker.kill()
        self._worker = worker = self._load()
        # Another worker, whose clock began anew; what the first one waited still counts as that.
        self.budget.waited_before_s = worker.waited_for_cpu_s() - waited_s
        for program in script.programs[:at]:
            worker.ask({"op": "run", "program": program}, [], self.budget)

    def _load(self) -> WorkerProcess:
        """A worker that has loaded it, under the seed of the check.

        Training until a loss is small may end soon under the numbers of the trial and late under
        others: what takes longer than on trial is loaded once more as there.
        """
        budget = self.loadable.budget(patient=self.patient)
        if not self.again and self.seed != TRIAL_SEED:
            as_on_trial = budget.with_cpu(self.loadable.needed_s)
            sent = self._batch, self._sent
            try:
                return self._loaded(as_on_trial)
            except WorkerTimeout:
                if as_on_trial.used_cpu_s < as_on_trial.cpu_s:  # it slept, which no number ends
                    raise
                self._batch, self._sent = sent
                self.seed = TRIAL_SEED
        return self._loaded(budget)

    def _loaded(self, budget: Budget) -> WorkerProcess:
        self._worker = worker = self.launcher.worker()
        worker.send(self.loadable.frame(self.seed, stir=self.again), budget)
        if self._script is not None:
            self._send_batch(worker, budget)
        try:
            loaded, _ = worker.answer(budget)
        finally:
            self.slept_s += worker.slept_s(budget)
        if loaded != {"loaded": len(self.loadable.code)}:
            raise worker.reject("it did not say that it loaded")
        self.budget.used_cpu_s += self.loadable.excess_s(budget)
        return worker

    def _with_sources(self, answer: Answer) -> Answer:
        """Fills in the student's own lines, which the worker was not sent."""
        match answer[0]:
            case {"raised": {"error": {"frames": [*frames]}}}:
                for frame in frames[:MOST_FRAMES]:  # no more are shown, and a worker may send any
                    match frame:
                        case [str(label), int(line), _, ""]:
                            frame[3] = self.loadable.source_line(label, line)
        return answer

    def reject(self, why: str) -> WorkerDied:
        """Kills the worker because its answer makes no sense; the exception to raise."""
        assert self._worker is not None, "an answer came, so there is a worker"
        self.stopped = died = self._worker.reject(why)
        return died

    def restart(self) -> None:
        """Ends the worker; the next question goes to a clean one, with a fresh budget."""
        self.close()
        self.stopped = None
        self._script = None
        used = self.budget
        self.budget = Budget(used.cpu_s, wall_factor=used.wall_factor, words=used.words)

    def end(self) -> None:
        """Ends the worker after a last look: that it left too much must not hang on the moment."""
        try:
            if self._worker is not None and self.stopped is None:
                self._worker.check_held()
        except CheckStopped as stopped:
            self.stopped = stopped
        finally:
            self.close()

    def close(self) -> None:
        """Ends the worker."""
        if self._worker is not None:
            self.slept_s += self._worker.slept_s(self.budget)
            self._worker.kill()
            self._worker = None
