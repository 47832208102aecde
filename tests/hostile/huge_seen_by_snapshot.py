# group: deny
# expect: *=passed|failed
# correct: looking whether a cell changed something costs the student's time only

class S:
    __slots__ = ("a", "b", "__dict__")
big = S(); big.a = [big] * 150000; big.b = {k: (k, [big]) for k in range(40000)}
q = [big]
for k in range(90): q = [q, q]
x1 = 1

import numpy as np
def add(a, b): return a + b
def mean(v): return sum(v) / len(v)
def softmax(x):
    e = np.exp(x - np.max(x)); return e / e.sum()
def identity(x): return x
class Tensor:
    def __init__(self, data, parts=()):
        if isinstance(data, str): raise TypeError("a text")
        self.data = np.array(data, dtype=float); self.parts, self.grad = parts, None
    def __add__(self, other): return Tensor(self.data + other.data, (self, other))
    def backward(self): self._send(np.ones_like(self.data))
    def _send(self, g):
        self.grad = g if self.grad is None else self.grad + g
        for p in self.parts: p._send(g)
