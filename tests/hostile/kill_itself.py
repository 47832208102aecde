# group: deny
# after: right
# expect: add=crashed mean=failed|crashed softmax=timeout identity=crashed *=passed
# correct: take a worker that ended itself for a lost check; refuse it SIGKILL, which says that others did.

import os
import signal


def add(a, b):
    os.abort()


def mean(values):
    signal.raise_signal(signal.SIGKILL)


def softmax(x):
    signal.raise_signal(signal.SIGSTOP)
    return x


def identity(x):
    signal.pthread_kill(__import__("threading").get_ident(), signal.SIGTERM)
