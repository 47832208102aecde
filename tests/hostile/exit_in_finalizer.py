# group: forge
# after: right
# expect: add=crashed *=passed
# correct: lose the one check in which a finalizer ends the process.

import os


class Bomb:
    def __del__(self):
        os._exit(0)


def add(a, b):
    bomb = Bomb()
    return a + b
