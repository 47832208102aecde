# group: interfere
# expect: add=timeout mean=timeout softmax=timeout identity=timeout *=passed
# correct: who writes as much as is allowed takes nothing from others.
import numpy as np
import os, time
def hold():
    for k in range(64):
        with open(f'h{k}', 'wb') as f:
            try: f.write(b'x' * (1 << 20))
            except OSError: pass
    time.sleep(1e6)


def add(a, b):
    hold()
    return a + b


def mean(values):
    hold()
    return sum(values) / len(values)


def softmax(x):
    hold()
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    hold()
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
