"""The harness of the fault tests: a command in a forked process, and a fault at its N-th event.

Between two system calls that others can see, one moment is like any other. So moments are counted,
not timed: an *event* is anything that a command is about to do to the world outside it, as opening
a file to write, writing, syncing, renaming, removing, starting a process, asking a judge, a
statement to a database. A fault strikes just before one of them.

Imports the standard library and the project; must never look at a clock to decide anything.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import itertools
import mmap
import os
import random
import signal
import struct
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from grader.engine.pipe import Pipe

NIGHTLY = bool(os.environ.get("GRADER_NIGHTLY"))
POINTS = int(os.environ.get("GRADER_FAULTS", "100" if NIGHTLY else "5"))
"""At how many moments each fault is tried."""
FEW = max(1, POINTS // 2)
ONE = max(1, POINTS // 5)
"""The same where each try grades a class by real judges, and others strike the same parts."""
SEED = int(os.environ.get("GRADER_FAULT_SEED", "20261120"))
ENDING_S = 60
"""A process that lives so long after its command has been left behind."""

_PR_SET_CHILD_SUBREAPER = 36
_AUDITED = {
    "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink",
    "os.truncate", "subprocess.Popen", "fcntl.flock", "sqlite3.connect",
}  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CALLS = ("write", "fsync", "fdatasync", "ftruncate")

Fault = Callable[[], None]
"""What happens at the chosen event, in the process that is about to do it."""


@dataclass(frozen=True)
class Ended:
    """How a forked command ended."""

    code: int | None
    """Its exit code; None when a signal ended it."""
    signal: int
    events: int
    """How many events it came to."""
    said: str
    """What it printed, both streams together."""


def moments(name: str, events: int, points: int = POINTS) -> list[int]:
    """Numbers of events to strike at: the same ones in every run, spread over all of them.

    Where there are fewer events than points, they are struck in turn, again and again.
    """
    draw = random.Random(f"{SEED} {name}")
    slices = min(points, events)
    edges = [1 + at * events // slices for at in range(slices + 1)]
    found = [draw.randrange(low, high) for low, high in itertools.pairwise(edges)]
    return [found[at % slices] for at in range(points)]


def run(
    act: Callable[[], int], *, at: int = 0, fault: Fault | None = None, settled: bool = True
) -> Ended:
    """Runs a command in a forked process, and strikes before its event number `at`.

    Parameters
    ----------
    settled:
        Wait until every process that it started is gone too; fail where one stays.
    """
    with begun(act, at=at, fault=fault) as command:
        ended = command()
        if settled:
            nobody_left()
    return ended


@contextlib.contextmanager
def begun(
    act: Callable[[], int], *, at: int = 0, fault: Fault | None = None
) -> Iterator[Callable[[], Ended]]:
    """A command that runs beside the block; call what is given to wait for its end."""
    _adopt_orphans()
    count = mmap.mmap(-1, 8)
    with tempfile.TemporaryFile(dir=_words_in[0]) as words:
        child = os.fork()
        if child == 0:
            _be_the_command(act, words.fileno(), _Events(count, at, fault))
        ended: list[Ended] = []

        def wait() -> Ended:
            if not ended:
                _, status = os.waitpid(child, 0)
                killed = os.WIFSIGNALED(status)
                words.seek(0)
                ended.append(
                    Ended(
                        None if killed else os.WEXITSTATUS(status),
                        os.WTERMSIG(status) if killed else 0,
                        struct.unpack("q", count[:8])[0],
                        words.read().decode("utf-8", "replace"),
                    )
                )
            return ended[0]

        _running[id(wait)] = child, count
        try:
            yield wait
        finally:
            if not ended:
                os.kill(child, signal.SIGKILL)
                wait()
            del _running[id(wait)]


_running: dict[int, tuple[int, mmap.mmap]] = {}


def pid_of(command: Callable[[], Ended]) -> int:
    """The process number of a command that runs."""
    return _running[id(command)][0]


def events_of(command: Callable[[], Ended]) -> int:
    """To how many events a command that runs has come so far."""
    return int(struct.unpack("q", _running[id(command)][1][:8])[0])


def until(holds: Callable[[], bool]) -> None:
    """Waits until something holds; fails where it never does."""
    ends = time.monotonic() + ENDING_S
    while not holds():
        assert time.monotonic() < ends, "what was waited for never came"
        time.sleep(0.01)


_words_in: list[Path | None] = [None]


def words_in(folder: Path | None) -> None:
    """Where what commands print is kept meanwhile: not on a disk that is full."""
    _words_in[0] = folder


class _Events:
    """Counts events in shared memory, which outlives the process, and strikes at one."""

    def __init__(self, count: mmap.mmap, at: int, fault: Fault | None) -> None:
        self.count, self.at, self.fault = count, at, fault
        self.seen, self.lock = 0, threading.Lock()
        self.inside = threading.local()

    def next(self) -> None:
        """One more event."""
        if getattr(self.inside, "now", False):
            return  # the fault's own doing
        with self.lock:
            self.seen += 1
            seen = self.seen
            self.count[:8] = struct.pack("q", seen)
        if self.fault is not None and self.at and seen == self.at:
            self.inside.now = True
            try:
                self.fault()
            finally:
                self.inside.now = False

    def watch(self) -> None:
        """Begins to count in this process, for good."""
        for name in _CALLS:
            setattr(os, name, self._counted(getattr(os, name)))
        for name in ("send", "receive"):
            setattr(Pipe, name, self._counted(getattr(Pipe, name)))
        if "sqlalchemy" in sys.modules:
            import sqlalchemy as sa

            for name in ("before_cursor_execute", "commit"):
                sa.event.listen(sa.Engine, name, lambda *_: self.next())
        sys.addaudithook(self._audited)

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def call(*arguments: Any, **named: Any) -> Any:
            self.next()
            return real(*arguments, **named)

        return call

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _AUDITED or (event == "open" and int(arguments[2] or 0) & _WRITES):
            self.next()


def _be_the_command(act: Callable[[], int], words: int, events: _Events) -> NoReturn:
    code = 99
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (words, 1), (words, 2)):
            os.dup2(source, target)
        sys.stdout, sys.stderr = (open(fd, "w", closefd=False) for fd in (1, 2))  # noqa: SIM115
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        events.watch()
        code = act()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 98
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def kill_this() -> None:
    """End the process itself by kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_all() -> None:
    """End the process with everything that it started, as the end of a container does."""
    for pid in [*descendants(os.getpid()), os.getpid()]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def signal_this(number: int) -> Fault:
    """A signal to the process itself."""
    return lambda: os.kill(os.getpid(), number)


def refuse(number: int) -> Fault:
    """The system refuses what is asked of it, with this error."""

    def refused() -> None:
        raise OSError(number, os.strerror(number))

    return refused


@dataclass(frozen=True)
class Process:
    """A process, as /proc shows it."""

    pid: int
    parent: int
    name: str
    state: str


def processes() -> dict[int, Process]:
    """Every process of this machine, by number."""
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                text = Path("/proc", entry, "stat").read_text(errors="replace")
                name, _, rest = text.partition("(")[2].rpartition(")")
                state, parent = rest.split()[:2]
                found[int(entry)] = Process(int(entry), int(parent), name, state)
    return found


def descendants(pid: int, besides: Collection[int] = ()) -> dict[int, Process]:
    """Every living process below this one, without some others and what is below them."""
    every = processes()
    found: dict[int, Process] = {}
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        for each in every.values():
            if each.parent == parent and each.pid not in {*found, *besides}:
                found[each.pid] = each
                waiting.append(each.pid)
    return {number: each for number, each in found.items() if each.state != "Z"}


def state(pid: int) -> str:
    """The letter that the kernel gives to a process; Z where it has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return "Z"
    return text.rpartition(")")[2].split()[0]


_ours: set[int] = set()


def _adopt_orphans() -> None:
    """Makes this process the parent of whatever a killed command leaves; keeps who is here."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    _ours.clear()
    _ours.update(descendants(os.getpid()))


def nobody_left() -> None:
    """Waits until every process that a command started is gone; fails where one stays."""
    ends = time.monotonic() + ENDING_S
    while True:
        for each in processes().values():
            if each.parent == os.getpid() and each.pid not in _ours:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(each.pid, os.WNOHANG)
        left = list(descendants(os.getpid(), _ours).values())
        if not left:
            return
        if time.monotonic() > ends:
            names = ", ".join(f"{each.name} {each.pid}" for each in left)
            for each in left:
                os.kill(each.pid, signal.SIGKILL)
            raise AssertionError(f"still running: {names}")
        time.sleep(0.02)


def grader(*arguments: object) -> Callable[[], int]:
    """A command line of `grader`, to be run."""

    def act() -> int:
        from grader.cli.entry import main

        sys.argv = ["grader", *map(str, arguments)]
        main()
        raise AssertionError("it exits by itself")

    return act


def explained(ended: Ended) -> str:
    """An end in words, for a failed assertion."""
    how = f"signal {ended.signal}" if ended.signal else f"exit code {ended.code}"
    return f"{how} after {ended.events} events; it said:\n{ended.said[-3000:]}"


def spread(names: Sequence[str], points: int = POINTS) -> list[tuple[str, int]]:
    """`points` rounds over the names in turn, each with its number."""
    return [(names[at % len(names)], at) for at in range(max(points, len(names)))]
