# group: interfere
# after: right
# expect: *=crashed
# correct: lose the checks of who breaks the worker, and nobody else's.

import os
import sys


def add(*args):
    for name in [name for name in sys.modules if name.startswith("worker") or name == "json"]:
        module = sys.modules.pop(name)
        vars(module).clear()
    os.close(3)
    return 0.0


mean = softmax = identity = add


class Tensor:
    def __init__(self, data):
        add()
