# group: evade
# after: right
# expect: add=timeout *=passed
# correct: charge to a check what is computed for it while its worker loads, though loading took long on trial.

import random
import time

until = time.process_time() + (0.15 if random.Random(0).random() else 0.0)
while time.process_time() < until:
    pass


def add(a, b):
    until = time.process_time() + 0.15
    while time.process_time() < until:
        pass
    return a + b
