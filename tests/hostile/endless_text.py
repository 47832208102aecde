# group: deny
# after: right
# expect: add=timeout mean=failed *=passed
# correct: cut texts where they are made, and give their making no more time.

class Slow(Exception):
    def __str__(self):
        while True:
            pass


def add(a, b):
    raise Slow


def mean(values):
    raise ValueError("long " * 10**6)
