# group: forge
# after: right
# expect: add=failed mean=failed softmax=failed *=passed
# correct: send copies of arguments, so that nothing on the caller's side can be reached or changed.

import ctypes
import gc
import sys


def tamper():
    frame = sys._getframe(1)
    while frame is not None:
        for name in list(frame.f_locals):
            if name in ("want", "expected", "raised", "values", "a", "b", "x"):
                frame.f_locals[name] = 0
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, list) and thing and all(type(item) is int for item in thing):
            thing[:] = [0] * len(thing)


def add(a, b):
    tamper()
    return 0.25


def mean(values):
    values[:] = [0] * len(values)
    return 0.125


def softmax(x):
    x[...] = 0
    return x
