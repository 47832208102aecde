# group: read
# after: right
# expect: add=failed rejects=failed *=passed
# correct: have nothing in the frames below a worker that tells how many workers there were, nor how they ended.

import sys


def counted():
    """Tables below that are not empty, and what the launcher was told beside what this worker is."""
    at, found = sys._getframe(), []
    while at is not None:
        here = at.f_locals
        if at.f_code.co_name in ("_serve", "_become_worker"):
            own = ("request", "fds")  # how this worker was asked for, and its line
            tables = [name for name, held in here.items() if type(held) in (dict, list, set) and held]
            found += [name for name in tables if name not in own]
            found += [key for key in here.get("request", ()) if key not in ("op", "scratch", "uid")]
        at = at.f_back
    return found


AT_FIRST = counted()


def add(a, b):
    found = AT_FIRST + counted()
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            add(1, 2)
        super().__init__(data, parts)
