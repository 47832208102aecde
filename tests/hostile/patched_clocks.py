# group: evade
# after: right
# expect: add=timeout *=passed
# correct: measure time with the kernel's own clock of the process.

import time

time.time = time.perf_counter = time.monotonic = time.process_time = lambda: 0.0
time.sleep = lambda seconds: None
time.clock_gettime = lambda which: 0.0


def add(a, b):
    while True:
        pass
