"""What one exchange with a worker uses of a budget, and whether it has used it up.

May import the standard library, `grader.errors` and `.budget`; must never trust a clock that
student code could turn.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from grader.errors import WorkerStarved, WorkerTimeout
from grader.sandbox.budget import Budget

if TYPE_CHECKING:
    from grader.sandbox.process import WorkerProcess

LOOK_S = 0.02
"""How long a blocked call waits before the clocks are looked at."""
STOOD_S = 5 * LOOK_S
"""Beyond so long between two looks we stood still ourselves, perhaps with the whole machine: that
is no time for which a worker slept."""


class Meter:
    """Measures one exchange against a budget."""

    def __init__(self, worker: WorkerProcess, budget: Budget) -> None:
        self.worker, self.budget = worker, budget
        self._looked = 0.0

    def __enter__(self) -> Meter:
        self.worker.on_wait()
        self.worker.go_on()
        self.worker.look()  # answers that came already are waited for by nobody
        if self.budget.used_wall_s == 0:
            self.budget.waited_before_s = self.worker.waited_for_cpu_s()
        seen, now = self.worker.cpu_seen_s, self.worker.cpu_clock_s()
        self.cpu_at_start = seen if seen == seen else now if now == now else 0.0
        self.cpu_now = now if now == now else self.cpu_at_start
        self.wall_at_start = self._last = time.monotonic()
        if self._used_cpu_s() >= self.budget.cpu_s or self.budget.used_wall_s >= self.budget.wall_s:
            # Many answers, each too quick for `check`, used it up together.
            self.check()
        return self

    def __exit__(self, *_: object) -> None:
        self._measure()
        self.worker.cpu_seen_s = self.cpu_now
        self.budget.used_cpu_s = self._used_cpu_s()
        self.budget.used_wall_s += time.monotonic() - self.wall_at_start

    def _used_cpu_s(self) -> float:
        return self.budget.used_cpu_s + self.cpu_now - self.cpu_at_start

    def went_on(self) -> float:
        """Leaves out of the wall time what we stood still since the last look; the time now."""
        now = time.monotonic()
        self.wall_at_start += max(0.0, now - self._last - STOOD_S)
        self._last = now
        return now

    def check(self) -> None:
        """Raises, with the worker killed, when the exchange has used up its time."""
        self._measure()
        self.worker.on_wait()
        now = self.went_on()
        if now - self._looked >= LOOK_S:
            self._looked = now
            self.worker.look()
            if self.budget.waited_before_s != self.budget.waited_before_s:
                self.budget.saw(self.worker.is_asleep())
        if self._used_cpu_s() >= self.budget.cpu_s:
            self.worker.kill()
            raise WorkerTimeout(self.budget.too_much)
        if self.budget.used_wall_s + now - self.wall_at_start >= self.budget.wall_s:
            self._give_up(now)

    def _give_up(self, now: float) -> None:
        """Tells a worker that slept from one that the machine gave no time.

        How long it slept is the same on a busy machine as on a quiet one; how long that took as a
        whole is not, and decides only when nothing else would end the waiting.
        """
        budget, wall_s = self.budget, self.budget.used_wall_s + now - self.wall_at_start
        waited_s = self.worker.waited_for_cpu_s() - budget.waited_before_s
        asleep_s = wall_s - waited_s - self._used_cpu_s()
        if waited_s != waited_s:  # the kernel does not say
            asleep_s = wall_s * budget.seen_asleep
        over = wall_s >= budget.starved_s
        if asleep_s >= budget.wall_s or (over and asleep_s >= wall_s / 2):
            self.worker.kill()
            raise WorkerTimeout(budget.too_long)
        if over:
            self.worker.kill()
            raise WorkerStarved(f"the machine gave it no CPU time for {wall_s - asleep_s:.3g} s")

    def _measure(self) -> None:
        now = self.worker.cpu_clock_s()
        if now == now:
            self.cpu_now = now
