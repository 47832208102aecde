# group: forge
# expect: identity=failed *=passed
# correct: a text of half characters is a wrong answer like others

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


def identity(x): return {"\ud800\udfff\x00\u202e\x1b]0;t\x07": 1, "\udc00": 2} if not isinstance(x, str) else "\ud83d" + x
