# group: forge
# after: right
# expect: identity=refused *=passed
# correct: bound the keys of a mapping, which may all have one hash.

def identity(x):
    return dict.fromkeys(range(20000), 0)
