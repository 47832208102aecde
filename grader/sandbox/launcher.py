"""Starts the launcher by exec with a clean environment, and hands out workers.

The launcher never holds a secret: it is not forked from the judge, whose memory holds the suite,
and nothing of a course ever crosses to it. One worker is always made ahead of need.

The worker's interpreter starts with `-P -s -S -B` and an environment of six variables. That is what
`-I -S` gives, except that `PYTHONHASHSEED` counts, so that sets of strings have the same order in
every run. Its path is the standard library and one folder that holds NumPy alone.

May import the standard library, `grader.errors`, `grader.folders` and its room.
"""

from __future__ import annotations

import functools
import json
import os
import secrets
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import grader.worker
from grader.errors import SandboxError
from grader.folders import held_folder
from grader.sandbox import layers, users
from grader.sandbox.process import WorkerProcess
from grader.sandbox.scratch import MAX_BYTES, MAX_ENTRIES, remove_scratch

START_TIMEOUT_S = 60.0
_IN_MEMORY = "/dev/shm"
_PREFIX = "grader-workers-"
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",  # else each thread takes 64 MB of what it may have, for nothing
    "PATH": "",
    "USER": "student",
    "LOGNAME": "student",
}


@dataclass(frozen=True)
class WorkerLimits:
    """Resource limits of every worker; memory counts above the worker's baseline."""

    memory_bytes: int = 512 << 20
    cpu_s: int = 600
    """A net under the judge's own budgets, should the judge itself hang."""
    file_bytes: int = 4 << 20
    """Of one file. Where the kernel filters no calls, open files without a name are counted by
    nobody: all of them are bearable."""
    descriptors: int = 32
    threads: int = 128
    """Of a throw-away user; `process.MOST_THREADS` bounds them elsewhere."""


class Launcher:
    """The trusted side of one launcher process.

    `layers` are those in force around every worker, `refused` those that this machine refuses and
    why.
    """

    def __init__(
        self, limits: WorkerLimits | None = None, preload: Sequence[str] = ("numpy",)
    ) -> None:
        self.limits = limits or WorkerLimits()
        self.preload = tuple(preload)
        self._held = held_folder(_PREFIX, _fast_folder(), remove=remove_scratch)
        self._folder = self._held.path
        os.chmod(self._folder, 0o755)  # a throw-away user goes through it to its own scratch
        self._uid = users.first_uid()
        self._scratch_count = 0
        self._ahead: WorkerProcess | None = None
        self.on_wait: Callable[[], None] = lambda: None
        """Called again and again while somebody waits for a worker."""
        self.refused: dict[str, str] = {}
        self.cpu_s = 0.0
        """CPU seconds of the launcher and all workers, as of the last `reset`."""
        try:
            self._start()
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            self._give_up(error)

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        script = str(Path(grader.worker.__file__).resolve().parent / "__main__.py")
        command = [layers.python(), "-P", "-s", "-S", "-B", script, str(theirs.fileno())]
        site = _numpy_alone(self._folder)
        refusal = layers.bubblewrap_refusal()
        if refusal:
            self.refused[layers.BUBBLEWRAP] = refusal
        with theirs:
            self._process = subprocess.Popen(
                command if refusal else layers.wrapped(command, self._folder),
                env=_ENVIRONMENT,
                cwd="/",
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        ours.settimeout(START_TIMEOUT_S)
        asked = layers.inner_layers()
        config = {
            "path": [*layers.standard_library(), str(site)],
            "readable": [*layers.numpy_folders(), *layers.locale_folders()],
            "preload": self.preload,
            "limits": asdict(self.limits),
            "uid": self._uid,
            "layers": asked,
            "scratch_root": str(self._folder),
        }
        ours.send(json.dumps(config).encode())
        answer = json.loads(self._first_words() or b"{}")
        if answer.get("ready") is not True:
            raise ValueError(answer.get("why") or "it ended before it was ready")
        self.refused |= answer["refused"]
        kept = [layer for layer in asked if layer not in self.refused]
        self.layers = (*([] if refusal else [layers.BUBBLEWRAP]), *kept)

    def _first_words(self) -> bytes:
        """What the launcher says at first; nothing when its process ends instead.

        The end alone tells it: a part of bubblewrap that outlives it holds the other socket.
        """
        words, pidfd = self._control.fileno(), os.pidfd_open(self._process.pid)
        try:
            ready, _, _ = select.select([words, pidfd], [], [], START_TIMEOUT_S)
        finally:
            os.close(pidfd)
        if not ready:
            raise TimeoutError("it said nothing")
        return self._control.recv(1 << 16) if words in ready else b""

    def _give_up(self, error: Exception) -> None:
        process = getattr(self, "_process", None)
        came = f"{type(error).__name__}: {error}"
        if process is not None:
            layers.end_group(process)
            _, text = process.communicate()
            came += "; " + text.decode("utf-8", "replace").strip()[-500:] if text else ""
        self.close()
        raise SandboxError(
            "starting the launcher, the process that makes workers for student code",
            expected="a Python process that imports NumPy and answers",
            came=came,
            todo="run `grader doctor`; it says what this machine lacks",
        ) from None

    def worker(self) -> WorkerProcess:
        """A fresh worker that has run nothing; the next one is made meanwhile."""
        worker, self._ahead = self._ahead or self._request(), None
        self._ahead = self._request()
        return worker

    def _request(self) -> WorkerProcess:
        self._scratch_count += 1
        # A name that says nothing of how many workers there were, and so of which check it is.
        scratch = self._folder / f"scratch-{secrets.token_hex(8)}"
        scratch.mkdir(mode=0o700)
        uid = self._uid + self._scratch_count % users.UIDS_EACH
        if "uid" in self.layers:
            os.chown(scratch, uid, uid)
        ours, theirs = socket.socketpair()
        message = json.dumps({"op": "worker", "scratch": str(scratch), "uid": uid}).encode()
        try:
            with theirs:
                socket.send_fds(self._control, [message], [theirs.fileno()])
            answer, fds, _, _ = socket.recv_fds(self._control, 1 << 16, 1)
            json.loads(answer)
            ended_by = functools.partial(self._ended_by, str(scratch))
            pid = _pid_of(fds[0])
            return WorkerProcess(ours, fds[0], pid, str(scratch), ended_by, self.on_wait)
        except (OSError, ValueError, IndexError) as error:
            ours.close()
            raise SandboxError(
                "making a worker for student code",
                expected="a process and its pidfd from the launcher",
                came=f"{type(error).__name__}: {error}",
                todo="grade again; if it stays, run `grader doctor`",
            ) from None

    def _ended_by(self, scratch: str) -> int:
        """The signal that ended a worker, once it has ended."""
        try:
            self._control.send(json.dumps({"op": "how", "scratch": scratch}).encode())
            number = int(json.loads(self._control.recv(1 << 16))["signal"])
        except (OSError, ValueError):
            return signal.SIGKILL  # the launcher is gone, and its workers went with it
        return number if "seccomp" in self.layers else 0

    def forget_ahead(self) -> None:
        """Drops the worker made ahead: a forked process must not share its parent's."""
        if self._ahead is not None:
            self._ahead.kill()
            self._ahead = None

    def reset(self) -> int:
        """Kills and reaps every worker; how many still lived."""
        self.forget_ahead()
        self._control.send(json.dumps({"op": "reset"}).encode())
        answer = json.loads(self._control.recv(1 << 16))
        self.cpu_s = float(answer["cpu_s"])
        self._scratch_count += secrets.randbelow(users.UIDS_EACH)  # a uid tells no count either
        for scratch in self._folder.glob("scratch-*"):
            remove_scratch(str(scratch))
        return int(answer["ended"])

    def close(self) -> None:
        """Ends the launcher and every worker, and removes the scratch folder."""
        self.forget_ahead()
        control = getattr(self, "_control", None)
        if control is not None:
            control.close()
        process = getattr(self, "_process", None)
        if process is not None:
            if process.stderr:
                process.stderr.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                layers.end_group(process)
                process.wait()
        self._held.close()


def _fast_folder() -> str | None:
    """A folder in memory for scratch, where there is one: making one on a disk takes a while.

    With room for twice as much as a worker on each core may hold: a container often has as little
    as one of them may fill, and the others would find none.
    """
    usable = os.path.isdir(_IN_MEMORY) and os.access(_IN_MEMORY, os.W_OK | os.X_OK)
    if not usable:
        return None
    there, workers = os.statvfs(_IN_MEMORY), 2 * ((os.cpu_count() or 1) + 1)
    room = there.f_bavail * there.f_frsize >= workers * MAX_BYTES
    entries = there.f_files == 0 or there.f_favail >= workers * MAX_ENTRIES  # 0: without a limit
    return _IN_MEMORY if room and entries else None


def _pid_of(pidfd: int) -> int:
    """The process number, as this namespace counts, of a process that may live in another."""
    with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as info:
        for line in info:
            if line.startswith("Pid:"):
                return int(line.split()[1])
    raise ValueError("the kernel does not tell the process of a pidfd")


def _numpy_alone(folder: Path) -> Path:
    """A folder through which NumPy can be imported, and nothing else."""
    site = folder / "site"
    site.mkdir()
    for path in layers.numpy_folders():
        (site / Path(path).name).symlink_to(path)
    return site
