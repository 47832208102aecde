# group: interfere
# expect: *=passed|failed|crashed
# correct: the next worker and the next submission find nothing of it

import os
os.umask(0)
d = os.environ["TMPDIR"]
for k in range(40):
    d = d + "/" + "n" * 80
    try: os.mkdir(d, 0o700)
    except OSError: break
for k in range(200):
    try: os.mkdir(os.environ["TMPDIR"] + f"/zero{k}", 0); open(os.environ["TMPDIR"] + f"/f{k}", "w").close()
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
