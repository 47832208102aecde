# group: forge
# expect: *=passed
# correct: what the trial of the cells gave is the student's word and is checked like everything
import json, struct, sys
wire = sys.modules["worker.wire"]
def frame(header, buffers=()):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<II", len(text), len(buffers)) + b"".join(struct.pack("<Q", len(b)) for b in buffers) + text + b"".join(buffers)
pack = wire.pack_frame

import itertools
odd = itertools.cycle([
 {"cell": []}, {"cell": {"state": "raised", "error": 5}}, {"cell": {"state": "raised", "error": {"type": [], "text": {}, "frames": [["cell 1", 10**4000, [], {}], 7, "abcd"]}}},
 {"cell": {"state": "ran", "absent": ["x" * 1000] * 50000, "skipped": [10**4000] * 50, "error": None, "changed": {}}},
 {"cell": {"state": ["ran"], "error": None}}, {"cell": {"state": "ran", "absent": {"a": 1}, "skipped": "abc"}}, {"cell": {"state": "asked_input", "error": []}}])
def evil(header, buffers=(), *limit):
    if "cell" in header: header = {"n": header["n"], **next(odd)}
    return pack(header, buffers, *limit)
wire.pack_frame = evil
q0 = 0
q1 = 1
q2 = 2
q3 = 3
q4 = 4
q5 = 5
q6 = 6
q7 = 7
q8 = 8
q9 = 9
q10 = 10
q11 = 11
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
