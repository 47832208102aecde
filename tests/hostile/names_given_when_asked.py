# group: evade
# after: right
# expect: *=passed
# correct: right answers are right, though the module has their names only when it is asked for them.

given = {"add": add, "mean": mean, "softmax": softmax, "identity": identity, "Tensor": Tensor}
del add, mean, softmax, identity


class Tensor(given["Tensor"]):
    def __add__(self, other):
        return given["Tensor"](self.data + other.data, (self, other))


given["Tensor"] = Tensor
del Tensor


def __getattr__(name):
    try:
        return given[name]
    except KeyError:
        raise AttributeError(name) from None


def __dir__():
    return []
