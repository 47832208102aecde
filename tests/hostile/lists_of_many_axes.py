# group: deny
# after: right
# expect: identity=failed|refused *=passed
# correct: a list as deep as lists may be, with two items at every depth, is wrong and quick to write.


def identity(x):
    deep = [1.0]
    for _ in range(15):
        deep = [deep, deep]
    return deep
