# group: deny
# after: right
# expect: softmax=failed|refused|crashed|timeout data=failed|refused|crashed|timeout plus=failed|refused|crashed|timeout backward=failed|refused|crashed|timeout rejects=failed|refused|crashed|timeout *=passed
# correct: complex numbers along short axes, the longest text that an array has, fill no memory of ours.


_wide = np.full((6,) * 7 + (2,), 1e-300 - 1e300j)


def softmax(x):
    return _wide


class Tensor(Tensor):
    data = property(lambda self: _wide, lambda self, value: setattr(self, "_data", value))

    def __add__(self, other):
        return Tensor(self._data + other._data, (self, other))

    def backward(self):
        self._send(np.ones_like(self._data))
