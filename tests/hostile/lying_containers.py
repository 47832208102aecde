# group: forge
# expect: identity=failed *=refused
# correct: take the items that a list holds, not those that it speaks of, and no other class for a number or a text.


def lying(kind):
    class Lie(kind):
        def __iter__(self):
            return iter([3, 1])

        def __eq__(self, other):
            return True

        def __len__(self):
            return 2

        def __getitem__(self, key):
            return [3, 1][key]

        def __contains__(self, item):
            return True

        def items(self):
            return [(0, 3), (1, 1)]

        keys = values = __iter__
        __hash__ = object.__hash__
        __bool__ = __le__ = __ge__ = __eq__
        __index__ = __float__ = __abs__ = lambda self: 0
        __sub__ = __rsub__ = lambda self, other: 0.0

    Lie.__name__ = Lie.__qualname__ = kind.__name__
    return Lie


def add(a, b):
    return lying(int)(7)


def mean(values):
    return lying(complex)(0)


def softmax(x):
    return lying(list)([0.0] * len(x))


def identity(x):
    return x if type(x) is str else lying(list)([0, 0, 0])


class Tensor:
    def __init__(self, data):
        self.data = self.grad = lying(dict)()

    def __add__(self, other):
        return self

    def backward(self):
        pass
