# group: deny
# after: right
# expect: softmax=crashed *=passed
# correct: half an answer and an end is a crash.
import numpy as np
import os, struct


def softmax(x):
    os.write(3, struct.pack('<II', 100, 0)); os._exit(0)
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)
