# group: interfere
# after: right
# expect: add=crashed softmax=crashed data=crashed *=passed
# correct: a signal that the kernel sends for what code did itself is the code's fault, and nobody else's killing.

import ctypes
import mmap
import platform

RETURN = {"x86_64": 15, "aarch64": 139}[platform.machine()]  # from a signal; there was none


def without_a_file(numbers):
    """A plain array over a file that is empty by now: who reads it is sent a bus error."""
    with open("numbers", "wb") as file:
        file.write(numbers.tobytes())
    with open("numbers", "r+b") as file:
        array = np.frombuffer(mmap.mmap(file.fileno(), 0))
        file.truncate(0)
    return array


def add(a, b):
    ctypes.CDLL(None).syscall(RETURN)
    return a + b


def softmax(x):
    return without_a_file(x)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            self.data = without_a_file(self.data)
