# group: deny
# after: right
# expect: add=failed mean=failed *=passed
# correct: let no call reserve space that was never written.

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def add(a, b):
    fd = os.open("sparse", os.O_CREAT | os.O_RDWR)
    if libc.fallocate(fd, 0, ctypes.c_long(0), ctypes.c_long(10 << 20)) == 0:
        raise ValueError("LE" + "AK: reserved")
    raise ValueError("nothing")


def mean(values):
    os.truncate("sparse", 1 << 40)
