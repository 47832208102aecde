# group: evade
# after: right
# expect: *=passed
# correct: whatever behaves as the class was asked to may stand for it: what it answers decides.

import types

plain = Tensor


class Module(types.ModuleType):
    data = property(lambda self: self.held.data)
    grad = property(lambda self: self.held.grad)

    def __add__(self, other):
        return self.held + other.held

    def backward(self):
        self.held.backward()


def wrapped(tensor):
    module = Module("tensor")
    module.held = tensor
    return module


def Tensor(data, parts=()):
    return wrapped(plain(data, parts))
