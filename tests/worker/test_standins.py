"""Tests of `grader.worker.standins`: whatever a notebook draws, it loads, and draws no number."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader.worker.standins import Finder, Silent

DISPLAY = (
    *("matplotlib", "pylab", "IPython", "ipywidgets", "tqdm", "pandas", "google.colab"),
    "seaborn_like",
)


@pytest.fixture
def names() -> Iterator[dict[str, Any]]:
    """Names to run a cell in, where the display modules are stand-ins."""
    roots = {each.partition(".")[0] for each in DISPLAY}
    kept = {name: m for name, m in sys.modules.items() if name.partition(".")[0] in roots}
    for name in kept:
        del sys.modules[name]
    finder = Finder(DISPLAY)
    sys.meta_path.insert(0, finder)
    yield {}
    sys.meta_path.remove(finder)
    for name in [name for name in sys.modules if name.partition(".")[0] in roots]:
        del sys.modules[name]
    sys.modules.update(kept)


@pytest.mark.parametrize(
    "cell",
    [
        "plt.rcParams['figure.figsize'] = (8, 6)\nplt.plot([1])",
        "import matplotlib\nmatplotlib.use('Agg')\nfrom matplotlib import pyplot as plt, cm\n"
        "plt.figure(figsize=(3, 4)).savefig('x.png')",
        "fig, ax = plt.subplots(figsize=(3, 3))\nax.set(title='a')\n"
        "line, = ax.plot([1, 2])\nline.set_color('r')",
        "fig, axes = plt.subplots(2, 2)\naxes[0, 1].plot([1])\n"
        "axes[0][1].plot([1])\naxes[:, 0]\n(a, b), (c, d) = axes",
        "fig, (a, b) = plt.subplots(1, 2)\na.plot(); b.plot()",
        "fig = plt.figure()\naxes = fig.subplots(3)\nassert len(axes) == 3",
        "with plt.style.context('ggplot'), plt.xkcd():\n    plt.plot()",
        "n, bins, patches = plt.hist([1, 2])\na, *rest = plt.plot()",
        "def f(ax: plt.Axes | None = None, b: int | plt.Axes = 1):\n"
        "    return isinstance(ax, plt.Axes)\nassert not f()",
        "from matplotlib.animation import FuncAnimation\nFuncAnimation(1, print, frames=3)",
        "from matplotlib.pyplot import *\nplot([1]); show()",
        "from IPython.display import display, HTML, clear_output\ndisplay(HTML('a'))",
        "from IPython.display import *\ndisplay(3)",
        "from IPython import get_ipython\nget_ipython().run_line_magic('matplotlib', 'inline')",
        "import pandas as pd\ndf = pd.DataFrame({'a': [1]})\ndf['b'] = 2\ndf.head()\ndel df['b']\n"
        "print(f'{df.a.mean():.3f}', pd.__version__)",
        "import pandas as pd\nfor row in pd.read_csv('x.csv').itertuples():\n    raise ValueError",
        "from google.colab import drive, files\ndrive.mount('/content/drive')",
        "import ipywidgets as widgets\nclass W(widgets.Button):\n    x = 1\nassert W().x == 1",
        "import seaborn_like as sns\nsns.set_theme(style='x')\nsns.heatmap([[1]]).set(title='a')",
    ],
)
def test_what_notebooks_do_loads(names: dict[str, Any], cell: str) -> None:
    """Cells as they are found in hand-ins run to their end."""
    exec("import matplotlib.pyplot as plt", names)
    exec(cell, names)


def test_axes_can_be_walked_through(names: dict[str, Any]) -> None:
    """A grid has as many axes as were asked for, so a loop over it runs as often."""
    exec(
        "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(nrows=2, ncols=3)\n"
        "n = [len(list(axes.flat)), len(list(axes.ravel())), len(list(axes)), len(axes)]\n"
        "pairs = list(zip(axes.flatten(), 'abcdefgh'))\n"
        "one = plt.subplots(squeeze=False)[1]\none[0, 0].plot()\nn.append(len(list(one.flat)))",
        names,
    )

    assert names["n"] == [6, 6, 2, 2, 1]
    assert len(names["pairs"]) == 6


@pytest.mark.parametrize(
    "cell",
    [
        "from tqdm import tqdm\nx = [i for i in tqdm(range(3), desc='a')]",
        "import tqdm\nx = list(tqdm.tqdm(range(3)))",
        "from tqdm import trange\nx = list(trange(3, leave=False))",
        "from tqdm.auto import tqdm\nwith tqdm(range(3)) as bar:\n    x = [i for i in bar]\n"
        "    bar.set_postfix(loss=1); bar.update(1)\ntqdm.write('a')",
        "from tqdm.notebook import tqdm, trange\nx = [j for i, j in enumerate(tqdm([0, 1, 2]))]",
        "from tqdm import tqdm_notebook\nx = list(tqdm_notebook(iter([0, 1, 2])))",
        "from tqdm.contrib import tenumerate, tzip\nx = [i for i, _ in tenumerate('abc')]\n"
        "assert list(tzip('a', 'b')) == [('a', 'b')]",
        "from tqdm import *\nx = list(trange(3))\nassert len(tqdm([1, 2])) == 2",
        "from tqdm import tqdm\nx = [0, 1, 2]\nwith tqdm(total=3) as bar:\n    bar.update(3)\n"
        "assert list(bar) == []",
    ],
)
def test_a_progress_bar_gives_what_it_is_around(names: dict[str, Any], cell: str) -> None:
    """A loop over a bar is the loop."""
    exec(cell, names)

    assert names["x"] == [0, 1, 2]


@pytest.mark.parametrize(
    "cell",
    [
        "@interact(x=(0, 1))\ndef f(x):\n    return 5",
        "@interact\ndef f(x):\n    return 5",
        "def f(x):\n    return 5\ninteract(f, x=3)",
        "f = interact_manual(lambda x: 5)",
    ],
)
def test_a_decorated_function_stays_itself(names: dict[str, Any], cell: str) -> None:
    """What is shown with sliders can still be called."""
    exec(f"from ipywidgets import interact, interact_manual\n{cell}\ny = f(1)", names)

    assert names["y"] == 5


@pytest.mark.parametrize(
    "use",
    [
        *("float(s)", "int(s)", "s + 1", "1 + s", "s < 1", "s >= s", "abs(s)", "round(s)"),
        *("[1][s]", "s @ s", "-s", "complex(s)", "divmod(s, 2)", "range(s)", "np.ones(2) * s"),
        *("s * np.ones(2)", "np.float64(1) + s", "float(np.asarray(s))", "math.floor(s)"),
        "len(s)",
    ],
)
def test_a_stand_in_is_no_number(use: str) -> None:
    """Calculating, ordering and converting raise TypeError."""
    with pytest.raises(TypeError):
        exec(f"import math, numpy as np\n{use}", {"s": Silent("pandas.x")})


def test_a_stand_in_equals_no_value() -> None:
    """Equality is identity, so that no comparison with a value comes out true."""
    silent = Silent("a")

    assert silent == silent
    assert silent != 3
    assert not isinstance(np.asarray(silent).item(), float)


def test_private_names_are_not_there() -> None:
    """Copying, and whatever probes for methods by name, finds none."""
    silent = Silent("a.b")

    assert not hasattr(silent, "_repr_html_")
    assert not hasattr(silent, "__array__")
    assert isinstance(copy.deepcopy(silent), Silent)
    assert repr(silent.c().d[0]) == "<a.b.c().d[]: not shown when grading>"


def test_a_path_does_not_grow_for_ever() -> None:
    """Ten thousand attributes deep, the text is still short."""
    silent = Silent("a")
    for _ in range(10_000):
        silent = silent.deeper

    assert len(repr(silent)) < 200


def test_unlisted_modules_are_not_found() -> None:
    """A stand-in is made for what is listed and what is inside it, nothing else."""
    finder = Finder(["tqdm", "google.colab"])

    def found(name: str) -> bool:
        return finder.find_spec(name, None) is not None

    assert [found(each) for each in ("tqdm", "tqdm.auto", "google", "google.colab")] == [True] * 4
    assert [found(each) for each in ("tqdmx", "google.cloud", "goo", "numpy")] == [False] * 4
