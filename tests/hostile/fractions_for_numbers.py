# group: evade
# after: right
# expect: add=refused mean=refused softmax=refused identity=refused data=refused plus=refused rejects=refused backward=refused
# correct: fractions, decimals, matrices, masked arrays, memory and ranges are no plain values, though they equal them.

import array
import decimal
import fractions

import numpy.ma

plain = softmax


def add(a, b):
    return fractions.Fraction(a) + fractions.Fraction(b)


def mean(values):
    return decimal.Decimal(sum(values)) / len(values)


def softmax(x):
    return np.asmatrix(plain(x))


def identity(x):
    return x if isinstance(x, str) else range(3, -1, -2)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        self.data = numpy.ma.masked_array(self.data, False)

    def send(self, grad):
        super().send(grad)
        self.grad = array.array("d", self.grad)
