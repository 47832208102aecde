# group: interfere
# after: right
# expect: softmax=failed *=passed
# correct: let a patched module hurt its own submission alone.

import builtins
import random
import time

np.exp = lambda x: x * 0 + 1
np.random.seed(0)
random.random = lambda: 0.5
time.time = time.perf_counter = time.monotonic = time.process_time = lambda: 0.0
builtins.print = builtins.len.__class__
