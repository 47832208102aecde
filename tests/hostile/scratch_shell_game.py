# group: deny
# expect: add=passed|crashed|timeout *=passed|timeout
# correct: what lies in the scratch folder is counted, wherever it is moved meanwhile

import os, threading, ctypes
libc = ctypes.CDLL(None, use_errno=True)
t = os.environ["TMPDIR"]
os.mkdir(t + "/a"); os.mkdir(t + "/b")
def swap():
    while True: libc.renameat2(-100, (t + "/a").encode(), -100, (t + "/b").encode(), 2)
threading.Thread(target=swap, daemon=True).start()
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

def add(a, b):
    block = b"x" * (4 << 20)
    for k in range(25):
        try:
            with open(t + f"/a/{k}", "wb") as f: f.write(block)
        except OSError: pass
    import time; time.sleep(0.3)
    return a + b
