"""Tries, inside a worker, everything that the sandbox promises to prevent.

The doctor asks for it: what a lock does is found by trying, never from version numbers. Each
attempt is harmless when it succeeds. Imports the standard library alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
from collections.abc import Callable, Mapping
from typing import Any

_PTRACE_SEIZE = 0x4206  # attaches without stopping; ends with the tracer


def attempt_all(about: Mapping[str, Any]) -> dict[str, bool]:
    """Attempt to whether it succeeded.

    Parameters
    ----------
    about:
        `secret`: a file that a worker must not read; `outside`: a folder that it must not write
        to; `judge`: the judge's process number.
    """
    secret, outside, judge = str(about["secret"]), str(about["outside"]), int(about["judge"])
    attempts: dict[str, Callable[[], object]] = {
        "read a file of ours": lambda: _read(secret),
        "list a folder of ours": lambda: os.listdir(os.path.dirname(secret)),
        "see that a file of ours is there": lambda: os.stat(secret),
        "read the judge's environment": lambda: _read(f"/proc/{judge}/environ"),
        "read the judge's memory": lambda: _open(f"/proc/{judge}/mem", os.O_RDONLY),
        "write the judge's memory": lambda: _open(f"/proc/{judge}/mem", os.O_RDWR),
        "trace the judge": lambda: _seize(judge),
        "write the launcher's memory": lambda: _open(f"/proc/{os.getppid()}/mem", os.O_RDWR),
        "signal the judge": lambda: os.kill(judge, 0),
        "write a file outside": lambda: _create(os.path.join(outside, f"probe-{os.getpid()}")),
        "change a file's mode": lambda: os.chmod(secret, 0o600),
        "open an internet socket": lambda: socket.socket(socket.AF_INET).close(),
        "write into another worker's folder": _visit,
        "open a local socket": lambda: socket.socket(socket.AF_UNIX).close(),
        "send to any local socket": _datagrams,
        "start a process": _fork,
        "run a program": lambda: _exec("/bin/true"),
    }
    return {name: _succeeds(attempt) for name, attempt in attempts.items()}


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _read(path: str) -> None:
    with open(path, "rb") as file:
        file.read(1)


def _open(path: str, flags: int) -> None:
    os.close(os.open(path, flags))


def _create(path: str) -> None:
    _open(path, os.O_CREAT | os.O_WRONLY)
    with contextlib.suppress(OSError):
        os.unlink(path)


def _visit() -> None:
    """Leaves a file in the folder of a worker that was made ahead."""
    own = os.getcwd()
    around = os.path.dirname(own)
    for name in os.listdir(around):
        if name.startswith("scratch-") and name != os.path.basename(own):
            _create(os.path.join(around, name, "probe"))
            return
    raise FileNotFoundError("no other worker's folder")


def _datagrams() -> None:
    """Makes a pair of datagram sockets, from which any socket of the machine can be addressed."""
    for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM):
        end.close()


def _seize(pid: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(_PTRACE_SEIZE, pid, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _exec(program: str) -> None:
    """Whether execve is possible, by calling it with an argument that it refuses late.

    A program that exists but an environment that lies at no address gives EFAULT where execve is
    allowed, and EPERM or EACCES where it is not; the worker lives on either way.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.execve(program.encode(), ctypes.c_void_p(1), ctypes.c_void_p(1))
    if ctypes.get_errno() in (1, 13, 38):  # EPERM, EACCES, ENOSYS
        raise OSError(ctypes.get_errno(), "execve")
