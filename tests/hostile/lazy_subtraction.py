# group: forge
# after: right
# expect: add=refused mean=refused *=passed
# correct: compute the difference on plain values, not with the answer's own `__sub__`.

class Lazy:
    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __abs__(self):
        return 0.0


def add(a, b):
    return Lazy()


def mean(values):
    return Lazy()
