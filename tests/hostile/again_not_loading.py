# group: evade
# after: right
# expect: add=failed *=passed
# correct: loading that fails the second time alone takes no grade.
import time
AGAIN = time.time.__name__ == '<lambda>'
while AGAIN: pass


def add(a, b):
    return 0
    return a + b
