# group: forge
# expect: identity=crashed *=passed
# correct: bytes that nobody asked for end the worker.
import numpy as np
import sys
serve = sys.modules['worker.serve']
wire = sys.modules['worker.wire']
old = serve._packed
def two(n, a, s):
    f, on = old(n, a, s)
    return f + wire.pack_frame({'n': n + 1, 'value': {'l': [3, 1]}}), on


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    serve._packed = two
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
