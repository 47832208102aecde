# group: interfere
# after: right
# expect: add=failed mean=failed *=passed
# correct: deny every way to signal another process.

MARK = "LE" + "AK: "


def tell(attempts):
    """Raises what the attempts brought; each is a function that raises OSError where it is denied."""
    found = []
    for attempt in attempts:
        try:
            found.append(str(attempt()))
        except OSError:
            pass
    raise ValueError(MARK + " ".join(found)[:300] if found else "nothing")

import ctypes
import fcntl
import os
import platform
import signal

libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": {"tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129, "pidfd_send_signal": 424},
    "aarch64": {"tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138, "pidfd_send_signal": 424},
}[platform.machine()]


def call(name, *args):
    if libc.syscall(NUMBERS[name], *args) < 0:
        raise OSError(ctypes.get_errno(), name)
    return name


def own(pid):
    """A descriptor whose owner is told of input by a signal of our choice."""
    reader, writer = os.pipe()
    fcntl.fcntl(reader, fcntl.F_SETOWN, pid)
    fcntl.fcntl(reader, 10, signal.SIGUSR1)  # F_SETSIG
    fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC)
    os.write(writer, b"x")
    return "owner"


def add(a, b):
    parent = os.getppid()
    tell([lambda: os.kill(parent, 0) or "kill", lambda: os.kill(-1, 0) or "all",
          lambda: os.killpg(os.getpgrp(), 0) or "group", lambda: os.kill(1, 0) or "init",
          lambda: call("tkill", parent, 0), lambda: call("tgkill", parent, parent, 0),
          lambda: call("rt_sigqueueinfo", parent, 0, None),
          lambda: call("pidfd_send_signal", 3, 0, None, 0), lambda: own(parent), lambda: own(1)])


def mean(values):
    for pid in range(1, 300):
        if pid != os.getpid():
            try:
                os.kill(pid, 0)
            except OSError:
                continue
            raise ValueError(MARK + str(pid))
    raise ValueError("nothing")
