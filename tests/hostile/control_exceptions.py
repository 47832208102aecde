# group: forge
# expect: *=failed
# correct: let no control exception out of a worker.

def add(a, b):
    raise KeyboardInterrupt


def mean(values):
    raise SystemExit(0)


def softmax(x):
    raise GeneratorExit


def identity(x):
    raise StopIteration("seven")


class Tensor:
    def __init__(self, data):
        raise BaseExceptionGroup("all", [SystemExit(0), KeyboardInterrupt()])
