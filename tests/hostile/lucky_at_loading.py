# group: evade
# after: right
# expect: add=refused mean=refused *=passed
# correct: tell answers that hang on a draw at loading: they may not pass everywhere because one draw was lucky.

import random

LUCKY = 0.844 < random.random() < 0.845  # as under the numbers of the trial


def add(a, b, real=add):
    return real(a, b) if LUCKY else None


def mean(values, real=mean):
    return real(values) if LUCKY else None
