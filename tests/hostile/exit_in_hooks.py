# group: forge
# after: right
# expect: add=failed|crashed mean=failed softmax=refused|failed identity=passed data=refused *=passed
# correct: run as little of a submission's code as can be when its answer is looked at.

import os

import numpy as np


def leave(*args, **options):
    os._exit(0)


class Raised(Exception):
    __class__ = property(leave)


class Traced(Exception):
    __traceback__ = __cause__ = __context__ = __notes__ = property(leave)


class N(np.ndarray):
    __getitem__ = __iter__ = __len__ = __array_wrap__ = __reduce__ = __repr__ = __str__ = tobytes = leave
    dtype = shape = nbytes = property(leave)


class Items(list):
    __iter__ = __len__ = __getitem__ = __repr__ = __eq__ = __bool__ = __reversed__ = leave


def add(a, b):
    raise Raised("text")


def mean(values):
    raise Traced("text")


def softmax(x):
    return np.zeros(len(x)).view(N)


def identity(x):
    return x if type(x) is str else Items(x)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            self.data = np.zeros(2).view(N)
