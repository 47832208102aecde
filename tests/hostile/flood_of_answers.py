# group: deny
# after: right
# expect: add=crashed mean=crashed *=passed
# correct: kill a worker that never stops sending.

import os
import threading


def flood():
    try:
        while True:
            os.write(3, b"\xff" * 65536)
    except OSError:
        pass


def add(a, b):
    flood()


def mean(values):
    threading.Thread(target=flood, daemon=True).start()
    return 0.0
