# group: forge
# after: right
# expect: add=crashed mean=failed *=passed
# correct: let what is printed, and every hook that prints, reach nobody.

import sys
import threading
import warnings


def add(a, b):
    sys.stdout = sys.stderr = sys.__stdout__ = open(3, "w", closefd=False, buffering=1)
    print('{"n": 2, "value": 1}')
    return a + b


def mean(values):
    def hook(*args):
        raise SystemExit(0)

    sys.excepthook = sys.unraisablehook = sys.displayhook = threading.excepthook = hook
    warnings.showwarning = warnings.warn = hook
    sys.breakpointhook = hook
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    breakpoint()
