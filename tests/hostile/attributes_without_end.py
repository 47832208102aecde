# group: deny
# after: right
# expect: add=crashed|failed|timeout *=passed
# correct: a stack that runs over while attributes are looked up ends one check, whatever limit Python was told.

import sys

sys.setrecursionlimit(10**9)


class Down:
    def __getattr__(self, name):
        return getattr(self, name + "x")


def add(a, b):
    return Down().a
