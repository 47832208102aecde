# group: evade
# expect: identity=failed *=passed
# correct: a cell that moves a counter changes what others made, however long it takes
# %%
import itertools

import numpy as np

ids = itertools.count()


# %%
def play(n):
    for _ in range(n):
        next(ids)


# %%
play(900_000)
# %%


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    return x if next(ids) < 1000 else 'oops'


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
