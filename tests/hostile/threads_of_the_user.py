# group: interfere
# expect: add=timeout mean=timeout softmax=timeout identity=timeout *=passed
# correct: who starts as many threads as it may takes nothing from others.
import numpy as np
import threading, time
def hold():
    threading.stack_size(32768)
    for _ in range(500):
        try: threading.Thread(target=time.sleep, args=(1e5,), daemon=True).start()
        except RuntimeError: break
    time.sleep(1e5)


def add(a, b):
    hold()
    return a + b


def mean(values):
    hold()
    return sum(values) / len(values)


def softmax(x):
    hold()
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)


def identity(x):
    hold()
    return x


class Tensor:
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise TypeError("a text is no array")
        self.data = np.array(data, dtype=float)
        self.parts, self.grad = parts, None

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other))

    def backward(self):
        self._send(np.ones_like(self.data))

    def _send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part._send(grad)
