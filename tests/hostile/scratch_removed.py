# group: interfere
# expect: *=passed
# correct: the judge bears a scratch folder that is gone

import os
t = os.environ["TMPDIR"]
for f in (lambda: os.rmdir(t), lambda: os.mkdir(t), lambda: os.rename(t, t + "x"), lambda: open(t + "/../alive", "w"), lambda: os.listdir(t + "/.."), lambda: os.rename(t + "/../site", t + "/../s2")):
    try: f()
    except OSError: pass

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
