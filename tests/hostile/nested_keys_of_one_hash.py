# group: deny
# expect: identity=crashed *=passed
# correct: keys of a mapping cost no more than they should.
import numpy as np
import sys, struct
serve = sys.modules['worker.serve']
def fake(n, a, s):
    t = b'{"n":%d,"value":{"d":[' % n + b','.join(b'[{"t":[%d,{"t":[]}]},1]' % k for k in range(9999)) + b']}}'
    return struct.pack('<II', len(t), 0) + t, True


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    serve._packed = fake
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
