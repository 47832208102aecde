# group: evade
# after: right
# expect: add=timeout mean=timeout|failed softmax=failed identity=failed|refused *=passed
# correct: charge what a stand-in for a display is made to do to the one who makes it.

import itertools

import matplotlib.pyplot as plt
from tqdm import tqdm, trange


def add(a, b):
    for _ in tqdm(itertools.count(), desc="\x1b[2J"):
        pass


def mean(values):
    figure, axes = plt.subplots(1000, 1000)
    return len([each for each in axes.flat])


def softmax(x):
    return len(trange(10**18)) + plt.figure()


def identity(x):
    first, *rest = plt.subplots(10**9, 10**9)[1]
    return type(first)("seven" * 10**6) if rest else plt


class Figure(plt.Figure):
    """A class of a stand-in, which is nobody's base."""

    pass


plt.style.use("\x1b]0;owned\x07")
plt.savefig("@OUTSIDE@/figure.png")
plt.rcParams["backend"] = "module://os"
