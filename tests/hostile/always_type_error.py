# group: forge
# expect: *=failed
# correct: demand values too where an exception is asked for.

def add(*args):
    raise TypeError("as you wish")


mean = softmax = identity = add


class Tensor:
    def __init__(self, *args):
        add()
