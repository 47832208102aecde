"""A made class for the course of `tests/courses/hostile`: hand-ins that all behave differently.

Each is the right one with systematic edits: one way of each part is drawn, from a fixed seed, and
no two hand-ins share all of their mistakes. Random ones come beside them, and code that hangs on
what differs from run to run. Imports the standard library and the hostile set's paths.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence

from tests.hostile_set import FOLDER

RIGHT = (FOLDER / "right.py").read_text(encoding="utf-8").partition("import numpy as np")
_RIGHT_WAYS: Mapping[str, Sequence[str]] = {
    "add": ("a + b", "b + a", "sum((a, b))", "a - -b"),
    "mean": ("sum(values) / len(values)", "float(np.mean(values))", "np.average(values)"),
    "softmax": ("raised / raised.sum()", "np.divide(raised, np.sum(raised))"),
    "identity": ("x", "(lambda y: y)(x)"),
    "data": ("np.array(data, dtype=float)", "np.asarray(data, dtype=float) + 0.0"),
    "plus": ("self.data + other.data", "np.add(other.data, self.data)"),
    "grad": ("grad if self.grad is None else self.grad + grad",),
}
_WRONG_WAYS: Mapping[str, Sequence[str]] = {
    "add": (
        "a - b", "a + b + 1", "abs(a) + b", "a * b", "str(a + b)", "None", "int(a + b)",
        "a + b if a < 40 else 0", "[a + b]", "a / 0",
    ),
    "mean": (
        "sum(values) // len(values)", "sum(values)", "sorted(values)[len(values) // 2]",
        "sum(values) / (len(values) + 1)", "values[0]", "sum(values[:4]) / len(values[:4])",
        "undefined_name", "max(values)",
    ),
    "softmax": (
        "raised", "raised / raised.max()", "np.exp(x) / len(x)", "np.zeros_like(x)",
        "raised / raised.sum() + 1e-3", "list(raised)", "raised.reshape(1, -1)",
    ),
    "identity": ("str(x)", "x[::-1]", "None", "x.upper()", "[x]"),
    "data": ("np.array(data)[:1]", "np.array(data, dtype=int)", "np.array(data, dtype=float) * 2"),
    "plus": ("self.data - other.data", "self.data", "other.data * 2"),
    "grad": ("grad", "grad if self.grad is None else self.grad * grad", "None", "self.data"),
}  # fmt: skip
_TEXT = """
import numpy as np


def add(a, b):
    return {add}


def mean(values):
    return {mean}


def softmax(x):
    raised = np.exp(x - np.max(x))
    return {softmax}


def identity(x):
    return {identity}


class Tensor:
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise TypeError("a text is no array")
        self.data = {data}
        self.parts, self.grad = parts, None

    def __add__(self, other):
        return Tensor({plus}, (self, other))

    def backward(self):
        self.send(np.ones_like(self.data))

    def send(self, grad):
        self.grad = {grad}
        for part in self.parts:
            part.send(grad)
"""

SEEDED: Mapping[str, str] = {
    "random_module": "import random\ndef add(a, b):\n    return random.random()\n",
    "random_own": "import random\ndef add(a, b):\n    return random.Random().random()\n",
    "random_reseeded": "import random\nrandom.seed()\ndef add(a, b):\n    return random.random()\n",
    "random_shuffle": "import random\ndef identity(x):\n"
    "    return ''.join(random.sample(x, len(x)))\n",
    "random_system": "import random\ndef add(a, b):\n    return random.SystemRandom().random()\n",
    "numpy_legacy": "def add(a, b):\n    return np.random.rand()\n",
    "numpy_reseeded": "np.random.seed()\ndef add(a, b):\n    return np.random.rand()\n",
    "numpy_generator": "def softmax(x):\n    return np.random.default_rng().random(len(x))\n",
    "numpy_state": "def mean(values):\n    return np.random.RandomState().normal()\n",
    "secrets": "import secrets\ndef add(a, b):\n    return secrets.randbelow(10**9)\n",
    "uuid": "import uuid\ndef identity(x):\n    return str(uuid.uuid4())\n",
    "urandom": "import os\ndef add(a, b):\n    return int.from_bytes(os.urandom(4), 'big')\n",
    "lucky_at_times": "import random\ndef add(a, b):\n    return a + b + (random.random() < 0.1)\n",
    "raises_at_times": "import random\ndef mean(values):\n"
    "    if random.random() < 0.7:\n        raise ValueError(f'{random.random():.9f}')\n"
    "    return sum(values) / len(values)\n",
    "kinds_at_times": "import random\ndef add(a, b):\n    return random.choice([None, 'a', []])\n",
}
"""Code whose answers are drawn: they come from a seed, so even these are the same every time."""

UNSTEADY: Mapping[str, str] = {
    "own_number": "import os\ndef add(a, b):\n    return float(os.getpid())\n",
    "own_folder": "import os\ndef identity(x):\n    return os.getcwd()\n",
    "own_place": "def add(a, b):\n    return id([]) % 10**6\n",
    "order_of_objects": "class Node: pass\ndef add(a, b):\n"
    "    nodes = [Node() for _ in range(30)]\n"
    "    return sum(at * nodes.index(node) for at, node in enumerate(set(nodes)))\n",
    "clock": "import time\ndef add(a, b):\n    return time.time()\n",
    "fine_clock": "import time\ndef add(a, b):\n    return time.perf_counter_ns()\n",
    "seeded_by_clock": "import time\nnp.random.seed(time.time_ns() % 2**32)\n"
    "def add(a, b):\n    return np.random.rand()\n",
}
"""Code that hangs on what no grader can hold still: it is told by its label."""


def made(count: int, seed: int = 2027) -> dict[str, str]:
    """Name to source of so many hand-ins, no two with the same mistakes; the first is right."""
    draw = random.Random(seed)
    parts = list(_RIGHT_WAYS)
    mistakes = [
        dict(zip(chosen, ways, strict=True))
        for number in range(1, 4)
        for chosen in itertools.combinations(parts, number)
        for ways in itertools.product(*(_WRONG_WAYS[part] for part in chosen))
    ]
    chosen = [{}, *draw.sample(mistakes, count - 1)]
    sources = {}
    for number, wrong in enumerate(chosen):
        ways = {part: wrong.get(part) or draw.choice(_RIGHT_WAYS[part]) for part in parts}
        sources[f"s{number:03}"] = _TEXT.format(**ways)
    return sources


def right_but(change: str) -> str:
    """The right hand-in with something defined anew behind it."""
    return f"{RIGHT[1]}{RIGHT[2]}\n\n{change}"
