# group: forge
# expect: softmax=failed data=failed plus=failed rejects=failed *=passed
# correct: a wrong array fails, whatever its numbers are


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


def softmax(x): return np.full(np.shape(x), np.longdouble("1e4000"))
class Tensor(Tensor):
    @property
    def data(self): return np.full(np.shape(self._d), np.longdouble("1e4900"))
    @data.setter
    def data(self, v): self._d = v
    def __add__(self, o): return Tensor(self._d + o._d, (self, o))
