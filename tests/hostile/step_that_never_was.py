# group: forge
# after: words_of_the_worker
# expect: rejects=crashed data=passed add=passed *=crashed
# correct: a failure at a step that nobody asked for is a broken answer and pays nothing.


_told = {"type": "TypeError", "bases": ["TypeError"], "text": "", "frames": []}


def mean(values):
    _say({"raised": {"step": -1, "error": _told}})
    os._exit(0)


def softmax(x):
    _say({"raised": {"step": 10**40, "error": _told}})
    os._exit(0)


def identity(x):
    _say({"raised": {"step": True, "error": _told}})
    os._exit(0)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            _say({"raised": {"step": 1.0, "error": _told}})
            os._exit(0)
        super().__init__(data, parts)

    def __add__(self, other):
        _say({"raised": {"step": None, "error": _told}})
        os._exit(0)
