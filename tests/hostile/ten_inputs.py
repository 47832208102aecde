# group: evade
# expect: *=passed
# correct: ten questions of a program in a bare .py, and constants that answers use
import numpy as np
ONE = 1
name_0 = input('your name? ')
name_1 = input('your name? ')
name_2 = input('your name? ')
name_3 = input('your name? ')
name_4 = input('your name? ')
name_5 = input('your name? ')
name_6 = input('your name? ')
name_7 = input('your name? ')
name_8 = input('your name? ')
name_9 = input('your name? ')


def add(a, b):
    return ONE * (a + b)


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
