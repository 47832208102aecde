# group: forge
# after: right
# expect: softmax=failed|refused data=failed plus=failed backward=failed rejects=failed *=passed
# correct: a truth value whose byte is neither 0 nor 1 equals nothing that it should not
import numpy as np
def softmax(x):
    return np.frombuffer(bytes([2] * len(x)), dtype=bool)
_init = Tensor.__init__
class Tensor(Tensor):
    def __init__(self, data, parts=()):
        self.d = np.frombuffer(bytes([255] * len(data)), dtype=bool)
    data = property(lambda self: self.d)
    grad = data
    def __add__(self, other): return self
    def backward(self): pass
