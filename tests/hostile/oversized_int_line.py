# group: forge
# expect: add=crashed *=passed
# correct: a frame with an odd line number is words, or a broken protocol.
import numpy as np
import sys, struct, json
serve = sys.modules['worker.serve']
def fake(n, a, s):
    t = json.dumps({'n': n, 'raised': {'step': len(s)-1, 'error': {'type': 'T'*4000000, 'bases': ['ValueError']*100000, 'text': 'x'*10, 'frames': [['cell 1', 10**4000, 'f', ''], ['cell 1', 3, 'f', '']]*50}}}).encode()[:4190000]
    return struct.pack('<II', len(t), 0) + t, True


def add(a, b):
    serve._packed = fake
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
