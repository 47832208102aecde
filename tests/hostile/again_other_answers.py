# group: evade
# after: right
# expect: add=failed *=passed
# correct: a second asking decides nothing.
import time
AGAIN = time.time.__name__ == '<lambda>'


def add(a, b):
    if not AGAIN: return 0
    return a + b
