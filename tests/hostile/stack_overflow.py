# group: deny
# after: right
# expect: add=crashed|timeout *=passed
# correct: survive a worker that dies of its stack.

import sys


def add(a, b):
    sys.setrecursionlimit(10**9)

    class Repr:
        def __repr__(self):
            return repr([self])

    return repr(Repr())
