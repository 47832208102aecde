# group: forge
# expect: *=crashed
# correct: take a worker that ended for a lost check, and start a fresh one for the next.

import os


def add(*args):
    os._exit(0)


mean = softmax = identity = add


class Tensor:
    def __init__(self, *args):
        add()
