# group: evade
# after: right
# expect: add=failed *=passed
# correct: a second asking that fails on our side does not take the grade.
import time, os
AGAIN = time.time.__name__ == '<lambda>'


def add(a, b):
    if AGAIN: os.write(3, b'x' * 100)
    return 0
    return a + b
