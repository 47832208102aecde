# group: evade
# after: right
# expect: *=passed
# correct: a right answer that is worked out in place, and uses its arguments up, is right: they are its own copies.


def mean(values):
    many = len(values)
    while len(values) > 1:
        values[0] += values.pop()
    return values.pop() / many


def softmax(x):
    x -= x.max()
    np.exp(x, out=x)
    x /= x.sum()
    return x


def identity(x):
    if isinstance(x, str):
        return x
    taken = [x.pop() for _ in range(len(x))]
    x += reversed(taken)
    return x


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if isinstance(data, list):
            data.clear()
