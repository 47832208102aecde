"""What a piece of code could change for the rest of a hand-in."""

from __future__ import annotations

import ast

import pytest

from grader.worker.effects import effects


def reaches(source: str) -> bool:
    """Whether the code may change something that it did not make itself."""
    return bool(effects(ast.parse(source).body)["reaches"])


@pytest.mark.parametrize(
    "source",
    [
        "losses = []\nfor step in range(9):\n    losses.append(step)",
        "import sys\nprint('done', file=sys.stderr)",
        "import warnings\nwarnings.warn('slow')",
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.set_title('x')\nplt.show()",
        "w = Number(1)\nw.grad = None\nloss = w * w\nloss.backward()",
    ],
    ids=["list", "stderr", "warning", "plot", "object"],
)
def test_code_that_keeps_to_its_own_names_does_not_reach(source: str) -> None:
    """Training, plotting and printing change nothing that others see."""
    assert not reaches(source)


@pytest.mark.parametrize(
    "source",
    [
        "HISTORY.append(1)",
        "N = Number\nN.backward = lambda self: None",
        "a, N = 1, Number\nN.num = 7",
        "x = HISTORY\nx.append(1)",
        "x = models[0]\nx.weight = 1",
        "x = first or second\nx.num = 1",
        "Number.backward = better",
        "cache['x'] = 1",
        "import numpy as np\nnp.random.seed(1)",
        "from random import seed\nseed(1)",
        "import sys\nsys.setrecursionlimit(10**6)",
        "import sys as s\ns.modules.clear()",
        "from os import environ",
        "exec('x = 1')",
        "globals()['f'] = 1",
        "def f():\n    global counter\n    counter = 1\nf()",
        "del backward",
        "from helpers import *",
        "import gc",
        "x = ().__class__.__bases__",
        "await something()",
    ],
)
def test_code_that_could_change_others_reaches(source: str) -> None:
    """Foreign objects, modules' settings and everything dynamic count as reaching."""
    tree = compile(
        source,
        "cell",
        "exec",
        ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
        dont_inherit=True,
    )

    assert effects(tree.body)["reaches"]


def test_names_of_functions_own_are_not_the_modules() -> None:
    """A local `x` is no use of a module's `x`; a free one is."""
    found = effects(ast.parse("def f(x):\n    y = x + free\n    return y").body)

    assert found["binds"] == ["f"]
    assert found["uses"] == ["free"]
