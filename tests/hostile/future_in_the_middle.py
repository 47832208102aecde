# group: evade
# expect: *=passed
# correct: a .py in which the future import stands in a later cell, with names that are not there yet in hints
# %%
import numpy as np
# %%
from __future__ import annotations


def helper(x: Nowhere) -> AlsoNowhere: ...
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

    def __add__(self, other: Later) -> Later:
        return Tensor(self.data + other.data, (self, other))

    def backward(self):
        self._send(np.ones_like(self.data))

    def _send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part._send(grad)
