# group: read
# after: right
# expect: add=failed|timeout *=passed
# correct: what a worker can ask of the kernel's clocks tells it nothing of others.
import os
import time


def add(a, b):
    seen = []
    for pid in range(max(1, os.getpid() - 5000), os.getpid() + 500):
        try: seen.append((pid, time.clock_gettime((~pid << 3) | 2)))
        except OSError: pass
    raise ValueError('others' if len(seen) > 1 else 'nobody')
    return a + b
