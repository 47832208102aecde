# group: deny
# after: right
# expect: add=timeout *=passed
# correct: thousands of naps in a second are sleep
import time
def add(a, b):
    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        time.sleep(1e-5)
    return a + b
