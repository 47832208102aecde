# group: forge
# after: right
# expect: add=failed mean=failed *=passed
# correct: never call what an exception carries outside a guard.

class Bomb(Exception):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__
    __class__ = property(lambda self: 1 / 0)


def add(a, b):
    raise Bomb


def mean(values):
    raise ValueError(Bomb())
