# group: interfere
# after: right
# expect: add=failed mean=failed *=passed
# correct: let a worker drop from memory nothing of the files that all workers read: the next one could time it.

import ctypes
import glob
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
FILES = [os.__file__, *glob.glob(os.path.dirname(os.__file__) + "/ensurepip/_bundled/*.whl")]


def add(a, b):
    found = []
    for path in FILES:
        fd = os.open(path, os.O_RDONLY)
        for advice in (os.POSIX_FADV_DONTNEED, os.POSIX_FADV_WILLNEED, os.POSIX_FADV_RANDOM):
            try:
                os.posix_fadvise(fd, 0, 0, advice)
                found.append(f"{path} {advice}")
            except OSError:
                pass
    raise ValueError("LE" + "AK: " + repr(found)[:300] if found else "nothing")


def mean(values):
    with open(FILES[-1], "rb") as file:
        pages = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ, flags=mmap.MAP_SHARED)
    pages.read()
    found = []
    for advice in (20, 21, 12):  # cold, page out, merge with equal ones
        try:
            pages.madvise(advice)
            found.append(advice)
        except OSError:
            pass
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")
