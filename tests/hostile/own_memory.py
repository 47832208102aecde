# group: read
# after: right
# expect: add=failed mean=failed *=passed
# correct: have no secret in the memory of a worker, whoever looks through it.

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
import gc
import os
import re
import sys


def scan():
    word = re.compile(b"PLAN" + b"TED-[A-Z]")  # what was planted, and not this word itself
    found = []
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
        for line in maps:
            first, last = (int(part, 16) for part in line.split()[0].split("-"))
            if "rw" in line and last - first < 1 << 26:
                memory.seek(first)
                data = memory.read(last - first)
                if there := word.search(data):
                    found.append(data[there.start() :][:40])
    if not found:
        raise OSError("nothing")
    return found


def heap():
    word = re.compile(b"PLAN" + b"TED-[A-Z]")  # what was planted, and not this word itself
    found = []
    for thing in gc.get_objects()[:3000]:
        size = sys.getsizeof(thing)
        if size < 4096 and word.search(ctypes.string_at(id(thing), size)):
            found.append(ctypes.string_at(id(thing), size))
    if not found:
        raise OSError("nothing")
    return found


def add(a, b):
    tell([scan])


def mean(values):
    tell([heap])
