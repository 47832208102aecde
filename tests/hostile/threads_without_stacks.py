# group: deny
# after: right
# expect: add=crashed|failed|timeout mean=crashed|failed|timeout *=passed
# correct: bound the threads of a worker, though a thread needs no memory that a limit would see.

import ctypes
import platform
import threading
import time

MAKE = bytes.fromhex(  # clone(2) with a little stack for each, which then waits in pause(2)
    "534154415541564989fc4989f54989d631db4c39f37d314981c5800000004c89e74c89ee31d24531d24531c0b838000000"
    "0f054885c07810740548ffc3ebd3b8220000000f05ebf74889d8415e415d415c5bc3"
)
LIKE_A_THREAD, STACKS = 0x50F00, 1 << 20

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]


def add(a, b):
    if platform.machine() != "x86_64":
        raise ValueError("these are the instructions of another machine")
    page, stacks = libc.mmap(None, 4096, 7, 0x22, -1, 0), libc.mmap(None, STACKS, 3, 0x22, -1, 0)
    ctypes.memmove(page, MAKE, len(MAKE))
    make = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_long)(page)
    made = make(LIKE_A_THREAD, stacks, 1500)
    time.sleep(0.2)
    raise ValueError("LE" + f"AK: {made}" if made >= 1500 else "nothing")


def mean(values):
    threading.stack_size(1 << 15)
    for _ in range(600):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
    time.sleep(0.2)
    raise ValueError("LE" + "AK: 600")
