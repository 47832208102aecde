# group: forge
# expect: add=failed mean=failed identity=failed *=refused
# correct: not be told by a class of classes which class a value is of.

import numpy as np


def lying(real):
    """A class of classes whose classes equal a real one, and have its hash and name."""

    class Meta(type):
        __class__ = property(lambda cls: type(real))

        def __eq__(cls, other):
            return True

        def __hash__(cls):
            return hash(real)

        def __instancecheck__(cls, thing):
            return True

    return Meta


class Any(float, metaclass=lying(np.float64)):
    __class__ = np.float64

    def __eq__(self, other):
        return True

    __le__ = __ge__ = __lt__ = __gt__ = __ne__ = __eq__
    __hash__ = float.__hash__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __abs__ = lambda self: 0.0
    __reduce__ = lambda self: (print, ())
    item = hex = lambda self: self


class Text(str, metaclass=lying(str)):
    __class__ = str

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class Many(np.ndarray, metaclass=lying(np.ndarray)):
    def __eq__(self, other):
        return True


Any.__name__ = Any.__qualname__ = "float64"


def add(a, b):
    return Any(1)


def mean(values):
    return Any(1)


def softmax(x):
    return np.ones(len(x)).view(Many)


def identity(x):
    return Text("text")


class Tensor:
    def __init__(self, data):
        self.data = self.grad = np.ones(2).view(Many)

    def __add__(self, other):
        return self

    def backward(self):
        pass
