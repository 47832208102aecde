# group: evade
# after: right
# expect: *=passed
# correct: a plain array whose numbers lie in a mapped file is an array like others, and what stands there when it is read.

import mmap

LATER = bytes(1 << 12)
softmax_in_memory = softmax


def mapped(name, numbers):
    with open(name, "w+b") as file:
        file.write(numbers.tobytes() + LATER)
        file.flush()
        held = mmap.mmap(file.fileno(), 0)
    array = np.frombuffer(held, dtype=float, count=numbers.size)
    with open(name, "r+b") as file:
        file.write((numbers + 0.5).tobytes())  # what is mapped is seen to change,
        file.flush()
        file.seek(0)
        file.write(numbers.tobytes())  # and changed back before anybody looks
    return array


def softmax(x):
    return mapped("softmax", softmax_in_memory(x))


class Tensor(Tensor):
    many = 0

    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        Tensor.many += 1
        self.data = mapped(f"data-{Tensor.many}", self.data)

    def send(self, grad):
        grad = grad if self.grad is None else self.grad + grad
        self.grad = mapped(f"grad-{id(self)}", grad)
        for part in self.parts:
            part.send(np.ones(2))
