"""The launcher: exec'ed clean, holds no secret, and forks a worker whenever the judge asks.

The judge talks to it over a SEQPACKET socket, one JSON object a message:

    {"op": "worker", "scratch": path, "uid"} + the worker's socket  ->  {} + a pidfd of it
    {"op": "how", "scratch": path} of a worker that has ended  ->  {"signal": what ended it, or 0}
    {"op": "reset"}   every worker is killed and reaped        ->  {"ended": count, "cpu_s"}

It ends with the judge: end of file on the socket, or PDEATHSIG. Which locks can be had is found
once, by a child that tries each. Imports the standard library, its room, and what it is told to
preload; must never import anything else of the project.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import random
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from . import lockdown
from .putting_aside import Aside

_UNUSED_NUMBERS = 32


def main(control_fd: int) -> NoReturn:
    """Serves the judge until it goes away."""
    lockdown.die_with_parent(os.getppid())
    lockdown.name_process("grader-launcher")
    lockdown.stay_private()
    control = socket.socket(fileno=control_fd)
    config = json.loads(control.recv(1 << 16))
    sys.path[:] = config["path"]
    aside = Aside()
    aside.stand_in()  # before anything is imported that keeps what removes
    for module in config["preload"]:
        importlib.import_module(module)
    importlib.import_module(".serve", __package__)
    random.seed(0)
    locks = _Locks(config, aside)
    refused, why = locks.try_out(), locks.try_limits()
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"ready": not why, "why": why, "refused": refused}).encode())
    _serve(control, control_fd, locks)


def _serve(control: socket.socket, control_fd: int, locks: _Locks) -> NoReturn:
    children: dict[int, str] = {}  # to the scratch folder of each
    signals: dict[str, int] = {}
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1 << 16, 1)
        _reap(children, signals)
        if not message:
            _end(children)
            os._exit(0)
        request = json.loads(message)
        if request["op"] == "reset":
            ended = _end(children)
            signals.clear()
            _blur_numbers()
            control.send(json.dumps({"ended": ended, "cpu_s": _cpu_s()}).encode())
            continue
        if request["op"] == "how":
            found = signals.get(request["scratch"], 0)
            control.send(json.dumps({"signal": found}).encode())
            continue
        pid = os.fork()
        if pid == 0:
            children.clear()  # student code sees these frames: how many there were is not its own
            signals.clear()
            _become_worker(fds[0], request, locks)
        children[pid] = request["scratch"]
        pidfd = os.pidfd_open(pid)
        socket.send_fds(control, [b"{}"], [pidfd])
        for fd in (pidfd, *fds):
            os.close(fd)


def _cpu_s() -> float:
    """CPU seconds of this process and of every worker that it has reaped."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _blur_numbers() -> None:
    """Uses up a few process numbers, so that the next submission's tell little of the one before.

    A worker sees its own number, and how many workers a submission took hangs on what it lost.
    """
    with contextlib.suppress(OSError):  # where no process can be had, none is wasted
        for _ in range(os.urandom(1)[0] % _UNUSED_NUMBERS):
            pid = os.fork()
            if pid == 0:
                os._exit(0)
            os.waitpid(pid, 0)


def _reap(children: dict[int, str], signals: dict[str, int]) -> None:
    """Reaps the workers that have ended; keeps by which signal, of those that one ended."""
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        scratch = children.pop(pid, "")
        if os.WIFSIGNALED(status):
            signals[scratch] = os.WTERMSIG(status)


def _end(children: dict[int, str]) -> int:
    """Kills and reaps every worker; how many there were."""
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    count = len(children)
    for pid in list(children):
        os.waitpid(pid, 0)
        del children[pid]
    return count


def _become_worker(fd: int, request: dict[str, Any], locks: _Locks) -> NoReturn:
    try:
        parent = os.getppid()
        lockdown.only_descriptors(fd)
        locks.apply(parent, request["scratch"], request["uid"])
        sys.modules[f"{__package__}.serve"].serve(lockdown.WORKER_FD)
    finally:
        os._exit(1)


class _Locks:
    """The locks of every worker: what is asked for, less what this machine refuses."""

    def __init__(self, config: dict[str, Any], aside: Aside) -> None:
        self.aside = aside
        self.limits: dict[str, int] = config["limits"]
        self.uid: int = config["uid"]
        self.scratch_root: str = config["scratch_root"]
        self.wanted: list[str] = list(config["layers"])
        self.readable = [*config["path"], *config["readable"], *_library_folders()]
        self.baseline_bytes = lockdown.address_space_bytes()
        self.program = lockdown.seccomp_program() if "seccomp" in self.wanted else b""

    def apply(self, parent: int, scratch: str, uid: int) -> None:
        """Locks this process, in the order that each lock needs."""
        if "uid" in self.wanted:
            lockdown.become(uid)
        lockdown.drop_capabilities()  # a worker that stays root has none either
        lockdown.die_with_parent(parent)
        lockdown.name_process("grader-worker")
        os.chdir(scratch)
        os.environ["TMPDIR"] = os.environ["HOME"] = scratch
        self._limit()
        lockdown.no_new_privs()
        if "landlock" in self.wanted:
            lockdown.landlock(self.readable, [scratch])
        if self.program:
            lockdown.seccomp(self.program)
            self.aside.scratch = scratch

    def try_limits(self) -> str:
        """Why a worker cannot have its limits; empty where it can. No promise holds without."""

        def attempt() -> None:
            lockdown.drop_capabilities()
            self._limit()

        return _in_a_child(attempt)

    def _limit(self) -> None:
        lockdown.limit(self.limits, self.baseline_bytes, own_user="uid" in self.wanted)

    def try_out(self) -> dict[str, str]:
        """Drops each layer that fails in a child of its own; layer to the reason."""
        attempts: dict[str, Callable[[], None]] = {
            "uid": self._try_uid,
            "landlock": lambda: lockdown.landlock(self.readable, [self.scratch_root]),
            "seccomp": self._try_seccomp,
        }
        refused = {}
        for layer in list(self.wanted):
            why = _in_a_child(attempts[layer])
            if why:
                refused[layer] = why
                self.wanted.remove(layer)
        if "seccomp" in refused:
            self.program = b""
        return refused

    def _try_uid(self) -> None:
        lockdown.become(self.uid)
        for path in self.readable:
            if os.path.exists(path) and not os.access(path, os.R_OK):
                raise PermissionError(f"user {self.uid} cannot read {path}")
        os.stat(os.__file__)  # the way to it, too

    def _try_seccomp(self) -> None:
        if not self.program:
            raise OSError("the numbers of this machine's system calls are not known")
        lockdown.seccomp(self.program)


def _in_a_child(attempt: Callable[[], None]) -> str:
    """What an attempt raises in a forked child; empty when it succeeds."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        words = "it ended"
        try:
            lockdown.no_new_privs()
            attempt()
            words = ""
        except BaseException as error:
            words = f"{type(error).__name__}: {error}"
        finally:
            os.write(writer, words.encode()[:500] + b".")
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    os.waitpid(pid, 0)
    return said[:-1] if said else "it ended without a word"


def _library_folders() -> list[str]:
    """The folders of the shared libraries in use: what later imports may load more from."""
    folders = set()
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        for line in maps:
            path = line.split(maxsplit=5)[-1].strip()
            if path.startswith("/") and ".so" in os.path.basename(path):
                folders.add(os.path.dirname(path))
    return sorted(folders)
