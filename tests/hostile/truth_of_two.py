# group: forge
# after: right
# expect: softmax=failed *=passed
# correct: a truth value that is neither compares as what it holds.
import numpy as np


def softmax(x):
    return np.full(len(x), 2, dtype=np.uint8).view(np.bool_)
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)
