# group: deny
# after: right
# expect: add=failed mean=failed *=passed
# correct: refuse an array that does not fit.

import numpy as np


def add(a, b):
    return np.ones((10**5, 10**5)).sum()


def mean(values):
    return float(np.zeros(10**9).sum() + np.empty(10**9).size)
