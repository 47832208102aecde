"""The judge's hold on one worker: ask, wait within a budget, kill.

CPU time decides. It is read from the kernel's own clock of the process, so nothing that student
code does to clocks matters. The wall limit is ten times the CPU budget and only ends waiting: a
worker that slept so long is a timeout; one that waited for a processor was starved by the machine,
which is nobody's fault but ours.

May import the standard library, `grader.errors`, `.budget`, `.scratch` and `grader.worker.wire`.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import CheckStopped, WorkerDied, WorkerKilled
from grader.sandbox.budget import Budget
from grader.sandbox.meter import LOOK_S, Meter
from grader.sandbox.scratch import remove_scratch, too_much_in
from grader.worker import wire

MOST_THREADS = 512
"""Of one worker; more than any hand-in can want, and far less than the machine has numbers for."""
LARGE_BYTES = 8 << 10
"""Of an answer: looking at a larger one takes a while, and the worker stands still meanwhile."""
_CHUNK = 1 << 16
_PF_EXITING = 4


@dataclass
class WorkerProcess:
    """One forked worker: its socket, its pidfd, its scratch folder."""

    sock: socket.socket
    pidfd: int
    pid: int
    scratch: str
    ended_by: Callable[[], int] = lambda: 0
    """Which signal ended it; 0 for none, and where a submission could have sent it itself."""
    on_wait: Callable[[], None] = lambda: None
    """Called again and again while its answers are waited for."""
    alive: bool = True
    looked: float = 0.0
    """When what it holds was last looked at."""
    _waited_at_end_s: float = float("nan")
    """How long it had waited for a processor when it was ended."""
    _stopped: bool = False
    _sent: int = 0
    """Answers asked for so far: each has a number, so that none is taken for another."""
    _owed: int = 0
    """Those that have not come."""
    cpu_seen_s: float = float("nan")
    """Where its clock stood when it was last looked at: what it does meanwhile counts, too."""
    _pending: bytearray = field(default_factory=bytearray)
    _empty_since: int = 0
    """When the scratch folder last changed, before anything of a submission ran."""

    def __post_init__(self) -> None:
        self._empty_since = self._changed()
        timeout = struct.pack("ll", 0, int(LOOK_S * 1e6))
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            self.sock.setsockopt(socket.SOL_SOCKET, option, timeout)

    def ask(
        self, header: Mapping[str, Any], buffers: list[bytes], budget: Budget
    ) -> tuple[dict[str, Any], list[bytearray]]:
        """The answer to a request.

        Raises
        ------
        WorkerTimeout, WorkerDied, WorkerStarved
            The worker is dead after any of them.
        wire.WireError
            When the request itself is too large for a frame; the worker lives.
        """
        self.send(wire.pack_frame(header, buffers), budget)
        return self.answer(budget)

    def send(self, frame: bytes, budget: Budget, *, answers: int = 1) -> None:
        """Sends a packed request; `answer` gives its answers, in the order of the requests."""
        with Meter(self, budget) as meter:
            if self._owed == 0 and self._unasked():
                raise self.reject("it sent bytes that nobody asked for")
            self.check_held()
            self._sent += answers
            self._owed += answers
            self._send(frame, meter)

    def answer(self, budget: Budget) -> tuple[dict[str, Any], list[bytearray]]:
        """The next answer that has not come yet."""
        number, size = self._sent - self._owed + 1, 0

        def read(count: int) -> bytearray:
            nonlocal size
            size += count
            return self._read(count, meter)

        with Meter(self, budget) as meter:
            try:
                header, buffers = wire.read_frame(read, wire.MAX_ANSWER_BYTES)
            except wire.WireError as error:
                raise self.reject(str(error)) from None
            except MemoryError:
                raise self.reject("its answer is too large") from None
        if header.pop("n", None) != number:
            raise self.reject("it answered another question")
        self._owed -= 1
        if size > LARGE_BYTES:
            self._stopped = True
            self._signal(signal.SIGSTOP)
        return header, buffers

    def go_on(self) -> None:
        """Lets it run again, after an answer that took long to look at."""
        if self._stopped:
            self._stopped = False
            self._signal(signal.SIGCONT)

    def finish(self) -> None:
        """No more answers to the last request will come."""
        self._owed = 0

    def reject(self, why: str) -> WorkerDied:
        """Kills the worker; the exception that says its answer was none."""
        self.kill()
        return WorkerDied(f"the process of the submission broke the protocol: {why}")

    def slept_s(self, budget: Budget) -> float:
        """How long it slept of what a budget was used for, also when it is dead by now."""
        # The number of a dead one may be another's by now.
        waited_s = self.waited_for_cpu_s() if self.alive else self._waited_at_end_s
        waited_s -= budget.waited_before_s
        if waited_s != waited_s:  # the kernel does not say
            return budget.used_wall_s * budget.seen_asleep
        return max(0.0, budget.used_wall_s - budget.used_cpu_s - waited_s)

    def kill(self) -> None:
        """Ends the worker and removes its scratch; does nothing the second time."""
        if not self.alive:
            return
        self._waited_at_end_s = self.waited_for_cpu_s()
        self.alive = False
        self._signal(signal.SIGKILL)
        select.select([self.pidfd], [], [], 5.0)  # until nothing of it can write any more
        os.close(self.pidfd)
        self.sock.close()
        remove_scratch(self.scratch)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)

    def look(self) -> None:
        """Does `check_held`, unless it was done a moment ago."""
        now = time.monotonic()
        if now - self.looked >= LOOK_S:
            self.looked = now
            self.check_held()

    def check_held(self) -> None:
        """Raises, with the worker killed, when it fills the disk or the machine's processes."""
        if self._threads() > MOST_THREADS:
            self.kill()
            raise WorkerDied(f"it ran more than {MOST_THREADS} threads at a time")
        if self._changed() == self._empty_since:
            return  # nothing was ever made in it
        if excess := too_much_in(self.scratch, self._held_still):
            self.kill()
            raise WorkerDied(f"it left {excess} in its folder for temporary files")

    @contextlib.contextmanager
    def _held_still(self) -> Iterator[None]:
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            if not self._stopped:
                self._signal(signal.SIGCONT)

    def _threads(self) -> int:
        """How many it has; a thread needs no stack, so no limit on memory bounds them."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii", errors="replace") as file:
                return int(file.read().rpartition(")")[2].split()[17])
        except (OSError, IndexError, ValueError):
            return 0

    def _changed(self) -> int:
        try:
            return os.stat(self.scratch).st_mtime_ns
        except OSError:
            return 0

    def cpu_clock_s(self) -> float:
        """CPU seconds that the process has used since it was forked; nan when it has ended."""
        try:
            return time.clock_gettime((~self.pid << 3) | 2)  # clock_getcpuclockid(3)
        except OSError:
            return float("nan")

    def waited_for_cpu_s(self) -> float:
        """Seconds that the process was runnable without running; nan where the kernel won't say."""
        try:
            with open(f"/proc/{self.pid}/schedstat", encoding="ascii") as file:
                return int(file.read().split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return float("nan")

    def is_asleep(self) -> bool:
        """Whether none of its threads runs or waits for a processor."""
        try:
            states = [
                (task / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[0]
                for task in Path(f"/proc/{self.pid}/task").iterdir()
            ]
        except (OSError, IndexError):
            return False
        return "R" not in states

    def _send(self, data: bytes, meter: Meter) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self.sock.send(view) :]
            except BlockingIOError:
                meter.check()
            except OSError:
                raise self._died() from None

    def _read(self, count: int, meter: Meter) -> bytearray:
        """Exactly `count` bytes; what came beyond them waits for the next call."""
        if count > len(self._pending) + _CHUNK:
            return self._read_large(count, meter)
        while len(self._pending) < count:
            wanted = max(_CHUNK, min(count - len(self._pending), 1 << 20))
            try:
                part = self.sock.recv(wanted)
            except BlockingIOError:
                meter.check()
                continue
            except OSError:
                raise self._died() from None
            meter.went_on()
            if not part:
                raise self._died()
            self._pending += part
            if len(self._pending) < count:
                meter.check()  # dripping bytes gains no time
        data = self._pending[:count]
        del self._pending[:count]
        return data

    def _read_large(self, count: int, meter: Meter) -> bytearray:
        """The same without a copy; the memory is the kernel's to give as it is filled."""
        data = bytearray(count)
        filled = len(self._pending)
        data[:filled] = self._pending
        self._pending.clear()
        rest = memoryview(data)[filled:]
        while rest:
            try:
                taken = self.sock.recv_into(rest)
            except BlockingIOError:
                meter.check()
                continue
            except OSError:
                raise self._died() from None
            if not taken:
                raise self._died()
            rest = rest[taken:]
            meter.check()
        return data

    def _unasked(self) -> bool:
        """Whether the worker sent bytes that belong to no answer."""
        if self._pending:
            return True
        try:
            return bool(self.sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return False
        except OSError:
            return False

    def _died(self) -> CheckStopped:
        killed = self._is_ending() and self._was_killed()
        self.kill()
        if killed:
            return WorkerKilled("something outside it killed the process of the submission")
        return WorkerDied("the process of the submission ended by itself")

    def _is_ending(self) -> bool:
        """Whether the end of all its threads has begun; it may have closed its line and live on."""
        try:
            flags = [
                int((task / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[6])
                for task in Path(f"/proc/{self.pid}/task").iterdir()
            ]
        except (OSError, IndexError, ValueError):
            return True
        return all(each & _PF_EXITING for each in flags)

    def _was_killed(self) -> bool:
        """Whether it got SIGKILL, which no submission can send to itself behind seccomp."""
        select.select([self.pidfd], [], [], 5.0)
        return self.ended_by() == signal.SIGKILL
