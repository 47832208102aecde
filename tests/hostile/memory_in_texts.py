# group: deny
# after: right
# expect: add=failed identity=refused *=passed
# correct: refuse a text that does not fit.

def add(a, b):
    return len("x" * (200 << 20))


def identity(x):
    return "x" * (20 << 20)
