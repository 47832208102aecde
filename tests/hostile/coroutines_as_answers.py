# group: evade
# after: right
# expect: add=refused mean=refused softmax=refused identity=refused *=passed
# correct: a promise of a number is no number, and nobody waits for it.


async def add(a, b):
    return a + b


async def mean(values):
    return sum(values) / len(values)


async def softmax(x):
    yield x


async def identity(x):
    return x
