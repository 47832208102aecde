# group: deny
# after: right
# expect: softmax=failed *=passed
# correct: numbers that are none do not crash the judge.
import numpy as np
import sys


def softmax(x):
    return np.frombuffer(b'\xff\xff\xff\xff\xff\xff\xff\x7f\xff\x7f' + b'\0'*6, dtype=np.longdouble).repeat(5).copy()
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)
