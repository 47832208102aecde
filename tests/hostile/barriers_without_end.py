# group: interfere
# after: right
# expect: add=timeout *=passed
# correct: barriers for every processor of the machine cost the one who asks for them.

import ctypes
import platform
import threading

libc = ctypes.CDLL(None)
MEMBARRIER = {"x86_64": 324, "aarch64": 283}[platform.machine()]


def ask():
    while True:
        libc.syscall(MEMBARRIER, 1, 0, 0)  # waits until every processor has passed one


def add(a, b):
    threading.stack_size(1 << 16)
    for _ in range(20):
        threading.Thread(target=ask, daemon=True).start()
    ask()
