# group: forge
# expect: *=refused
# correct: ask no object for its array, its buffer or its memory: what it says of them is the student's word.

import numpy as np


class Lies:
    __array_priority__ = 1e9
    __array_interface__ = {"shape": (2,), "typestr": "<f8", "data": (0, False), "version": 3}
    __array_struct__ = 0

    def __init__(self, *args):
        pass

    def __array__(self, dtype=None, copy=None):
        return np.array([7.0, 11.5])

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.True_

    def __array_function__(self, function, types, args, options):
        return True

    def __array_namespace__(self, **options):
        return np

    def __dlpack__(self, **options):
        return np.ones(2).__dlpack__()

    def __dlpack_device__(self):
        return (1, 0)

    def __buffer__(self, flags):
        return memoryview(bytes(16))

    def __len__(self):
        return 2

    def __getitem__(self, key):
        return self


def add(*args):
    return Lies()


mean = softmax = identity = add


class Tensor:
    def __init__(self, data):
        self.data = self.grad = Lies()

    def __add__(self, other):
        return self

    def backward(self):
        pass
