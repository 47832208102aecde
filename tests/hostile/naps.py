# group: deny
# expect: add=timeout *=failed
# correct: its check alone is lost, within its time

import time
def add(a, b):
    while True: time.sleep(0.0001)
