# group: evade
# after: right
# expect: *=passed
# correct: Python folds a name's full-width letters, so that these are the functions that were asked for.

del mean, softmax, identity


def ａｄｄ(a, b):
    return a + b


ｍｅａｎ = lambda values: sum(values) / len(values)


def 𝒔𝒐𝒇𝒕𝒎𝒂𝒙(x):
    raised = np.ｅｘｐ(x - np.max(x))
    return raised / raised.sum()


import copy as ﬁrst
from copy import copy as 𝕚𝕕𝕖𝕟𝕥𝕚𝕥𝕪
