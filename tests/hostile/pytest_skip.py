# group: forge
# expect: *=failed
# correct: have no pytest beside a submission.

def add(*args):
    import pytest

    pytest.skip("not today")


mean = softmax = identity = add


class Tensor:
    def __init__(self, *args):
        add()
