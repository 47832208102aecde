# group: deny
# after: right
# expect: add=timeout|crashed *=passed
# correct: the time of threads counts after the first thread has ended too.


import ctypes, threading


def _burn():
    while True:
        pass


def add(a, b):
    threading.Thread(target=_burn).start()
    ctypes.CDLL(None).syscall(60, 0)
