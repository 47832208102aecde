# group: evade
# expect: *=passed
# correct: a cell that trains a perceptron on random points until a pass is clean; it took 0.02 s on trial
# %%
import random

import numpy as np


# %%
def train(points):
    w, clean = [0.0, 0.0], False
    while not clean:
        clean = True
        for x, y, t in points:
            if t * (w[0] * x + w[1] * y) <= 0:
                w, clean = [w[0] + t * x, w[1] + t * y], False
    return w


# %%
points = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(60)]
points = [(x, y, 1 if x + 2 * y > 0 else -1) for x, y in points]
W = train(points)


# %%
def in_class(x, y, w=W):
    return w[0] * x + w[1] * y > 0

# %%


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    return x


class Tensor:
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise TypeError("a text is no array")
        self.data = np.array(data, dtype=float)
        self.parts, self.grad = parts, None

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other))

    def backward(self):
        self._send(np.ones_like(self.data))

    def _send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part._send(grad)
