# group: deny
# after: right
# expect: add=timeout mean=timeout *=passed
# correct: kill from outside: no signal handler runs inside a long call in C.

import re


def add(a, b):
    return sum(range(10**13))


def mean(values):
    return len(re.findall("(a+)+$", "a" * 60 + "b"))
