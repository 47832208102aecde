# group: forge
# after: right
# expect: add=failed *=passed
# correct: let one program decide every check, also where a costly last cell is not repeated for each.

import time

MODE = {"m": 0}


def spend():
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass


def configure():
    MODE["m"] = 1


def add(a, b):
    return a + b if MODE["m"] == 0 else a


def mean(values):
    return sum(values) / len(values) if MODE["m"] == 1 else 0.0


configure()
spend()
