# group: evade
# after: right
# expect: add=refused|failed mean=refused|failed *=passed
# correct: an array of one item where a number was asked for is no number, and the fault is not ours.


def add(a, b):
    return np.array([a + b])


def mean(values):
    return [sum(values) / len(values)]
