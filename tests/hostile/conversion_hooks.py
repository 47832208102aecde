# group: forge
# expect: *=refused
# correct: turn nothing into a number: only what is one crosses.

from decimal import Decimal
from fractions import Fraction


class Converts:
    """Whatever is asked for, it can be that, and another one each time."""

    calls = 0

    def _next(self, *args):
        Converts.calls += 1
        return Converts.calls

    __index__ = __int__ = __round__ = __trunc__ = __floor__ = __ceil__ = __len__ = _next

    def __float__(self):
        return float(self._next())

    def __complex__(self):
        return complex(self._next())

    def __bool__(self):
        return True


def add(a, b):
    return Converts()


def mean(values):
    return Fraction(sum(values)) / len(values)


def softmax(x):
    return [Decimal(1) / len(x)] * len(x)


def identity(x):
    return [Decimal(3), Fraction(1)] if type(x) is list else complex(1, 0)


class Tensor:
    def __init__(self, data):
        self.data = self.grad = Converts()

    def __add__(self, other):
        return self

    def backward(self):
        pass
