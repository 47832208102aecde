# group: evade
# expect: add=refused mean=refused softmax=refused identity=refused data=refused plus=refused backward=refused rejects=refused
# correct: let no stand-in for a display be a number, an array or a text.

import matplotlib
import matplotlib.pyplot as plt
from tqdm import tqdm

matplotlib.Silent = matplotlib.StandIn = float


def add(a, b):
    return plt.figure()


def mean(values):
    return plt.subplots()[1]


def softmax(x):
    return plt.subplots(2, 2)[1].flat


def identity(x):
    return tqdm(x)


class Tensor:
    def __init__(self, data):
        self.data = self.grad = plt

    def __add__(self, other):
        return self

    def backward(self):
        pass
