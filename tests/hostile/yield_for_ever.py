# group: deny
# expect: add=timeout *=failed
# correct: its check alone is lost, within its time; a timeout, never 'starved'

import os, threading
def add(a, b):
    while True: os.sched_yield()
