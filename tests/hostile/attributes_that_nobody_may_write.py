# group: evade
# after: right
# expect: *=passed
# correct: attributes that the class alone may write, in slots and behind properties, are right when they are read.

import types


class Tensor:
    __slots__ = ("_data", "_grad", "_parts")

    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise TypeError("a text is no array")
        held = np.array(data, dtype=float)
        held.flags.writeable = False
        for name, value in (("_data", held), ("_grad", None), ("_parts", tuple(parts))):
            object.__setattr__(self, name, value)

    def __setattr__(self, name, value):
        raise AttributeError(f"{name} is read-only")

    __delattr__ = __setitem__ = __setattr__
    data = property(lambda self: self._data)
    grad = types.DynamicClassAttribute(lambda self: self._grad)

    def __add__(self, other):
        return type(self)(self.data + other.data, (self, other))

    def backward(self):
        self.send(np.broadcast_to(1.0, self.data.shape))

    def send(self, grad):
        object.__setattr__(self, "_grad", grad if self.grad is None else self.grad + grad)
        for part in self._parts:
            part.send(grad)
