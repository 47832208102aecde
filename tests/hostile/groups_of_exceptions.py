# group: deny
# after: right
# expect: add=failed mean=failed softmax=failed identity=failed data=failed *=passed
# correct: describe an exception by itself, and follow neither its groups nor its causes, which may have no end.


def add(a, b):
    error = ValueError("inner")
    for _ in range(3000):
        error = ExceptionGroup("group", [error, error])
    raise error


def mean(values):
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    one.__context__, other.__context__ = other, one
    raise one


def softmax(x):
    error = ValueError("noted")
    error.__notes__ = ["note " * 1000] * 10_000
    raise error


def identity(x):
    error = ValueError(*range(100_000))
    error.args = (error.args, error)
    raise error


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            def again(depth):
                try:
                    if depth:
                        again(depth - 1)
                    raise KeyError(depth)
                finally:
                    raise OSError(depth, "no\x1bsuch\nfile", "<script>", None, "\u202eelif")
            again(200)
