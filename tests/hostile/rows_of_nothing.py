# group: deny
# after: right
# expect: softmax=refused data=refused plus=refused backward=refused rejects=refused *=passed
# correct: count an array's empty rows: each is a list to who looks at it.

import numpy as np

ROWS = np.zeros((1 << 26, 0))


def softmax(x):
    return ROWS


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        self.data = np.zeros((1 << 13, 0, 1 << 13))
