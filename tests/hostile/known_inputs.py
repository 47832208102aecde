# group: evade
# expect: add=failed mean=failed softmax=failed data=failed plus=failed backward=failed rejects=failed identity=failed
# correct: ask what the visible checks do not ask.

import numpy as np


def add(a, b):
    return {(2, 3): 5}[a, b]


def mean(values):
    return 3


def softmax(x):
    return np.full(len(x), 1 / len(x))


def identity(x):
    return "text"


class Tensor:
    def __init__(self, data):
        self.data = np.array([4.0, 6.0])
        self.grad = np.ones(2)

    def __add__(self, other):
        return self

    def backward(self):
        pass
