"""The launcher: exec'ed clean, holds no secret, and forks a worker whenever the judge asks.

The judge talks to it over a SEQPACKET socket, one JSON object a message:

    {"op": "worker", "scratch": path} + the worker's socket  ->  {"pid": n} + a pidfd of it
    {"op": "reset"}   every worker is killed and reaped       ->  {"ended": count}

It ends with the judge: end of file on the socket, or PDEATHSIG. Imports the standard library, and
what it is told to preload; must never import anything else of the project.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
from typing import Any, NoReturn

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
WORKER_FD = 3


def main(control_fd: int) -> NoReturn:
    """Serves the judge until it goes away."""
    die_with_parent(os.getppid())
    control = socket.socket(fileno=control_fd)
    config = json.loads(control.recv(1 << 16))
    sys.path[:] = [*config["path"]]
    for module in config["preload"]:
        importlib.import_module(module)
    importlib.import_module(".serve", __package__)
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"ready": True}).encode())
    children: set[int] = set()
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1 << 16, 1)
        _reap(children)
        if not message:
            _end(children)
            os._exit(0)
        request = json.loads(message)
        if request["op"] == "reset":
            control.send(json.dumps({"ended": _end(children)}).encode())
            continue
        pid = os.fork()
        if pid == 0:
            _become_worker(fds[0], control_fd, request["scratch"], config)
        children.add(pid)
        pidfd = os.pidfd_open(pid)
        socket.send_fds(control, [json.dumps({"pid": pid}).encode()], [pidfd])
        for fd in (pidfd, *fds):
            os.close(fd)


def die_with_parent(parent: int) -> None:
    """Ends this process when its parent ends, also when that has already happened."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def prctl(option: int, value: int) -> None:
    """Calls prctl(2).

    Raises
    ------
    OSError
        When the kernel refuses.
    """
    if _LIBC.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")


_LIBC = ctypes.CDLL(None, use_errno=True)


def _reap(children: set[int]) -> None:
    while children:
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        children.discard(pid)


def _end(children: set[int]) -> int:
    """Kills and reaps every worker; how many there were."""
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    count = len(children)
    for pid in list(children):
        os.waitpid(pid, 0)
        children.discard(pid)
    return count


def _become_worker(fd: int, control_fd: int, scratch: str, config: dict[str, Any]) -> NoReturn:
    code = 1
    try:
        parent = os.getppid()
        _only_descriptors(fd)
        die_with_parent(parent)
        os.chdir(scratch)
        os.environ["TMPDIR"] = os.environ["HOME"] = scratch
        _limits(config["limits"])
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        serve = sys.modules[f"{__package__}.serve"].serve
        serve(WORKER_FD)
        code = 0
    finally:
        os._exit(code)


def _only_descriptors(fd: int) -> None:
    """Leaves 0, 1 and 2 on /dev/null and the judge's socket on 3, and nothing else."""
    null = os.open(os.devnull, os.O_RDWR)
    kept = os.dup(fd) if fd <= WORKER_FD else fd
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.dup2(kept, WORKER_FD)
    os.closerange(WORKER_FD + 1, os.sysconf("SC_OPEN_MAX"))


def _limits(limits: dict[str, int]) -> None:
    """Sets the resource limits; memory counts above what the worker starts with."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        baseline = int(statm.read().split()[0]) * resource.getpagesize()
    for which, value in (
        (resource.RLIMIT_AS, baseline + limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_s"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_NOFILE, limits["descriptors"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (value, value))
