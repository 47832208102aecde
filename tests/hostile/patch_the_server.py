# group: forge
# expect: *=crashed
# correct: believe nothing that its own worker code says in a process that ran a submission.

import sys

import numpy as np


def found(name):
    return next(module for key, module in sys.modules.items() if key.endswith("worker." + name))


found("kinds").encode = lambda value, kind, buffers, keep, depth=0: {"h": 1}


def add(*args):
    return 0.0


mean = softmax = identity = add


class Tensor:
    def __init__(self, data):
        self.data = self.grad = 0

    def __add__(self, other):
        return self

    def backward(self):
        pass
