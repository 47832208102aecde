# group: interfere
# after: right
# expect: add=crashed|failed mean=crashed *=passed
# correct: end a process that makes calls by the numbers of another machine, which no list here names.

import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
X32 = 0x40000000


def add(a, b):
    got = libc.syscall(X32 | 39)  # getpid of x32
    raise ValueError("LE" + "AK: x32" if got > 0 else "nothing")


def mean(values):
    code = bytes.fromhex("b814000000cd80c3")  # getpid of i386; of no use elsewhere
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    got = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    raise ValueError("LE" + "AK: i386" if got == os.getpid() else "nothing")
