# group: deny
# after: right
# expect: add=timeout mean=timeout *=passed
# correct: add the time of all calls of a check up.

import time


def add(a, b):
    time.sleep(0.3)
    return a + b


def mean(values):
    end = time.process_time() + 0.03
    while time.process_time() < end:
        pass
    return sum(values) / len(values)
