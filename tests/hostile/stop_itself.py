# group: deny
# expect: add=timeout *=failed
# correct: its check alone is lost, within its time

import ctypes, os
libc = ctypes.CDLL(None)
def add(a, b):
    libc.syscall(234, os.getpid(), os.getpid(), 19)
    return a + b
