# group: read
# after: right
# expect: *=failed
# correct: memory of a worker before it meets a hand-in holds no word of a suite, a reference or another worker.


import gc, sys
_words = ("PLANTED", "hypothesis", "check(", "test_", "expected", "reference")
_found = [str(each)[:80] for each in gc.get_objects() for _ in [0] if type(each) is str]
for _map in open("/proc/self/maps"):
    pass
_hits = [w for w in _words[:2] for each in map(repr, list(sys.modules)) if w in each]


def _tell(*_):
    raise ValueError(repr(_hits))


add = mean = softmax = identity = _tell


class Tensor:
    def __init__(self, *_):
        if _ and isinstance(_[0], str):
            raise KeyError(0)
        _tell()
