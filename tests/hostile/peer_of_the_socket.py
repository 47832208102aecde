# group: read
# after: right
# expect: add=failed *=passed
# correct: let what the socket tells of the process at its other end be of no use.

import ctypes
import os
import platform
import socket
import struct

MARK = "LE" + "AK: "
libc = ctypes.CDLL(None, use_errno=True)
SO_PEERCRED, SO_PEERPIDFD, SO_PEERGROUPS = 17, 77, 59
mine = socket.socket(fileno=os.dup(3))


def tried(attempts):
    found = []
    for name, attempt in attempts.items():
        try:
            found.append(f"{name} {attempt()}")
        except OSError:
            pass
    raise ValueError(MARK + " ".join(found)[:300] if found else "nothing")


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "denied")
    return result


def add(a, b):
    attempts = {
        "who": lambda: mine.getsockopt(socket.SOL_SOCKET, SO_PEERCRED, 12),
        "which groups": lambda: mine.getsockopt(socket.SOL_SOCKET, SO_PEERGROUPS, 64),
    }
    pid = os.getppid()
    attempts |= {f"read {name}": lambda name=name: open(f"/proc/{pid}/{name}", "rb").read(100)
                for name in ("environ", "mem", "maps", "cwd/x", "fd/0", "root/etc/passwd", "auxv", "stack", "io")}
    try:
        peer = struct.unpack("i", mine.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD, 4))[0]
    except OSError:
        peer = 3
    getfd, signal, madvise = 438, 424, 440
    attempts |= {
        "descriptor": lambda: checked(libc.syscall(getfd, peer, 0, 0)),
        "signal": lambda: checked(libc.syscall(signal, peer, 0, None, 0)),
        "advice": lambda: checked(libc.syscall(madvise, peer, None, 0, 20, 0)),
        "namespace": lambda: checked(libc.syscall({"x86_64": 308, "aarch64": 268}[platform.machine()], peer, 0)),
        "again": lambda: os.open(f"/proc/self/fd/{peer}", os.O_RDWR) if peer != 3 else open(""),
        "kill": lambda: os.kill(pid, 0) or "0",
    }
    tried(attempts)
