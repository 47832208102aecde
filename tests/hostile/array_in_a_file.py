# group: forge
# after: right
# expect: softmax=refused data=refused plus=refused rejects=refused *=passed
# correct: an array that lies in a file, where its numbers may change while they are compared, is no plain array.

import numpy as np


def mapped(shape):
    return np.memmap("mapped.dat", dtype=float, mode="w+", shape=shape)


def softmax(x):
    return mapped(x.shape)


class Tensor(Tensor):
    data = property(lambda self: mapped((2,)), lambda self, value: None)

    def backward(self):
        self.send(np.ones(2))
