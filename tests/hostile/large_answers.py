# group: deny
# after: right
# expect: softmax=refused data=crashed|failed plus=failed backward=failed|crashed rejects=crashed|failed *=passed
# correct: read a large answer in a bounded time and memory.

import numpy as np


def softmax(x):
    return np.zeros(30_000_000, dtype=np.uint8)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        self.data = np.zeros((3_000_000, 2))
