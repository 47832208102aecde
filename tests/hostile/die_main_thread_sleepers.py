# group: deny
# expect: add=timeout *=failed
# correct: its check alone is lost, within its time; a timeout, never 'starved'

import ctypes, threading, time
libc = ctypes.CDLL(None)
def add(a, b):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    libc.syscall(60, 0)
