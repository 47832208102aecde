# group: forge
# after: right
# expect: identity=failed|refused|crashed|timeout *=passed
# correct: a mapping that grows and shrinks while it is copied is a failure of the hand-in, and no error of the grader.

import sys
import threading


def change(values):
    while True:
        for key in range(50):
            values[key] = key
        values.clear()


def identity(x):
    if isinstance(x, str):
        return x
    sys.setswitchinterval(1e-6)
    values = dict.fromkeys(range(50), 0)
    threading.Thread(target=change, args=(values,), daemon=True).start()
    return values
