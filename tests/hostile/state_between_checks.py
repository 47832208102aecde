# group: interfere
# after: right
# expect: identity=failed data=failed plus=failed backward=failed rejects=failed *=passed
# correct: give each check a fresh worker with a fresh folder, and nothing in common.

import ctypes
import glob
import os
import tempfile

PLACES = [
    "state", tempfile.gettempdir() + "/state", "../state", "/tmp/state", "/dev/shm/state",
    "@OUTSIDE@/state", "/var/tmp/state", os.path.expanduser("~/state"), "../site/state.py",
]


def siblings():
    return [folder + "/state" for folder in glob.glob("../scratch-*")]


def remember():
    for place in PLACES + siblings():
        try:
            with open(place, "w") as file:
                file.write("seen")
        except OSError:
            pass
    libc = ctypes.CDLL(None)
    libc.shmget(0x5EC, 4096, 0o1666)
    libc.semget(0x5EC, 1, 0o1666)
    libc.msgget(0x5EC, 0o1666)


def seen():
    libc = ctypes.CDLL(None)
    if any(call(0x5EC, *more) >= 0 for call, more in (
        (libc.shmget, (4096, 0)), (libc.semget, (1, 0)), (libc.msgget, (0,)))):
        return True
    return any(os.path.exists(place) for place in PLACES)


BEFORE = seen()
remember()


def identity(x):
    return x if BEFORE else "nothing was left for me"


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        if not BEFORE:
            raise ValueError("nothing was left for me")
        super().__init__(data, parts)
