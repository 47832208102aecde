# group: forge
# after: right
# expect: add=crashed|failed mean=crashed|failed data=failed|refused|crashed *=passed
# correct: demand of a worker the value that was asked for, whatever it makes of the question.

import gc
import sys

import numpy as np


def dicts():
    return [each for each in gc.get_objects() if type(each) is dict]


def steps():
    found = []
    at = sys._getframe()
    while at is not None:
        found += [each for each in at.f_locals.get("steps", ()) or () if type(each) is dict]
        at = at.f_back
    return found


def add(a, b):
    for each in steps():
        each["kind"] = "ignored"
    return 0.25


def mean(values):
    for each in dicts():
        if each.get("op") == "global" and "kind" in each:
            each.update(op="value", kind="opaque", args=[0.125])
    return 0.125


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            for holder in gc.get_referrers(self):
                if type(holder) is dict:
                    holder[1] = np.ones(2)
            self.data = np.ones(2)
