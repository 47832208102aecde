# group: evade
# after: right
# expect: add=failed mean=failed *=passed
# correct: code may see that it is asked once more and then be wrong in another way, or right: the first answer counts.

import sys


def again():
    at = sys._getframe()
    while at is not None:
        header = at.f_locals.get("header")
        if isinstance(header, dict) and "stir" in header:
            return True
        at = at.f_back
    return False


AGAIN = again()


def add(a, b):
    return a + b + (2 if AGAIN else 1)


def mean(values):
    return sum(values) / (len(values) + (not AGAIN))
