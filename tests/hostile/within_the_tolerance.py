# group: evade
# after: right
# expect: *=passed
# correct: differences by rounding are right, also where they stand beside the numbers that were asked for.

import math

import numpy as np

plain = softmax


def mean(values):
    return math.fsum(values) / len(values) * (1 + 2**-40)


def softmax(x):
    return plain(x) + 1e-12j


class Tensor(Tensor):
    def backward(self):
        self.send(np.ones_like(self.data) - 2**-50)
