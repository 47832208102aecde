# group: forge
# expect: add=failed rejects=failed *=passed
# correct: control exceptions of pytest, hypothesis and Python never come out of a description.
import numpy as np
import sys
kinds = sys.modules['worker.program']
d = sys.modules['worker.describe']
old = d.describe_error
def lie(e):
    return {'type': 'UnsatisfiedAssumption', 'bases': ['GeneratorExit','KeyboardInterrupt','SystemExit','StopIteration','ExceptionGroup','Skipped','BytesWarning','UnicodeDecodeError','BlockingIOError'], 'text': 'x', 'frames': []}
d.describe_error = lie


def add(a, b):
    raise StopIteration(1)
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
