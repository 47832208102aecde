# group: evade
# name: tensor.py
# expect: *=passed
# correct: read past a mark of the order of bytes.
﻿import numpy as np


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / raised.sum()


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
        self.send(np.ones_like(self.data))

    def send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part.send(grad)
