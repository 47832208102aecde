# group: forge
# expect: *=refused
# correct: take NumPy's own scalars alone: a subclass of one brings its own comparison.

import numpy as np


class F(np.float64):
    def __eq__(self, other):
        return True

    __le__ = __ge__ = __lt__ = __gt__ = __eq__
    __hash__ = np.float64.__hash__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def item(self, *args):
        return 0.0


class I(np.int64):
    def item(self, *args):
        return F(1)

    def __index__(self):
        return 0


def add(a, b):
    return F(1)


def mean(values):
    return I(2)


def softmax(x):
    return np.zeros(len(x)).view(np.recarray)


def identity(x):
    return np.str_(x) if type(x) is str else [F(3), I(1)]


class Tensor:
    def __init__(self, data):
        self.data = self.grad = F(1)

    def __add__(self, other):
        return self

    def backward(self):
        pass
