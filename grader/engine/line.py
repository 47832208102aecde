"""One check's line to its worker: taken fresh from the launcher, loaded at the first question.

Because every submission gets the same examples, what a check will ask is known from its run on the
reference: its *script*. It is sent ahead of the asking, and the worker answers ahead. An answer is
used only where the check asks exactly what the script foresaw; the moment it asks anything else, a
clean worker takes over and is asked as if there had been no script. So a script saves waiting and
decides nothing.

A question may hold what the reference answered before, `step(w - rate * grad)`, and that there is
another question at all may hang on an answer: `while not s.done: s.step()`. A worker that saw it
early could answer just that. So a script goes out in batches, of which each is sent when every
answer before it has come. More than one question is in a batch only where every example of the
check asked just one, which its frozen input decides, and where no value in it is new.

May import `grader.sandbox`, the wire and `grader.errors`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.boundary.failure import MOST_FRAMES
from grader.errors import CheckStopped, SandboxError, SuiteError, WorkerDied, WorkerMissing
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import WorkerProcess
from grader.worker import wire
from grader.worker.program import LOCAL_IDS

LOADING = "twice what loading took at first, and a second"
"""What it may take in a check, in words: what it took is measured, and never twice the same."""
SEED, SEED_AGAIN = 0, 1
"""Of what a submission draws: on trial and for every check, and when asked once more."""
Program = list[dict[str, Any]]
Answer = tuple[dict[str, Any], list[bytearray]]


@dataclass(frozen=True)
class Script:
    """What a check asked of the reference, program by program, and packed in batches."""

    programs: tuple[Program, ...]
    batches: tuple[tuple[bytes, int], ...]
    """A frame, and how many programs are in it."""
    texts: tuple[str, ...]
    """Of each program: 1, 1.0 and True, or 0.0 and -0.0, are equal but not the same question."""


def make_script(programs: Sequence[Program]) -> Script | None:
    """The script of these programs; None when they are too few or too large to be worth it."""
    if len(programs) < 2:
        return None
    try:
        batches = tuple(
            (wire.pack_frame({"op": "script", "programs": batch}), len(batch))
            for batch in _batches(programs)
        )
        return Script(tuple(programs), batches, tuple(map(repr, programs)))
    except wire.WireError:
        return None


def _batches(programs: Sequence[Program]) -> list[list[Program]]:
    batches: list[list[Program]] = []
    seen: set[str] = set()
    alone = all(_begins_an_example(program) for program in programs)
    for program in programs:
        values = set(_values([_given(step) for step in program]))
        if not (batches and alone and values <= seen) or _uses_an_answer(program):
            batches.append([])
        batches[-1].append(program)
        seen |= values
    return batches


def _begins_an_example(program: Program) -> bool:
    return bool(program) and program[0]["op"] == "forget"


def _uses_an_answer(program: Program) -> bool:
    """Whether it uses an object out of an answer: its number tells what that answer held."""
    numbers = re.findall(r"'(?:h|on)': (\d+)", repr(program))
    return any(int(number) >= LOCAL_IDS for number in numbers)


def _given(step: Mapping[str, Any]) -> list[Any]:
    """The packed arguments of a step; the name of one is no tag of the wire."""
    return [*step.get("args", ()), *step.get("kwargs", {}).values()]


def _values(shape: object) -> Iterator[str]:
    """The plain values in packed arguments; objects are told by numbers that are ours."""
    if isinstance(shape, list | tuple):
        for item in shape:
            yield from _values(item)
    elif isinstance(shape, dict):
        for tag, item in shape.items():
            if tag != "h":
                yield from _values(item)
    else:
        yield repr(shape)


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

    def excess_s(self, used: Budget) -> float:
        """CPU seconds beyond what loading can have needed: work for the check, done early."""
        return max(0.0, used.used_cpu_s - 0.25 - 2 * self.cost_s)

    def frame(self, *, again: bool = False) -> bytes:
        """The message that loads it in one go; `again` with all that code may not hang on another.

        The first time numbers are drawn as on trial: training until a loss is small must end as
        it did there, whichever check is asked.
        """
        labels = [label for label, _ in self.cells]
        header = {
            "op": "load", "display": self.display_modules, "seed": SEED_AGAIN if again else SEED,
            "labels": labels, "sources": dict(self.cells),
        }  # fmt: skip
        if again:
            header["stir"] = True
        return wire.pack_frame(header, self.code)

    def source_line(self, label: str, line: int) -> str:
        """A line of a cell as the student wrote it; empty where there is none."""
        # Hundreds of pieces hold one and the same source, which is looked at once.
        for source in dict.fromkeys(source for name, source in self.cells if name == label):
            lines = source.splitlines()
            if 0 < line <= len(lines):
                return lines[line - 1].strip()[:200]
        return ""


class CheckLine:
    """The line of one check. The worker starts with the first question and lives until `close`."""

    def __init__(
        self,
        launcher: Launcher,
        loadable: Loadable,
        budget: Budget,
        script: Script | None = None,
        again: bool = False,
        patient: bool = True,
    ) -> None:
        self.launcher, self.loadable, self.budget = launcher, loadable, budget
        self.patient = patient
        self.again = again
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
        """The worker's answer; see `WorkerProcess.ask`."""
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
                self._leave_script(at)
                worker = self._worker or self._load()
                answer = worker.ask(header, buffers, self.budget)
        except CheckStopped as stopped:
            self.stopped = stopped
            raise
        except wire.WireError as error:
            raise SuiteError(f"the test sends {error}") from None
        except (OSError, SandboxError) as error:  # a test may catch them and go on
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
        self._worker = worker = self.launcher.worker()
        budget = self.loadable.budget(patient=self.patient)
        worker.send(self.loadable.frame(again=self.again), budget)
        if self._script is not None:
            self._send_batch(worker, budget)
        loaded, _ = worker.answer(budget)
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
