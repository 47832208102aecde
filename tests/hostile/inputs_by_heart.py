# group: evade
# expect: add=failed mean=failed softmax=failed identity=passed data=passed plus=passed rejects=passed backward=passed
# correct: who knows the fixed inputs of a suite by heart passes what asks for nothing else; what is drawn is against it.

import numpy as np


def add(a, b):
    return {(2, 3): 5, (0, 0): 0, (1, 1): 2, (0.5, 0.5): 1.0}.get((a, b), 0)


def mean(values):
    return values[0]


def softmax(x):
    return np.full(len(x), 1 / len(x))


def identity(x):
    return {"seven": "seven"}.get(x) if isinstance(x, str) else [3, 1]


class Tensor:
    def __init__(self, data):
        if data == "text":
            raise TypeError
        self.data, self.grad = np.array(data), None

    def __add__(self, other):
        out = Tensor([7.0, 11.5])
        out.first, out.second = getattr(self, "first", self), getattr(self, "second", other)
        return out

    def backward(self):
        self.first.grad, self.second.grad = np.array([2.0, 2.0]), np.array([1.0, 1.0])
