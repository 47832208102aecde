"""The judge's hold on one worker: ask, wait within a budget, kill.

CPU time decides. It is read from the kernel's own clock of the process, so nothing that student
code does to clocks matters. The wall limit is ten times the CPU budget and only ends waiting: a
worker that slept through it is a timeout; one that waited for a processor was starved by the
machine, which is nobody's fault but ours.

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
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.errors import WorkerDied, WorkerStarved, WorkerTimeout
from grader.sandbox.budget import Budget
from grader.sandbox.scratch import remove_scratch, too_much_in
from grader.worker import wire

_LOOK_S = 0.02
"""How long a blocked call waits before the clocks are looked at."""
_CHUNK = 1 << 16


@dataclass
class WorkerProcess:
    """One forked worker: its socket, its pidfd, its scratch folder."""

    sock: socket.socket
    pidfd: int
    pid: int
    scratch: str
    alive: bool = True
    _sent: int = 0
    """Answers asked for so far: each has a number, so that none is taken for another."""
    _owed: int = 0
    """Those that have not come."""
    _cpu_seen_s: float = float("nan")
    """Where its clock stood when it was last looked at: what it does meanwhile counts, too."""
    _pending: bytearray = field(default_factory=bytearray)
    _empty_since: int = 0
    """When the scratch folder last changed, before anything of a submission ran."""

    def __post_init__(self) -> None:
        self._empty_since = self._changed()
        timeout = struct.pack("ll", 0, int(_LOOK_S * 1e6))
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
        with _Meter(self, budget) as meter:
            if self._owed == 0 and self._unasked():
                raise self.reject("it sent bytes that nobody asked for")
            self.check_scratch()
            self._sent += answers
            self._owed += answers
            self._send(frame, meter)

    def answer(self, budget: Budget) -> tuple[dict[str, Any], list[bytearray]]:
        """The next answer that has not come yet."""
        number = self._sent - self._owed + 1
        with _Meter(self, budget) as meter:
            try:
                header, buffers = wire.read_frame(
                    lambda count: self._read(count, meter), wire.MAX_ANSWER_BYTES
                )
            except wire.WireError as error:
                raise self.reject(str(error)) from None
            except MemoryError:
                raise self.reject("its answer is too large") from None
        if header.pop("n", None) != number:
            raise self.reject("it answered another question")
        self._owed -= 1
        return header, buffers

    def finish(self) -> None:
        """No more answers to the last request will come."""
        self._owed = 0

    def reject(self, why: str) -> WorkerDied:
        """Kills the worker; the exception that says its answer was none."""
        self.kill()
        return WorkerDied(f"the process of the submission broke the protocol: {why}")

    def kill(self) -> None:
        """Ends the worker and removes its scratch; does nothing the second time."""
        if not self.alive:
            return
        self.alive = False
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        select.select([self.pidfd], [], [], 5.0)  # until nothing of it can write any more
        os.close(self.pidfd)
        self.sock.close()
        remove_scratch(self.scratch)

    def check_scratch(self) -> None:
        """Raises, with the worker killed, when it fills the disk."""
        if self._changed() == self._empty_since:
            return  # nothing was ever made in it
        if excess := too_much_in(self.scratch):
            self.kill()
            raise WorkerDied(f"it left {excess} in its folder for temporary files")

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

    def _send(self, data: bytes, meter: _Meter) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self.sock.send(view) :]
            except BlockingIOError:
                meter.check()
            except OSError:
                raise self._died() from None

    def _read(self, count: int, meter: _Meter) -> bytearray:
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
            if not part:
                raise self._died()
            self._pending += part
            if len(self._pending) < count:
                meter.check()  # dripping bytes gains no time
        data = self._pending[:count]
        del self._pending[:count]
        return data

    def _read_large(self, count: int, meter: _Meter) -> bytearray:
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

    def _died(self) -> WorkerDied:
        self.kill()
        return WorkerDied("the process of the submission ended by itself")


class _Meter:
    """Measures one exchange against a budget."""

    def __init__(self, worker: WorkerProcess, budget: Budget) -> None:
        self.worker, self.budget = worker, budget
        self._watched: tuple[float, float, float] | None = None
        self._looked = 0.0

    def __enter__(self) -> _Meter:
        if self.budget.used_wall_s == 0:
            self.budget.waited_before_s = self.worker.waited_for_cpu_s()
        seen, now = self.worker._cpu_seen_s, self.worker.cpu_clock_s()
        self.cpu_at_start = seen if seen == seen else now if now == now else 0.0
        self.cpu_now = now if now == now else self.cpu_at_start
        self.wall_at_start = time.monotonic()
        if self._used_cpu_s() >= self.budget.cpu_s or self.budget.used_wall_s >= self.budget.wall_s:
            # Many answers, each too quick for `check`, used it up together: judge all of them.
            since = self.wall_at_start - self.budget.used_wall_s
            begun = self.budget.waited_before_s
            self._watched = since, self.cpu_now - self._used_cpu_s(), begun
            self.check()
        return self

    def __exit__(self, *_: object) -> None:
        self._measure()
        self.worker._cpu_seen_s = self.cpu_now
        self.budget.used_cpu_s = self._used_cpu_s()
        self.budget.used_wall_s += time.monotonic() - self.wall_at_start

    def _used_cpu_s(self) -> float:
        return self.budget.used_cpu_s + self.cpu_now - self.cpu_at_start

    def check(self) -> None:
        """Raises, with the worker killed, when the exchange has used up its time."""
        self._measure()
        now = time.monotonic()
        if now - self._looked >= _LOOK_S:
            self._looked = now
            self.worker.check_scratch()
        if self._watched is None:  # not at the start: most answers come before the first look
            self._watched = now, self.cpu_now, self.worker.waited_for_cpu_s()
        if self._used_cpu_s() >= self.budget.cpu_s:
            self.worker.kill()
            raise WorkerTimeout(f"it used more than {self.budget.cpu_s:.3g} s of CPU time")
        if self.budget.used_wall_s + now - self.wall_at_start >= self.budget.wall_s:
            self._give_up(now)

    def _give_up(self, now: float) -> None:
        """Tells a worker that slept from one that the machine gave no time."""
        assert self._watched is not None
        since, cpu_then, waited_then = self._watched
        waited = self.worker.waited_for_cpu_s() - waited_then
        asleep = (now - since) - waited - (self.cpu_now - cpu_then)
        if asleep >= (now - since) / 2:
            self.worker.kill()
            raise WorkerTimeout(f"it did not answer within {self.budget.wall_s:.3g} s")
        if self.budget.used_wall_s + now - self.wall_at_start >= self.budget.starved_s:
            self.worker.kill()
            raise WorkerStarved(f"the machine gave it no CPU time for {waited:.3g} s")

    def _measure(self) -> None:
        now = self.worker.cpu_clock_s()
        if now == now:
            self.cpu_now = now
