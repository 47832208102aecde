# group: forge
# expect: *=refused
# correct: take exact types alone: a subclass of float brings its own comparison.

class L(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return L(0)

    __rsub__ = __sub__
    __hash__ = float.__hash__


class S(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def add(a, b):
    return L(0)


def mean(values):
    return L(0)


def softmax(x):
    return L(0)


def identity(x):
    return S("")


class Tensor:
    def __init__(self, data):
        self.data = self.grad = L(0)

    def __add__(self, other):
        return self

    def backward(self):
        pass
