# group: evade
# after: right
# expect: add=timeout *=passed
# correct: a stack overflow in C is a crash.
import sys, threading
sys.setrecursionlimit(10**9)
class L(list): pass


def add(a, b):
    x = []
    for _ in range(10**6): x = [x]
    repr(x) if 0 else None
    import ctypes; ctypes.string_at(0)
    return a + b
