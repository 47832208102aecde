# group: forge
# after: right
# expect: identity=failed|refused|crashed|timeout *=passed
# correct: judge the list that crossed, whatever a thread puts into it between the look at its kind and its copy.

import sys
import threading


def change(values):
    while True:
        values[:] = [1.0]
        values[:] = [Tensor([1.0]), float, "text", {}]
        values[:] = [1, 2, 3]
        values.clear()


def identity(x):
    if isinstance(x, str):
        return x
    sys.setswitchinterval(1e-6)
    values = [0.0] * 3
    threading.Thread(target=change, args=(values,), daemon=True).start()
    return values
