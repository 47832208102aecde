# group: deny
# after: right
# expect: add=failed mean=failed *=passed
# correct: take a recursion error for a lost check.

def add(a, b):
    return add(a, b)


def mean(values):
    class Repr:
        def __repr__(self):
            return repr([self])

    return repr(Repr())
