# group: deny
# after: right
# expect: *=passed
# correct: measure time outside, whatever a submission does to collection and switching.

import gc
import sys

gc.disable()
gc.set_threshold(1, 1, 1)
gc.enable()
gc.callbacks.append(lambda phase, info: None)
sys.setswitchinterval(1e-6)
sys.set_int_max_str_digits(0)


class Cycle:
    def __init__(self):
        self.me = self

    def __del__(self):
        Cycle()


def add(a, b):
    Cycle()
    return a + b
