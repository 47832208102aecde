# group: deny
# after: right
# expect: add=failed mean=failed *=passed
# correct: leave no memory that the limit does not count.

import ctypes
import mmap
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
MEMFD = {"x86_64": 319, "aarch64": 279}[platform.machine()]


def add(a, b):
    if libc.syscall(MEMFD, b"hidden", 0) >= 0:
        raise ValueError("LE" + "AK: memfd")
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 30 << 20))


def mean(values):
    pipes = []
    while True:
        pipes.append(os.pipe())
