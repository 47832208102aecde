# group: forge
# expect: *=refused
# correct: decide on plain values alone, so that no object answers its own comparison.

class Evil:
    def __init__(self, *args):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Evil()

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __lt__(self, other):
        return True

    __le__ = __gt__ = __ge__ = __contains__ = __lt__

    def __hash__(self):
        return 0

    def __bool__(self):
        return True

    def __add__(self, other):
        return self

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __add__
    __neg__ = __abs__ = __pos__ = lambda self: self

    def __float__(self):
        return 0.0

    __int__ = __index__ = __len__ = lambda self: 0

    def __iter__(self):
        return iter([self])

    def __array__(self, *args, **kwargs):
        import numpy as np

        return np.zeros(2)


def add(*args):
    return Evil()


mean = softmax = identity = add


class Tensor:
    data = grad = Evil()

    def __init__(self, data):
        pass

    def __add__(self, other):
        return self

    def backward(self):
        pass
