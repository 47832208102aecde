# group: deny
# after: right
# expect: *=passed
# correct: bound the tables of memory by the memory that may be asked for.

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
held = []
for _ in range(2000):
    page = libc.mmap(None, 1 << 21, 3, 0x4022, -1, 0)  # reserved without memory, one byte touched
    if page in (None, 2**64 - 1):
        break
    ctypes.memset(page, 1, 1)
    held.append(page)


def identity(x):
    return x if len(held) < 100 else "LE" + f"AK: {len(held)}"


for page in held:
    libc.munmap(ctypes.c_void_p(page), ctypes.c_size_t(1 << 21))
