# group: forge
# expect: *=refused
# correct: take plain arrays alone: a subclass brings its own comparison.

import numpy as np


class N(np.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.True_

    def __array_finalize__(self, other):
        pass

    def __eq__(self, other):
        return True


def add(*args):
    return np.zeros(2).view(N)


def softmax(x):
    return np.ma.masked_all(len(x))


def mean(values):
    return np.matrix([[0.0]])


identity = add


class Tensor:
    def __init__(self, data):
        self.data = self.grad = np.zeros(2).view(N)

    def __add__(self, other):
        return self

    def backward(self):
        pass
