# group: deny
# expect: add=timeout *=failed
# correct: its check alone is lost, within its time

import ctypes, threading, time
libc = ctypes.CDLL(None)
def add(a, b):
    def spin():
        while True: pass
    for _ in range(3): threading.Thread(target=spin, daemon=True).start()
    libc.syscall(60, 0)
