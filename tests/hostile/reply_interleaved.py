# group: forge
# after: right
# expect: softmax=crashed|failed data=timeout *=passed
# correct: take bytes of a thread between those of an answer for a broken protocol.

import os
import threading
import time

import numpy as np


def drip():
    while True:
        os.write(3, b"\x00")
        time.sleep(0)


def softmax(x):
    threading.Thread(target=drip, daemon=True).start()
    return np.zeros(100_000)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            os.write(3, b'\x10\x00\x00\x00')  # the beginning of a frame, then the answer
