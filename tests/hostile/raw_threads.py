# group: deny
# expect: add=failed|crashed|timeout *=failed
# correct: how many threads a worker may have is bounded, whoever the user is
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
page = libc.mmap(None, 4096, 7, 0x22, -1, 0)
stacks = libc.mmap(None, 1 << 20, 3, 0x22, -1, 0)
code = bytes.fromhex("534154415541564989fc4989f54989d631db4c39f37d314981c5800000004c89e74c89ee31d24531d24531c0b8380000000f054885c07810740548ffc3ebd3b8220000000f05ebf74889d8415e415d415c5bc3")
ctypes.memmove(page, code, len(code))
make = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_long)(page)
def add(a, b):
    import time
    t = time.process_time()
    made = make(0x50F00, stacks, 1500)   # stops at 1500 by itself
    raise ValueError(f"{made} threads in {time.process_time() - t:.3f} s")
