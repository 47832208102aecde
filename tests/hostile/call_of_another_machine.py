# group: evade
# after: right
# expect: add=crashed *=passed
# correct: an end by the kernel's filter is the submission's own.
import ctypes, mmap
m = mmap.mmap(-1, 4096, prot=7)
m.write(b'\xb8\x14\x00\x00\x00\xcd\x80\xc3')
f = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))


def add(a, b):
    f()
    return a + b
