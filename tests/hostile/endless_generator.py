# group: deny
# after: right
# expect: identity=refused add=refused mean=refused *=passed
# correct: iterate over nothing that is not a list or a tuple.

def identity(x):
    while True:
        yield 1


def add(a, b):
    class Endless(list):
        def __iter__(self):
            return iter(int, 1)

    return Endless()


def mean(values):
    return iter(int, 1)
