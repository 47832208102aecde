# group: deny
# expect: *=passed
# correct: count what each statement took that ended its process, leave it out, and keep those beside it.

# %% grade_id="functions"
import os
import time

import numpy as np


def add(a, b):
    return a + b


def mean(values):
    return sum(values) / len(values)


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / raised.sum()


def identity(x):
    return x

def burn():
    began = time.process_time()
    while time.process_time() - began < 0.1:
        pass
    os._exit(0)


burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()
burn()


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
