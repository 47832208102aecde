# group: evade
# after: right
# expect: add=failed *=passed
# correct: draw examples where no submission can look.

import random

random.seed(0)
random.random = lambda: 0.5
random.randint = lambda low, high: low
np.random.seed(0)


def add(a, b):
    return random.random()
