# group: evade
# after: right
# expect: *=passed
# correct: whatever can be called may be an answer: methods of each kind, an object, what functools and operator make.

import functools
import operator

plain = Tensor


class Answers:
    @classmethod
    def mean(cls, values):
        return functools.reduce(cls.add, values) / len(values)

    @staticmethod
    @functools.lru_cache
    def add(a, b):
        return operator.add(a, b)

    @functools.partialmethod
    def softmax(self, x):
        return np.exp(x - np.logaddexp.reduce(x))

    def __call__(self, x):
        return x


@functools.singledispatch
def made(data, parts=()):
    return plain(data, parts)


@made.register
def _(data: str, parts=()):
    raise TypeError("a text is no array")


add, mean, softmax, identity = Answers.add, Answers.mean, Answers().softmax, Answers()
Tensor = functools.partial(made)
