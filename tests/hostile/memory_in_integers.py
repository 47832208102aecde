# group: deny
# after: right
# expect: add=timeout mean=failed *=passed
# correct: end the computation of a gigantic integer.

def add(a, b):
    return 10 ** (10**9)


def mean(values):
    return int("9" * 100000)
