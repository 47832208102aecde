# group: deny
# after: right
# expect: add=failed|crashed mean=passed|failed|crashed *=passed
# correct: a worker that its own hand-in left no room for a call loses that check, and is the fault of nobody else.

import sys


def lowest():
    """Sets the lowest limit that the interpreter takes here."""
    for limit in range(1, 10_000):
        try:
            sys.setrecursionlimit(limit)
            return limit
        except RecursionError:
            pass


def add(a, b):
    def down(depth):
        return down(depth - 1) if depth else a + b

    lowest()
    return down(30)


def mean(values):
    sys.setrecursionlimit(lowest() + 6)
    return sum(values) / len(values)
