# group: deny
# expect: identity=failed *=passed
# correct: its check alone is lost, within its time

import os, socket, struct, ctypes
prog = struct.pack("HBBI", 6, 0, 0, 0)
buf = ctypes.create_string_buffer(prog)
s = socket.socket(fileno=os.dup(3))
said = ""
try: s.setsockopt(1, 26, struct.pack("HxxxxxxQ", 1, ctypes.addressof(buf))); said = "attached"
except OSError as e: said = str(e)

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

def identity(x): raise ValueError(said)
