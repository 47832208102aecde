# group: evade
# expect: add=timeout *=passed
# correct: a stack overflow in C is a crash.
import numpy as np
import sys, threading
sys.setrecursionlimit(10**9)
class L(list): pass


def add(a, b):
    x = []
    for _ in range(10**6): x = [x]
    repr(x) if 0 else None
    import ctypes; ctypes.string_at(0)
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
