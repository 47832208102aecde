# group: forge
# expect: *=failed
# correct: compare shapes first: one number is not an array full of it.

import numpy as np


def add(a, b):
    return -0.0


def mean(values):
    return 10**400


def softmax(x):
    return np.zeros((0, len(x)))


def identity(x):
    return []


class Tensor:
    def __init__(self, data):
        self.data = np.array(2.5)
        self.grad = np.zeros((1, 1, 2))

    def __add__(self, other):
        return self

    def backward(self):
        pass
