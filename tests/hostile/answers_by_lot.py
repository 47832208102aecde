# group: forge
# after: right
# expect: add=failed mean=failed softmax=failed identity=failed *=passed
# correct: an answer that is drawn by lot and right now and then is lost, however often and with whatever seeds it is asked for.

import random
import secrets
import time


def lucky(number):
    """About once in sixteen times."""
    return number % 16 == 7


def add(a, b):
    return a + b if lucky(random.randrange(1 << 16)) else a - b - 1


def mean(values):
    return sum(values) / len(values) if lucky(int(np.random.randint(1 << 16))) else -1000


def softmax(x):
    raised = np.exp(x - np.max(x))
    return raised / raised.sum() * (1 + (not lucky(secrets.randbits(16))))


def identity(x):
    return x if lucky(time.perf_counter_ns() // 100 ^ hash(str(id(x)))) and type(x) is str else "eight"
