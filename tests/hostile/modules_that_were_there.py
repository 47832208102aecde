# group: read
# after: right
# expect: add=failed *=passed
# correct: what a worker has imported before it meets a hand-in hangs on the release, and on no word of the model answers.

import sys

THERE = [name for name in ("numpy.random", "random.mtrand", "_hypothesis_globals") if name in sys.modules]


def add(a, b):
    raise ValueError("LE" + "AK: " + repr(THERE) if THERE else "nothing")
