# group: deny
# after: right
# expect: add=timeout|crashed|failed *=passed
# correct: end a thread that waits for another one as no signal interrupts it.

import ctypes
import platform

MAKE = bytes.fromhex(  # clone(2), whose thread then waits in pause(2)
    "534154415541564989fc4989f54989d631db4c39f37d314981c5800000004c89e74c89ee31d24531d24531c0b838000000"
    "0f054885c07810740548ffc3ebd3b8220000000f05ebf74889d8415e415d415c5bc3"
)
LIKE_A_THREAD, UNTIL_IT_ENDS = 0x50F00, 0x4000

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]


def add(a, b):
    if platform.machine() != "x86_64":
        raise ValueError("these are the instructions of another machine")
    page, stacks = libc.mmap(None, 4096, 7, 0x22, -1, 0), libc.mmap(None, 1 << 20, 3, 0x22, -1, 0)
    ctypes.memmove(page, MAKE, len(MAKE))
    make = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_long)(page)
    return make(LIKE_A_THREAD | UNTIL_IT_ENDS, stacks, 1)
