# group: evade
# after: right
# expect: *=passed
# correct: training that ends by chance ends for every check as it ended on trial.

import random
import time


def step():
    """Some work, and how near to the goal it came."""
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass
    return random.random()


epochs = 1
while not 0.25 < step() < 0.26:  # soon met under the numbers of the trial, seldom under others
    epochs += 1
TRAINED = 0 * epochs


def add(a, b):
    return a + b + TRAINED


def identity(x):
    return x if TRAINED == 0 else None
