# group: deny
# after: right
# expect: softmax=crashed *=passed
# correct: a worker that ends slowly is ended; the fault is its own.
import numpy as np
import os, time, atexit, sys, struct


def softmax(x):
    os.write(3, struct.pack('<II', 100, 0)); atexit.register(time.sleep, 1e6); sys.exit()
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)
