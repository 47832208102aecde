# group: evade
# expect: identity=failed *=passed
# correct: which of two equally slow cells goes must be the same in every grading
# %%
import time

import numpy as np


def train():
    until = time.process_time() + 0.12
    while time.process_time() < until:
        pass
    return 1.0


# %%
ONE = train()
# %%
ZERO = train() - 1
# %%
HALF = train() / 2
# %%
MINUS = -train()


# %%
def add(a, b):
    return a + b + ZERO


def mean(values):
    return sum(values) / len(values) * ONE


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised) * 2 * HALF


def identity(x):
    MINUS
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
