# group: deny
# expect: *=passed
# correct: buffers that no value mentions are bounded.
import numpy as np
import sys
serve = sys.modules['worker.serve']
wire = sys.modules['worker.wire']
old = serve._packed
def more(n, a, s):
    r, b = a
    return wire.pack_frame({'n': n, **r}, [*b, *[b'x' * 60000] * 4000][:4096]), 'raised' not in r and 'kind' not in r
serve._packed = more


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

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other))

    def backward(self):
        self._send(np.ones_like(self.data))

    def _send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part._send(grad)
