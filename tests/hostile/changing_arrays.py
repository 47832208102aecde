# group: forge
# after: right
# expect: softmax=failed|crashed|refused|timeout data=failed|crashed|refused|timeout *=passed
# correct: judge the copy that crossed, whatever a thread does to the array meanwhile.

import threading

import numpy as np


def change(array):
    while True:
        array += 1.0
        array.shape = (1, array.size) if array.ndim == 1 else (array.size,)


def changing(size):
    array = np.full(size, 10.0)
    threading.Thread(target=change, args=(array,), daemon=True).start()
    return array


def softmax(x):
    return changing(len(x))


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            self.data = changing(2)
