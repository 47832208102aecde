# group: evade
# after: right
# expect: identity=timeout *=passed
# correct: a process whose first thread ended is judged by what it answers, in its budget.
import ctypes, threading, os, time
libc = ctypes.CDLL(None)


def identity(x):
    threading.Thread(target=lambda: [time.sleep(1e-4) for _ in iter(int, 1)]).start(); libc.syscall(60, 0)
    return x
