# group: evade
# expect: *=passed
# correct: in a file without locked cells the lines that a student adds beside the given imports are part of the answer.

# %% [markdown]
# # Numbers, softmax and a small tensor

# %%
from __future__ import annotations
import numpy as np
import math; from math import fsum
from math import \
    hypot
from math import (  # of e
    exp as µ,
)
from math import *
from typing import TYPE_CHECKING, Any as _A
try:
    import scipy
except ImportError:
    scipy = None
if not TYPE_CHECKING:
    from builtins import sum as total
EPS = 0.0
np.random.seed(0)
largest = np.max


def _exp(x):
    return np.exp(x) + EPS


# %% grade_id="functions"
def add(a: _A, b: Nobody) -> Nothing:
    return fsum([a, b]) + hypot(EPS)


def mean(values):
    return total(values) / len(values) * µ(0)


def softmax(x):
    raised = _exp(x - largest(x))
    return raised / np.sum(raised)


def identity(x):
    return x if scipy is None else x

# %% grade_id="check_functions"
assert add(2, 3) == 5
assert mean([2, 4]) == 3
assert np.allclose(softmax(np.zeros(2)), 0.5)
assert identity("text") == "text"

# %% grade_id="tensor"
class Tensor:
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise TypeError("a text is no array")
        self.data = np.array(data, dtype=float)
        self.parts, self.grad = parts, None

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other))

    def backward(self):
        self.send(np.ones_like(self.data))

    def send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part.send(grad)
