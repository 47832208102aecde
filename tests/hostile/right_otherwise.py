# group: honest
# expect: *=passed
# correct: give it every point: float32 inside, NumPy scalars and arrays of no dimension are right answers too.

import matplotlib.pyplot as plt
import numpy as np

PLANTED = "PLANTED-OTHER-STUDENT-5ac81f3d"  # what no other submission may see


def add(a, b):
    return np.float64(a) + b


def mean(values):
    return np.asarray(np.mean(values))


def softmax(x):
    raised = np.exp(np.asarray(x, dtype=np.float32))
    return raised / np.sum(raised)


def identity(x):
    return tuple(x) if isinstance(x, list) else x


class Tensor:
    def __init__(self, data):
        self.data = np.asarray(data) + np.float32(0)
        self.grad, self.back = None, lambda grad: None

    def __add__(self, other):
        out = Tensor(self.data + other.data)
        out.back = lambda grad: (self.pull(grad), other.pull(grad))
        return out

    def pull(self, grad):
        self.grad = grad + (0 if self.grad is None else self.grad)
        self.back(grad)

    def backward(self):
        self.pull(np.ones(len(self.data)))


fig, ax = plt.subplots()
ax.plot([mean([1, 2])])
plt.show()
print("done")
