# group: deny
# after: right
# expect: add=timeout mean=timeout *=passed
# correct: tell a process whose first thread has ended from one that has ended, and from one that was given no time.

import ctypes
import platform
import threading
import time

libc = ctypes.CDLL(None)
EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]  # of the one thread that calls it


def spin():
    while True:
        pass


def add(a, b):
    for _ in range(3):
        threading.Thread(target=spin, daemon=True).start()
    libc.syscall(EXIT, 0)


def mean(values):
    threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()
    libc.syscall(EXIT, 0)
