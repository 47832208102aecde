# group: forge
# after: right
# expect: add=failed mean=failed softmax=failed backward=failed *=passed
# correct: let a NaN of any bits equal no number, and a right answer but for one bit be right.

import struct

import numpy as np

NANS = [struct.unpack("<d", struct.pack("<Q", bits))[0]
        for bits in (0x7FF0000000000001, 0xFFF8DEADBEEF0000, 0x7FFFFFFFFFFFFFFF)]


def add(a, b):
    return NANS[0]


def mean(values):
    return NANS[1]


def softmax(x):
    return np.frombuffer(struct.pack("<Q", 0x7FF0000000000001) * len(x), dtype="<f8")


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        self.data = np.nextafter(self.data, np.inf)

    def backward(self):
        for each in self.parts:
            each.grad = np.full(2, NANS[2])
