# group: deny
# after: right
# expect: softmax=refused|timeout data=crashed|failed|timeout plus=failed|timeout backward=failed|crashed|timeout rejects=crashed|failed|timeout *=passed
# correct: read a large answer in a bounded time and memory.

import numpy as np


def softmax(x):
    return np.zeros(30_000_000, dtype=np.uint8)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        self.data = np.zeros((3_000_000, 2))
