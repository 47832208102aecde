# group: evade
# after: right
# expect: *=passed
# correct: right answers by way of threads, loops of events, files, databases and pickles are right.

import asyncio
import collections
import concurrent.futures
import dataclasses
import fractions
import gc
import pickle
import sqlite3
import tempfile
import typing
import warnings

warnings.simplefilter("error")
np.seterr(all="raise")
gc.disable()


def add(a, b):
    async def both():
        return a + b

    return asyncio.run(both())


def mean(values):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return float(sum(pool.map(fractions.Fraction, values)) / len(values))


def identity(x):
    with tempfile.TemporaryFile() as file:
        pickle.dump(x, file)
        file.seek(0)
        x = pickle.load(file)
    base = sqlite3.connect(":memory:")
    return pickle.loads(base.execute("select ?", (pickle.dumps(x),)).fetchone()[0])


@dataclasses.dataclass(eq=False)
class Tensor:
    data: typing.Any
    parts: tuple = ()
    grad: typing.Any = None

    def __post_init__(self):
        if isinstance(self.data, str):
            raise TypeError("a text is no array")
        self.data = np.asfortranarray(np.array(self.data, dtype=">f8"))

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other))

    def backward(self):
        waiting = collections.deque([(self, np.ones_like(self.data))])
        while waiting:
            tensor, grad = waiting.popleft()
            tensor.grad = grad if tensor.grad is None else tensor.grad + grad
            waiting.extend((part, grad) for part in tensor.parts)
