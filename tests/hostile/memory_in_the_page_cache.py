# group: interfere
# expect: add=passed|failed *=failed
# correct: nothing that is learnt in one check is there in the next

import os, time, glob, ensurepip
_file = max(glob.glob(os.path.join(os.path.dirname(ensurepip.__file__), "_bundled", "*")), key=os.path.getsize)
_places = [k * 65536 + 32768 for k in range(24)]
_done = [0]
def remember(number):
    fd = os.open(_file, os.O_RDONLY)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_RANDOM)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    for k, at in enumerate(_places):
        if number >> k & 1: os.pread(fd, 64, at)
    os.close(fd)
def recall():
    fd = os.open(_file, os.O_RDONLY)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_RANDOM)
    took = []
    for at in _places:
        t = time.perf_counter_ns(); os.pread(fd, 64, at); took.append(time.perf_counter_ns() - t)
    os.close(fd)
    return sum((t < 15000) << k for k, t in enumerate(took)), took
def add(a, b):
    if not _done[0]: remember(0xC0FFEE); _done[0] = 1
    return a + b
def identity(x):
    number, took = recall()
    raise ValueError(hex(number) + " " + str(took))
