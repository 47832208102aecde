# group: deny
# expect: *=crashed|timeout
# correct: what an answer carries beside its value costs its own check alone
import json, struct, sys
wire = sys.modules["worker.wire"]
def frame(header, buffers=()):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<II", len(text), len(buffers)) + b"".join(struct.pack("<Q", len(b)) for b in buffers) + text + b"".join(buffers)
pack = wire.pack_frame

def evil(header, buffers=(), *limit):
    if "value" in header: return frame(header, list(buffers) + [b""] * 4000 + [bytes(60 << 20)])
    return pack(header, buffers, *limit)
wire.pack_frame = evil

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
