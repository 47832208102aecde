# group: forge
# after: right
# expect: backward=failed data=passed *=passed
# correct: an attribute that is right each second time it is read is one that the student's own code reads wrong.

import numpy as np

plain = Tensor


class Tensor(plain):
    reads = 0

    @property
    def grad(self):
        self.reads += 1
        return self.held if self.reads % 2 else np.zeros(2)

    @grad.setter
    def grad(self, value):
        self.held = value

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other))
