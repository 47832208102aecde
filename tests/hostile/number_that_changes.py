# group: forge
# expect: add=refused mean=refused softmax=refused identity=refused *=passed
# correct: the value that is compared is a plain copy, read once


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


import numpy as np
class F(float):
    n = 0
    def __eq__(self, o): return True
    def __float__(self): F.n += 1; return float(F.n)
    def __sub__(self, o): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __hash__(self): return 0
class A(np.ndarray):
    def __array_finalize__(self, o): pass
    def __eq__(self, o): return np.ones(self.shape, bool)
class L(list):
    def __iter__(self): return iter([1.0])
    def __len__(self): return 1
    def __eq__(self, o): return True
def add(a, b): return F(1)
def mean(v): return F(2)
def softmax(x): return np.zeros(np.shape(x)).view(A)
def identity(x): return L([5]) if isinstance(x, list) else F(1)
