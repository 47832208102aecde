# group: deny
# after: right
# expect: add=crashed mean=crashed softmax=crashed identity=crashed *=passed
# correct: survive a worker that dies of a bad pointer.

import ctypes
import faulthandler


def add(a, b):
    ctypes.string_at(0)


def mean(values):
    faulthandler._sigsegv()


def softmax(x):
    ctypes.memset(id(x), 255, 64)
    return x


def identity(x):
    faulthandler._sigfpe()
