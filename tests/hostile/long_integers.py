# group: forge
# after: right
# expect: add=failed mean=failed softmax=refused identity=failed *=passed
# correct: write down in short an integer of more digits than Python turns into text.

import numpy as np


def add(a, b):
    return (1 << 60_000) + int(a + b)


def mean(values):
    return -(1 << 65_535)


def softmax(x):
    return np.array([1 << 60_000] * len(x), dtype=object)


def identity(x):
    return {"seven": 1 << 60_000} if type(x) is str else [1 << 65_000, 1 << 60_000]
