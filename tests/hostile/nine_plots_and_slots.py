# group: evade
# expect: *=passed
# correct: methods that are attached below the class, behind nine inputs
import numpy as np


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

    def backward(self):
        self._send(np.ones_like(self.data))

    def _send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part._send(grad)


def _plus(self, other):
    return Tensor(self.data + other.data, (self, other))


x_0 = input()
x_1 = input()
x_2 = input()
x_3 = input()
x_4 = input()
x_5 = input()
x_6 = input()
x_7 = input()
x_8 = input()
Tensor.__add__ = _plus
