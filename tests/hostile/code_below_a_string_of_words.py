# group: evade
# expect: *=passed
# correct: helpers below the words of a text cell, which are one string: to Python they are code.
# %% [markdown]
"""
## My own helpers
"""

import numpy as np


def total(values):
    return sum(values)


# %%
def add(a, b):
    return a + b


def mean(values):
    return total(values) / len(values)


# %% [markdown]
# The softmax is next.
print("softmax")
largest = lambda x: np.max(x)


# %%
def softmax(x):
    raised = np.exp(x - largest(x))
    return raised / np.sum(raised)


def identity(x):
    return x


# %%
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
