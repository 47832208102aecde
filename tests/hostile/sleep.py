# group: deny
# after: right
# expect: add=timeout *=passed
# correct: end a check that sleeps, too.

import time


def add(a, b):
    time.sleep(10**6)
