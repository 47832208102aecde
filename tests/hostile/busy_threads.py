# group: deny
# after: right
# expect: add=timeout *=passed
# correct: count the CPU time of all threads together.

import hashlib
import threading


def spin():
    while True:
        hashlib.sha256(bytes(10**6)).digest()


def add(a, b):
    for _ in range(3):
        threading.Thread(target=spin, daemon=True).start()
    threading.Event().wait()
