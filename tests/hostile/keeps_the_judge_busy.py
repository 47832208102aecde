# group: deny
# expect: identity=crashed *=passed
# correct: an answer that takes the judge long to look at must not cost others time, nor let the worker fill the disk meanwhile.
import struct
import sys
import threading

import numpy as np

serve = sys.modules["worker.serve"]
BODY = b',"value":{"l":[' + b"0," * 2_000_000 + b"0]}}"


def fake(n, answer, steps):
    text = b'{"n":%d' % n + BODY
    return struct.pack("<II", len(text), 0) + text, True


def fill():
    block = b"x" * (4 << 20)
    for k in range(100000):
        with open("f%d" % k, "wb") as f:
            f.write(block)


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    serve._packed = fake
    threading.Thread(target=fill, daemon=True).start()
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
