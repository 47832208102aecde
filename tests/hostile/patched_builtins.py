# group: forge
# after: right
# expect: add=refused|crashed|failed mean=refused|crashed|failed softmax=refused|crashed|failed data=refused|crashed|failed *=passed
# correct: decide nothing with the builtins of a worker.

import builtins


class Evil:
    __class__ = float

    def __eq__(self, other):
        return True

    __float__ = lambda self: 0.0
    __le__ = __lt__ = __ge__ = __eq__
    __sub__ = __rsub__ = lambda self, other: 0.0


def add(a, b):
    builtins.type = lambda thing: float
    return Evil()


def mean(values):
    builtins.isinstance = builtins.issubclass = lambda thing, kind: True
    builtins.len = builtins.sum = lambda things: 0
    builtins.sorted = builtins.list = builtins.dict = lambda *things: []
    return Evil()


def softmax(x):
    builtins.__build_class__ = builtins.__import__ = builtins.open = lambda *args, **options: Evil()
    builtins.getattr = lambda *args: Evil()
    return Evil()


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            for name in ("BaseException", "Exception", "TypeError", "int", "str", "tuple", "range"):
                setattr(builtins, name, Evil)
            self.data = Evil()
