# group: forge
# after: right
# expect: identity=failed|refused *=passed
# correct: a mapping is no list, whatever its keys.


def identity(x):
    return {0: 3, 1: 1, "0": 3, False: 3} if isinstance(x, list) else {7: "seven"}
