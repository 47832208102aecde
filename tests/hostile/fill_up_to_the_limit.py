# group: interfere
# after: right
# expect: add=timeout mean=timeout softmax=timeout identity=timeout *=passed
# correct: who writes as much as is allowed takes nothing from others.
import numpy as np
import os, time
def hold():
    for k in range(64):
        with open(f'h{k}', 'wb') as f:
            try: f.write(b'x' * (1 << 20))
            except OSError: pass
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
