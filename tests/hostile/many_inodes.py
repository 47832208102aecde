# group: interfere
# after: right
# expect: add=timeout mean=timeout softmax=timeout identity=timeout *=passed
# correct: who holds as many files as are allowed takes nothing from others.
import numpy as np
import os, time
def hold():
    for k in range(900):
        try: open(f'h{k}', 'wb').close()
        except OSError: break
    time.sleep(1e6)


def add(a, b):
    hold()
    return a + b


def mean(values):
    hold()
    return sum(values) / len(values)


def softmax(x):
    hold()
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    hold()
    return x
