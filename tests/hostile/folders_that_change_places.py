# group: deny
# after: right
# expect: add=crashed|timeout *=passed
# correct: count what lies in the folder of a worker, wherever it is moved while somebody looks.

import os
import threading
import time

BLOCK = bytes(4 << 20)
os.makedirs("a", exist_ok=True)
os.makedirs("b", exist_ok=True)


def change():
    while True:
        for old, new in (("a", "c"), ("b", "a"), ("c", "b")):
            os.rename(old, new)
            time.sleep(0.001)


def add(a, b):
    for at in range(25):
        with open(f"a/{at}", "wb") as file:
            file.write(BLOCK)
    threading.Thread(target=change, daemon=True).start()
    time.sleep(10**6)
