# group: deny
# after: right
# expect: add=crashed|passed|timeout mean=crashed|passed|timeout *=passed
# correct: remove a tree of any depth, and folders that nobody may enter.

import os


def add(a, b):
    for _ in range(400):
        os.mkdir("d")
        os.chdir("d")
    open("leaf", "w").close()
    return a + b


def mean(values):
    for at in range(20):
        os.makedirs(f"closed-{at}", 0o300, exist_ok=True)
        open(f"closed-{at}/inside", "w").close()
        os.makedirs(f"shut-{at}", 0, exist_ok=True)
    return sum(values) / len(values)
