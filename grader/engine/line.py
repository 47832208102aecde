"""One check's line to its worker: taken fresh from the launcher, loaded at the first question.

May import `grader.sandbox` and `grader.errors`.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.errors import CheckStopped, SuiteError, WorkerDied
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import Budget, WorkerProcess
from grader.worker import wire


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
    load_cpu_s: float

    def request(self, seed: int) -> tuple[dict[str, Any], list[bytes]]:
        """The message that loads it in one go."""
        cells = [{"label": label, "source": source} for label, source in self.cells]
        display = list(self.display_modules)
        return {"op": "load", "display": display, "seed": seed, "cells": cells}, list(self.code)


class CheckLine:
    """The line of one check. The worker starts with the first question and lives until `close`."""

    def __init__(self, launcher: Launcher, loadable: Loadable, budget: Budget, seed: str) -> None:
        self.launcher, self.loadable, self.budget = launcher, loadable, budget
        self.seed = zlib.crc32(seed.encode())
        self.stopped: CheckStopped | None = None
        self._worker: WorkerProcess | None = None

    def ask(
        self, header: Mapping[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytearray]]:
        """The worker's answer; see `WorkerProcess.ask`."""
        if self.stopped is not None:
            raise self.stopped
        try:
            worker = self._worker or self._load()
            return worker.ask(header, buffers, self.budget)
        except CheckStopped as stopped:
            self.stopped = stopped
            raise
        except wire.WireError as error:
            raise SuiteError(f"the test sends {error}") from None

    def _load(self) -> WorkerProcess:
        self._worker = worker = self.launcher.worker()
        header, code = self.loadable.request(self.seed)
        answer, _ = worker.ask(header, code, Budget(self.loadable.load_cpu_s))
        if not isinstance(answer.get("loaded"), Sequence):
            raise worker.reject("it did not say that it loaded")
        return worker

    def reject(self, why: str) -> WorkerDied:
        """Kills the worker because its answer makes no sense; the exception to raise."""
        assert self._worker is not None, "an answer came, so there is a worker"
        self.stopped = died = self._worker.reject(why)
        return died

    def restart(self) -> None:
        """Ends the worker; the next question goes to a clean one, with a fresh budget."""
        self.close()
        self.stopped = None
        self.budget = Budget(self.budget.cpu_s)

    def close(self) -> None:
        """Ends the worker."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None
