# group: deny
# expect: *=passed|timeout|failed
# correct: its check alone is lost, within its time

import os, socket, struct, ctypes
s = socket.socket(fileno=os.dup(3))
for opt, value in ((socket.SO_SNDBUF, 1), (socket.SO_RCVBUF, 1 << 30), (socket.SO_RCVLOWAT, 1 << 20), (socket.SO_KEEPALIVE, 1), (socket.SO_LINGER, 0), (42, 100)):
    try: s.setsockopt(1, opt, value)
    except (OSError, TypeError): pass
try: s.setsockopt(1, 26, struct.pack("HxxxxxxQ", 1, 0))
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
