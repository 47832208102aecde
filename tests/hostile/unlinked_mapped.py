# group: deny
# expect: *=passed
# correct: what a worker holds in files without a name is bounded like what lies in its folder
import ctypes, os, time
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
block = b"x" * (4 << 20)
held = 0
try:
    for n in range(100):   # 400 MB; without the bound nothing ends it
        fd = os.open(os.environ["TMPDIR"] + "/f", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(fd, block)
        libc.mmap(None, 4096, 3, 1, fd, 0)
        os.unlink(os.environ["TMPDIR"] + "/f")
        os.close(fd)
        held += 1
except OSError:
    pass
time.sleep(0.3)

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
