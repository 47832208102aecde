# group: deny
# after: right
# expect: softmax=failed|refused|timeout data=failed|refused|timeout plus=failed|refused|timeout backward=passed|failed|refused|timeout rejects=failed|refused|timeout *=passed
# correct: an answer with many axes of two or six items each costs its reader no more than a long one: it is cut before it is written as text.


_axes = np.zeros((6,) * 8 + (4,), dtype=np.uint8)


def softmax(x):
    return _axes


class Tensor(Tensor):
    @property
    def data(self):
        return _axes

    @data.setter
    def data(self, value):
        self._data = value

    def __add__(self, other):
        return Tensor(self._data + other._data, (self, other))

    def backward(self):
        self._send(np.ones_like(self._data))
