# group: forge
# expect: *=failed
# correct: have no hypothesis beside a submission.

def add(*args):
    import hypothesis

    hypothesis.assume(False)


mean = softmax = identity = add


class Tensor:
    def __init__(self, *args):
        add()
