# group: deny
# after: right
# expect: add=timeout *=passed
# correct: a stopped process is a timeout within its wall limit, and is ended.
import ctypes, os, threading
libc = ctypes.CDLL(None)


def add(a, b):
    libc.syscall(234, os.getpid(), threading.get_native_id(), 19)
    return a + b
