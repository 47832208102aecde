# group: deny
# expect: *=passed|timeout
# correct: right answers with 4 MB of lists beside each, which take the judge half a second to read
import numpy as np


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    return x


class Tensor:
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise TypeError("a text is no array")
        self.data = np.array(data, dtype=float)
        self.parts, self.grad = parts, None

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other))

    def backward(self):
        self._send(np.ones_like(self.data))

    def _send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part._send(grad)


import sys as _sys
import struct as _struct
import json as _json
for _m in list(_sys.modules.values()):
    if hasattr(_m, "_packed") and hasattr(_m, "serve"):
        _serve = _m
_old = _serve._packed
_JUNK = b'"j":[' + b"[[[[[]]]]]," * 381_000 + b"0],"


def _new(n, answer, steps):
    frame, on = _old(n, answer, steps)
    if "value" not in answer[0] or answer[1]:
        return frame, on
    size, count = _struct.unpack("<II", frame[:8])
    text = frame[8:]
    text = b"{" + _JUNK + text[1:]
    return _struct.pack("<II", len(text), 0) + text, on


_serve._packed = _new
