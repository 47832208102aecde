# group: read
# expect: mean=passed|failed *=failed
# correct: how long the judge compares tells nothing about an expected value

import time
times = []
last = [None]
def mean(v):
    now = time.perf_counter_ns()
    times.append(now - (last[0] or now))
    if len(times) > 8: raise ValueError(str(times))
    last[0] = time.perf_counter_ns()
    return sum(v) / len(v)
