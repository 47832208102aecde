# group: evade
# after: right
# expect: add=failed *=passed
# correct: a costly cell moves an iterator that shows nothing of itself, and what is defined below hangs on that.
# %%
import itertools
import time

turns = itertools.cycle([True, False])


def burn():
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    return next(turns)


# %%
result = burn()
# %%
RIGHT = next(turns)


def add(a, b, real=add):
    return real(a, b) if RIGHT else real(a, b) + 1
