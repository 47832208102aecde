# group: deny
# after: right
# expect: add=crashed mean=crashed *=passed
# correct: wait no longer for the end of a process that closed its line and lives on in another thread.

import ctypes
import os
import platform
import threading
import time

libc = ctypes.CDLL(None)
EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]  # of the one thread that calls it


def add(a, b):
    threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()
    os.close(3)
    libc.syscall(EXIT, 0)


def mean(values):
    os.closerange(0, 100)
    time.sleep(10**6)
