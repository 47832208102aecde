# group: forge
# after: right
# expect: mean=failed data=passed plus=failed backward=failed *=refused
# correct: read an array as its shape and strides say, and refuse one that claims more than there is.

import numpy as np
from numpy.lib.stride_tricks import as_strided


def add(a, b):
    return as_strided(np.zeros(1), (1 << 40,), (0,))


def mean(values):
    return as_strided(np.zeros(1), (1 << 20, 1 << 20, 1 << 20), (0, 0, 0))


def softmax(x):
    return as_strided(np.zeros(1), (1 << 40,), (0,))


def identity(x):
    return as_strided(np.zeros(1), (1 << 31, 0), (0, 0))


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if data == [2.5, -3.0]:
            self.data = np.array([9.0, -3.0, 9.0, 2.5])[::-2]  # what it should be, backwards
        if data == [1.5]:
            self.data = np.empty((1 << 40, 0))

    def __add__(self, other):
        return Tensor.__new__(Tensor)._with(as_strided(np.array([7.0]), (2,), (0,)))

    def _with(self, data):
        self.data = self.grad = data
        return self

    def backward(self):
        pass
