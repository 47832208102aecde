# group: forge
# after: right
# expect: add=refused mean=refused identity=refused *=passed
# correct: bound depth, size and number of what an answer holds.

def add(a, b):
    return 1 << (1 << 20)


def mean(values):
    loop = []
    loop.append(loop)
    return loop


def identity(x):
    deep = []
    for _ in range(100000):
        deep = [deep]
    return deep
