# group: read
# after: right
# expect: add=failed *=passed|failed
# correct: a worker that tells all questions that lie before it tells inputs, and none whose answers are outstanding.


import sys


def add(a, b):
    frame, told = sys._getframe(), []
    while frame is not None:
        told += [f"{k}={v!r}"[:300] for k, v in frame.f_locals.items() if k in ("header", "steps", "programs")]
        frame = frame.f_back
    raise ValueError("; ".join(told)[:900])
