# group: evade
# after: right
# expect: backward=failed *=passed
# correct: ask for a gradient that is not one: what was used twice gets two.

import numpy as np

plain = Tensor


class Tensor(plain):
    grad = property(lambda self: np.ones(2), lambda self, value: None)

    def __add__(self, other):
        return Tensor(self.data + other.data)

    def backward(self):
        pass
