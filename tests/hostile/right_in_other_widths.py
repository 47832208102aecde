# group: evade
# after: right
# expect: *=passed
# correct: give every point to right numbers, whatever their width, the order of their bytes and of their axes in memory.

import numpy as np

plain = softmax


def mean(values):
    return np.array(np.longdouble(sum(values)) / len(values))


def softmax(x):
    return plain(np.asarray(x, dtype=np.longdouble))[::-1].copy()[::-1]


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        self.data = self.data.astype(">f8")

    def send(self, grad):
        super().send(np.asarray(grad, dtype=">f4"))
