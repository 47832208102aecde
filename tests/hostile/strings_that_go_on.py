# group: evade
# expect: *=passed
# correct: right as Python: strings that go on behind a backslash, with brackets and quotes in them
import numpy as np

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
    """An array that remembers what it is the sum of."""

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


A = 'it is \
(not'
B = "don't \
'''"
C = ["(", ")", '\'', "\"", """"x""", '''it's''', r"\(", b")" ]
D = f"{len('(')}"
E = ("a"
     "%d" % 3
     )
F = 7 \
    % 4
G = {"a": 1}["a"] ; H = G if G else "?"
