# group: deny
# after: right
# expect: add=failed|timeout mean=crashed|timeout softmax=timeout identity=failed|crashed data=failed *=passed
# correct: show of the lines that a worker says an exception passed no more than a short, clean text.

import linecache
import os

NASTY = "<script>alert('OWN' + 'ED')</script>\x1b[2J\x1b]8;;http://x\x07\u202e::error::owned "


def forever(*args):
    while True:
        pass


def add(a, b):
    for name in list(linecache.cache):
        linecache.cache[name] = (1, None, [NASTY * 100_000] * 200, name)
    raise ValueError("x")


def mean(values):
    linecache.getlines = lambda *args: os._exit(0)
    raise ValueError("x")


def softmax(x):
    linecache.getlines = forever
    raise ValueError("x")


def identity(x):
    linecache.getlines = lambda *args: {index: object() for index in range(300)}
    raise ValueError("x")


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            code = compile("\n" * (1 << 20) + "raise ValueError('x')", f"<cell {NASTY[:60]}>", "exec")
            exec(code.replace(co_name=NASTY, co_qualname=NASTY * 1000, co_filename="<cell 1>"))
