# group: deny
# after: right
# expect: *=passed
# correct: look at what a hand-in holds without writing it down: some numbers are longer than Python writes.

import math

big = 2**20000
more = {"factorial": math.factorial(3000), -(2**30000): [big]}


def scaled(x, by=big):
    return x * by
