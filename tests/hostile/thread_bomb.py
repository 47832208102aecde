# group: deny
# after: right
# expect: add=failed mean=failed *=passed
# correct: bound threads, and end them with their worker.

import threading
import time


def add(a, b):
    for _ in range(5000):
        threading.Thread(target=time.sleep, args=(30,)).start()


def mean(values):
    return 1 / 0
