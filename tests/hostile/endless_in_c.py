# group: deny
# after: right
# expect: add=timeout mean=timeout softmax=timeout|failed *=passed
# correct: end what runs in C without end and looks at no signal: sums, sorting, eigenvalues.

import itertools

import numpy as np


def add(a, b):
    return sum(itertools.repeat(1))


def mean(values):
    return max(itertools.cycle(values))


def softmax(x):
    return np.linalg.svd(np.ones((1500, 1500)))[1]
