"""Seeds the random generators of a worker, so that a hand-in answers alike every time.

What a program gets from the system's own randomness comes from the seed, too: `default_rng()`,
`random.Random()`, `secrets` and `uuid4` are how a right hand-in gives its weights a start. NumPy's
generator is seeded when it is imported, because importing it costs every worker time. Imports the
standard library; keeps nothing secret: a submission may seed anything otherwise.
"""

from __future__ import annotations

import functools
import os
import random
import sys
import time
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

NUMPY_RANDOM = "numpy.random"
_LATER_S = 86_400 + 3 * 3600 + 25 * 60 + 45
"""Another day and hour, and where the number of one is even, it is odd."""


_seed_random = random.Random.seed


def seed_everything(seed: int) -> None:
    """Seeds the system's randomness and `random` now, `numpy.random` now or when it comes."""
    _seed_entropy(seed)
    random.seed(seed)
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, _SeedsNumPy)]
    if NUMPY_RANDOM in sys.modules:
        _seed(sys.modules[NUMPY_RANDOM], seed)
    else:
        sys.meta_path.insert(0, _SeedsNumPy(seed))


def stir() -> None:
    """Makes other what no answer may hang on: the clock, and the order of a set of objects.

    What is made from here on lies elsewhere in memory, and it is more than a day later.
    """
    _put_clocks_forward()
    stir_memory()


def stir_memory() -> None:
    """Makes other where things lie from here on.

    Once more when a hand-in is loaded: the request to load it was there before the first time, and
    what is made in its place lies as it would have lain without.
    """
    order = random.Random("stir")
    made = [[_Held(size) for _ in range(64)] for size in range(24)]
    for held in made:
        order.shuffle(held)
        del held[16:]  # in that order the free places are taken again
    _kept.extend(made)


def _put_clocks_forward() -> None:
    import datetime  # not at the top: few workers need it, and each would wait for it

    now, now_ns, localtime, gmtime = time.time, time.time_ns, time.localtime, time.gmtime
    time.time = lambda: now() + _LATER_S
    time.time_ns = lambda: now_ns() + _LATER_S * 10**9
    time.localtime = lambda seconds=None, /: localtime(_or_now(seconds))
    time.gmtime = lambda seconds=None, /: gmtime(_or_now(seconds))

    class Later(datetime.datetime):
        """The class itself is written in C, and cannot be changed."""

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Later:
            """The moment, later."""
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls) -> Later:
            """The same in universal time."""
            return cls.now(datetime.UTC).replace(tzinfo=None)

        @classmethod
        def today(cls) -> Later:
            """The same in local time."""
            return cls.now()

        def __repr__(self) -> str:
            return f"datetime.{super().__repr__()}"

    Later.__name__ = Later.__qualname__ = "datetime"
    Later.__module__ = "datetime"
    datetime.datetime = Later  # type: ignore[misc]


def _or_now(seconds: Any) -> Any:
    return time.time() if seconds is None else seconds


class _Held:
    """An object of a size of its own, with as many attributes."""

    def __init__(self, size: int) -> None:
        self.least, self.list = object(), [None]
        self.items = bytes(16 * size)
        self.more = (None,) * size


_kept: list[list[_Held]] = []


def _seed_entropy(seed: int) -> None:
    """From here on `os.urandom`, and a generator that is given no seed, draw from one stream."""
    stream = random.Random()
    _seed_random(stream, f"entropy {seed}")

    def urandom(size: int, /) -> bytes:
        return stream.randbytes(size)

    def seed_from_stream(self: random.Random, a: Any = None, version: int = 2) -> None:
        _seed_random(self, stream.getrandbits(128) if a is None else a, version)

    os.urandom = random._urandom = urandom  # type: ignore[attr-defined]  # `secrets` calls it
    if hasattr(os, "getrandom"):
        os.getrandom = lambda size, flags=0: urandom(size)
    random.Random.seed = seed_from_stream  # type: ignore[method-assign]
    random.seed = functools.partial(seed_from_stream, random._inst)


def _seed(module: Any, seed: int) -> None:
    module.seed(seed % (1 << 32))


class _SeedsNumPy(MetaPathFinder):
    """Finds `numpy.random` as ever, and seeds it once it is loaded."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname != NUMPY_RANDOM:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _SeedingLoader(spec.loader, self.seed)
        return spec


class _SeedingLoader(Loader):
    def __init__(self, loader: Any, seed: int) -> None:
        self.loader, self.seed = loader, seed

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self.loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        self.loader.exec_module(module)
        _seed(module, self.seed)
