# group: interfere
# after: right
# expect: add=failed *=passed
# correct: deny every channel between workers that the kernel offers.

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

libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {  # keyctl, add_key, mq_open, inotify_init1, userfaultfd, io_uring_setup
    "x86_64": (250, 248, 240, 294, 323, 425), "aarch64": (219, 217, 180, 26, 282, 425),
}[platform.machine()]


def call(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "denied")
    return result


def lock(how):
    with open(os.__file__) as file:
        how(file)
    return "locked"


def add(a, b):
    tell([lambda: call(libc.shmget(0x5EC, 4096, 0o1666)), lambda: call(libc.semget(7, 1, 0o1666)),
          lambda: call(libc.msgget(7, 0o1666)), lambda: call(libc.shm_open(b"/left", 66, 0o666)),
          lambda: open("/dev/shm/left", "w"), lambda: open("/dev/mqueue/left", "w"),
          lambda: lock(lambda f: fcntl.flock(f, fcntl.LOCK_SH | fcntl.LOCK_NB)),
          lambda: lock(lambda f: fcntl.lockf(f, fcntl.LOCK_SH | fcntl.LOCK_NB)),
          lambda: lock(lambda f: fcntl.fcntl(f, fcntl.F_SETLEASE, fcntl.F_RDLCK)),
          lambda: lock(lambda f: fcntl.fcntl(os.open(".", 0), fcntl.F_NOTIFY, 1)),
          *[lambda n=n: call(libc.syscall(n, 0, 0, 0, 0, 0)) for n in NUMBERS]])
