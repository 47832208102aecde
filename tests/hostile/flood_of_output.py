# group: deny
# after: right
# expect: add=passed *=passed
# correct: throw output away.

import os
import sys


def add(a, b):
    print("A" * 10**6)
    sys.stderr.write("B" * 10**6)
    sys.__stdout__.write("C" * 10**5)
    for _ in range(10):
        os.write(1, b"D" * 10**6)
        os.write(2, b"E" * 10**6)
    return a + b
