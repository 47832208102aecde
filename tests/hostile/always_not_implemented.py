# group: forge
# expect: *=refused
# correct: take NotImplemented for what it is.

def add(*args):
    return NotImplemented


mean = softmax = identity = add


class Tensor:
    def __init__(self, data):
        self.data = self.grad = NotImplemented

    def __add__(self, other):
        return self

    def backward(self):
        pass
