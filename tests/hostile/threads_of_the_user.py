# group: interfere
# after: right
# expect: add=timeout mean=timeout softmax=timeout identity=timeout *=passed
# correct: who starts as many threads as it may takes nothing from others.
import numpy as np
import threading, time
def hold():
    threading.stack_size(32768)
    for _ in range(500):
        try: threading.Thread(target=time.sleep, args=(1e5,), daemon=True).start()
        except RuntimeError: break
    time.sleep(1e5)


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
