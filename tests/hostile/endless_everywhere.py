# group: deny
# after: right
# expect: *=timeout
# correct: spend a bounded time on a submission that never answers.

def add(*args):
    while True:
        pass


mean = softmax = identity = add


class Tensor:
    def __init__(self, data):
        add()
