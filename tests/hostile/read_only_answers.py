# group: evade
# expect: *=passed
# correct: answers that are read-only, reversed, of another byte order, half precision where exact
import numpy as np


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    r = (raised / np.sum(raised)).astype('>f8')[::-1][::-1]; r.flags.writeable = False; return r


def identity(x):
    return x


class Tensor:
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise TypeError("a text is no array")
        self.data = np.asfortranarray(np.array(data, dtype='>f4'))
        self.parts, self.grad = parts, None

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other))

    def backward(self):
        self._send(np.ones_like(self.data))

    def _send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part._send(grad)
