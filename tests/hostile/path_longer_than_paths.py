# group: deny
# after: right
# expect: add=crashed *=passed
# correct: remove folders that lie so deep that no path is long enough to name them.

import os


def add(a, b):
    for _ in range(400):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    return a + b
