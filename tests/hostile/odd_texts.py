# group: forge
# expect: *=failed
# correct: carry texts that are no valid Unicode without harm.

def name(text):
    return type(text, (Exception,), {})


def add(a, b):
    raise name("\ud800\udfff")("\udc80")


def mean(values):
    raise name("a" * 100000)("b" * 1000000)


def softmax(x):
    error = ValueError("deep")
    for _ in range(5000):
        outer = ValueError("deeper")
        outer.__context__ = outer.__cause__ = error
        error = outer
    raise error


def identity(x):
    return "\ud800seven" if x == "seven" else [3, 1]


exec("def bad(): raise KeyError('\\udcff')")


class Tensor:
    def __init__(self, data):
        bad()
