# group: evade
# expect: add=timeout *=failed
# correct: a check that sleeps through its wall time is a timeout, however large the assignment's limits are
import time
def add(a, b):
    time.sleep(100000)
