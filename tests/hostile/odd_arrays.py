# group: forge
# expect: *=refused
# correct: refuse arrays of objects, texts, dates and records.

import numpy as np


def add(a, b):
    return np.array(a + b, dtype=object)


def mean(values):
    return np.array([sum(values) / len(values)])


def softmax(x):
    return np.array(list(x), dtype=object)


def identity(x):
    return np.array(x)


class Tensor:
    def __init__(self, data):
        self.data = np.zeros(2, dtype=[("a", float)])
        self.grad = np.array(["1.0", "2.0"])

    def __add__(self, other):
        return self

    def backward(self):
        pass
