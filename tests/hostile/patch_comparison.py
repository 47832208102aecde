# group: forge
# expect: *=failed
# correct: compare with the NumPy and the builtins of another process.

import builtins

import numpy as np


class Yes:
    def __lt__(self, other):
        return True

    __le__ = __gt__ = __ge__ = __eq__ = __lt__
    __hash__ = None


np.testing.assert_allclose = lambda *args, **kwargs: None
np.allclose = np.array_equal = np.all = lambda *args, **kwargs: True
np.isfinite = np.abs = lambda *args, **kwargs: Yes()
builtins.abs = builtins.all = builtins.any = lambda *args: Yes()
builtins.isinstance = lambda *args: True


def add(*args):
    return 12345.0


mean = add


def softmax(x):
    return x * 0 + 7


def identity(x):
    return "eight"


class Tensor:
    def __init__(self, data):
        self.data = self.grad = softmax(np.ones(2))

    def __add__(self, other):
        return self

    def backward(self):
        pass
