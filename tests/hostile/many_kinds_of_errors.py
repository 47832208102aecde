# group: deny
# after: right
# expect: add=failed mean=failed softmax=failed identity=failed data=failed *=passed
# correct: spend a bounded time on the search for a small example, though every try fails in a way of its own.

import itertools
import os

turn = itertools.count(os.getpid())


def other(*args):
    kind = type(f"E{next(turn)}", ([KeyError, ValueError, OSError, TypeError][next(turn) % 4],), {})
    raise kind(f"{next(turn)} {os.urandom(8).hex()}")


add = mean = softmax = identity = other


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            other()
