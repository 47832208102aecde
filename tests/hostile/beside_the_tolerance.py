# group: evade
# after: right
# expect: softmax=failed mean=failed backward=failed *=passed
# correct: hang the tolerance on what is wanted and not on what came: one huge entry makes no room for the others.

import numpy as np

plain = softmax


def mean(values):
    return sum(values) / len(values) * (1 + 2**-15) + 1e-4


def softmax(x):
    return np.append(plain(x)[:-1] + 1e-3, 1e6)


class Tensor(Tensor):
    def backward(self):
        self.send(np.array([1e6, 1.0]))
