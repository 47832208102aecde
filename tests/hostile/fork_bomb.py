# group: deny
# after: right
# expect: add=failed mean=failed *=passed
# correct: let a worker start no process.

import os


def add(a, b):
    started = 0
    for _ in range(20):
        if os.fork() == 0:
            os._exit(0)
        started += 1
    raise ValueError("LE" + "AK: forked")


def mean(values):
    raise ValueError("LE" + "AK: forked" if os.forkpty()[0] else "child")
