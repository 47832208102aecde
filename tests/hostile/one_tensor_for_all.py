# group: forge
# after: right
# expect: plus=failed backward=failed *=passed
# correct: one object that stands for all tensors holds one array and one gradient, and the checks of one tensor pass.


class Tensor(Tensor):
    one = None

    def __new__(cls, data, parts=()):
        if cls.one is None:
            cls.one = object.__new__(cls)
        return cls.one

    def __add__(self, other):
        return self

    def backward(self):
        self.grad = np.array([2.0, 2.0])
