# group: forge
# expect: *=refused
# correct: take memory that is no array for what it is, though NumPy would make one of it.

import array
import ctypes

import numpy as np


def add(a, b):
    return ctypes.c_double(a + b)


def mean(values):
    return memoryview(np.array([sum(values) / len(values)]))


def softmax(x):
    return array.array("d", np.exp(x) / np.exp(x).sum())


def identity(x):
    return bytearray(x.encode()) if type(x) is str else range(3, 0, -2)


class Tensor:
    def __init__(self, data):
        self.data = self.grad = np.array([2.5, -3.0]).flat

    def __add__(self, other):
        return self

    def backward(self):
        pass
