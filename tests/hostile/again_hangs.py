# group: deny
# after: right
# expect: add=failed *=passed
# correct: what happens in the second asking costs one more budget and is the student's.
import time
AGAIN = time.time.__name__ == '<lambda>'


def add(a, b):
    if AGAIN: time.sleep(1e6)
    return 0
    return a + b
