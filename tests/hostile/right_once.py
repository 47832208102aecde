# group: evade
# after: right
# expect: add=failed *=passed
# correct: what is right for the first example alone fails with the second, in every grading alike.


_asked = []


def add(a, b):
    _asked.append((a, b))
    return a + b if len(_asked) == 1 else _asked[0][0] + _asked[0][1]
