# group: evade
# expect: identity=timeout *=passed
# correct: a process whose first thread ended is judged by what it answers, in its budget.
import numpy as np
import ctypes, threading, os, time
libc = ctypes.CDLL(None)


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    threading.Thread(target=lambda: [time.sleep(1e-4) for _ in iter(int, 1)]).start(); libc.syscall(60, 0)
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
