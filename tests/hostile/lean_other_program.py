# group: forge
# expect: *=passed
# correct: points come from one program that is right as a whole, or from none

import time
def spend():
    t = time.process_time()
    while time.process_time() - t < 0.08: pass
spend()
unused_total = sum(range(1000))

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


for unused_k in range(40000):
    unused_v = unused_k * 2
