# group: read
# expect: *=failed
# correct: a check is told by its number at most, not by its name

import random
state = random.getstate()[1][:3]
def add(a, b): raise ValueError(str(state))
