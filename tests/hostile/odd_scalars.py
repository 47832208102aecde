# group: forge
# expect: mean=refused backward=refused rejects=refused *=failed
# correct: take numbers of every width and arrays of no dimension for what they are, and dates and records for no number.

import numpy as np


def add(a, b):
    return np.longdouble("1e4000")


def mean(values):
    return np.timedelta64(1)


def softmax(x):
    return np.lib.stride_tricks.as_strided(np.ones(1), (), ())


def identity(x):
    return 10**19_720 if x == "seven" else x


class Tensor:
    def __init__(self, data):
        self.data = np.broadcast_to(np.float16("nan"), (2,)) if len(data) == 2 else np.void(b"1")
        self.grad = np.array((1, 2), dtype="i4,i4")

    def __add__(self, other):
        return self

    def backward(self):
        pass
