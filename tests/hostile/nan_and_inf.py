# group: forge
# expect: *=failed
# correct: let nan and inf equal themselves alone.

import numpy as np


def add(a, b):
    return float("nan")


def mean(values):
    return float("inf")


def softmax(x):
    return np.full(len(x), np.nan)


def identity(x):
    return float("-inf")


class Tensor:
    def __init__(self, data):
        self.data = np.array([np.nan, np.inf])
        self.grad = np.array([np.inf, np.nan])

    def __add__(self, other):
        return self

    def backward(self):
        pass
