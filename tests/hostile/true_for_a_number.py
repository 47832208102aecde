# group: forge
# after: right
# expect: add=refused mean=refused softmax=failed *=passed
# correct: tell True from 1, and a boolean array from numbers.

import numpy as np


def add(a, b):
    return True


def mean(values):
    return np.True_


def softmax(x):
    return np.ones(len(x), dtype=bool)
