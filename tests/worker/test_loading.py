"""Tests of `grader.worker.loading`: cells run in one module, and a mistake costs its own place."""

from __future__ import annotations

import asyncio
import builtins
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.worker.loading import prepare, run_cell
from grader.worker.transform import compile_cells

DISPLAY = ("matplotlib", "tqdm", "google.colab")
Run = Callable[..., tuple[Any, list[dict[str, Any]]]]


@pytest.fixture
def run() -> Iterator[Run]:
    """Compiles and runs cells in a prepared module; the process is put back afterwards."""
    kept = (list(sys.meta_path), sys.stdin, dict(sys.modules))
    built_in = dict(vars(builtins))
    argv, main = sys.argv, sys.modules["__main__"]

    def run(*sources: str, **options: Any) -> tuple[Any, list[dict[str, Any]]]:
        cells = [{"label": f"cell {at}", "source": each} for at, each in enumerate(sources, 1)]
        module = prepare(DISPLAY)
        results = [
            run_cell(module, each["code"], each["label"], cell["source"], **options)
            for cell, each in zip(cells, compile_cells(cells), strict=True)
        ]
        return module, results

    yield run
    sys.meta_path[:], sys.stdin, modules = kept
    for name in vars(builtins).keys() - built_in.keys():
        delattr(builtins, name)
    vars(builtins).update(built_in)
    sys.argv, sys.modules["__main__"] = argv, main
    for name in set(sys.modules) - set(modules):
        del sys.modules[name]


def states(results: list[dict[str, Any]]) -> list[str]:
    """The states alone."""
    return [each["state"] for each in results]


def test_cells_share_one_module(run: Run) -> None:
    """The second cell sees the first one's names; the module is named submission."""
    module, results = run("import math\nx = 3\nname = __name__", "y = x + math.floor(1.5)")

    assert states(results) == ["ran", "ran"]
    assert (module.y, module.name, sys.modules["submission"]) == (4, "submission", module)


@pytest.mark.parametrize("test", ["__name__ == '__main__'", "'__main__' == __name__"])
def test_a_script_part_runs_as_in_a_notebook(run: Run, test: str) -> None:
    """There every cell runs as the program itself."""
    module, _ = run(f"if {test}:\n    x = 1\nelse:\n    x = 2")

    assert module.x == 1


def test_a_cell_that_raises_stops_there_and_the_next_one_runs(run: Run) -> None:
    """Names bound before the exception stay, later statements of the cell do not run."""
    module, results = run("a = 1\nb = 1 / 0\nc = 1", "d = a")

    assert states(results) == ["raised", "ran"]
    assert (module.d, hasattr(module, "c")) == (1, False)
    assert results[0]["error"]["frames"] == [["cell 1", 2, "<module>", "b = 1 / 0"]]
    assert (results[0]["done"], results[0]["of"]) == (1, 3)


@pytest.mark.parametrize("raised", ["SystemExit(0)", "KeyboardInterrupt", "GeneratorExit"])
def test_leaving_ends_the_cell_not_the_worker(run: Run, raised: str) -> None:
    """Exceptions that mean to end the program end their cell."""
    module, results = run(f"a = 1\nraise {raised}", "b = 2")

    assert (states(results), module.b) == (["raised", "ran"], 2)


def test_asking_for_input_is_told_apart(run: Run) -> None:
    """A cell that asks for input says so; code that expects no input goes on without."""
    module, results = run(
        "x = input('n?')", "try:\n    y = input()\nexcept EOFError:\n    y = 0", "import sys\n"
        "z = sys.stdin.read()",
    )  # fmt: skip

    assert states(results) == ["asked_input", "ran", "ran"]
    assert (module.y, module.z) == (0, "")


def test_an_absent_module_costs_the_statements_that_use_it(run: Run) -> None:
    """A right solution below `import seaborn` keeps its points."""
    module, (result,) = run(
        "import math, no_such_module as sns\nsns.set_theme()\n"
        "from no_such.deep import thing, other\n"
        "data = thing(3)\nprint(data)\n\ndef f():\n    return math.pi"
    )

    assert result["state"] == "ran"
    assert result["absent"] == ["no_such_module", "no_such"]
    assert result["skipped"] == [1, 2, 3, 4, 5]
    assert 3 < module.f() < 4


@pytest.mark.parametrize(
    "line",
    [
        "raise PermissionError(1, 'Operation not permitted')",
        "raise OSError(38, 'Function not implemented')",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 40, 1 << 40))",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 8))",
        "raise URLError(PermissionError(1, 'Operation not permitted'))",
        "raise socket.gaierror(-3, 'Temporary failure in name resolution')",
        "class Pool: its = denied()",
        "out, version = denied(), 3",
    ],
)
def test_what_nobody_may_do_here_costs_no_answer_below(run: Run, line: str) -> None:
    """A program may set its own machine up above its answers; the line is told."""
    begin = "import os, resource, socket; from urllib.error import URLError\n"
    denied = "def denied(): raise PermissionError(1, 'Operation not permitted')\n"
    module, (result,) = run(f"{begin}{denied}{line}\ndef f():\n    return 1")

    assert (result["state"], result["denied"]) == ("ran", [3])
    assert module.f() == 1


def test_what_was_denied_says_so_when_it_is_used(run: Run) -> None:
    """The name is there, any use of it is told, and what was there before is left."""
    denied = "def denied(): raise PermissionError(1, 'Operation not permitted')\n"
    module, (result,) = run(f"{denied}kept = 1\nout = kept = denied()\nprint(out.text)\ny = 1")

    assert (result["denied"], module.kept, module.y) == ([3, 4], 1, 1)
    with pytest.raises(PermissionError, match="Not allowed when grading"):
        len(module.out)
    assert repr(module.out) == "<from what is not allowed when grading>"


@pytest.mark.parametrize(
    "line",
    [
        "raise PermissionError('no')",
        "raise ValueError('no')",
        "open('/no/such/file')",
        "raise PermissionError(13, 'Permission denied')",
        "raise ConnectionError('no')",
        "raise type('URLError', (OSError,), {})()",
        "raise type('URLError', (OSError,), {})('no host given')",
        "lost = type('URLError', (OSError,), {})('x'); lost.args = (lost,); raise lost",
    ],
)
def test_other_errors_end_a_cell(run: Run, line: str) -> None:
    """Whether a file is forbidden or absent is the deployment's, and other errors are their own."""
    module, (result,) = run(f"import os\n{line}\ny = 1")

    assert (result["state"], result["denied"]) == ("raised", [])
    assert not hasattr(module, "y")


@pytest.mark.parametrize(
    "use",
    [
        *("v.x", "v()", "v[0]", "v + 1", "1 - v", "v == v", "bool(v)", "float(v)", "[*v]"),
        *("str(v)", "f'{v}'", "isinstance(1, v)", "class A(v): pass", "hash(v)", "len(v)"),
    ],
)
def test_a_name_from_an_absent_module_raises_on_use(run: Run, use: str) -> None:
    """Any use says which module is missing; it is never a value."""
    module, _ = run("from no_such_module import v")
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        exec(use, {"v": module.v})

    assert "no_such_module" in repr(module.v)


def test_a_function_that_needs_an_absent_module_raises_when_called(run: Run) -> None:
    """Defining it is no mistake; the exception is Python's own to whoever calls it."""
    module, (result,) = run("def f():\n    import no_such_module\n    return no_such_module.x")

    assert (result["state"], result["absent"]) == ("ran", [])
    with pytest.raises(ModuleNotFoundError):
        module.f()


def test_a_student_may_expect_the_absence(run: Run) -> None:
    """A try around the import works as anywhere."""
    module, (result,) = run("try:\n    import no_such_module\nexcept ImportError:\n    x = 1")

    assert (module.x, result["absent"]) == (1, [])


def test_what_is_defined_already_is_not_overwritten(run: Run) -> None:
    """Importing one's own function from an absent file leaves the function that is there."""
    module, _ = run("def f(): return 5", "from my_module import f")

    assert module.f() == 5


@pytest.mark.parametrize(
    "source",
    [
        "raise ModuleNotFoundError('made up')",
        "raise ModuleNotFoundError('made up', name='json')",
        "raise ModuleNotFoundError('made up', name=3)",
        "import json.no_such_part_at_all as x\nraise ValueError",
        "from json import no_such_name",
    ],
)
def test_other_failures_are_the_cells_own(run: Run, source: str) -> None:
    """An imitation of the error, or a missing name of a module that is there, stops the cell."""
    _, (result,) = run(source)

    assert result["state"] == "raised"


def test_display_modules_are_silent(run: Run) -> None:
    """Plots and progress bars load, and loops over a bar really run."""
    module, results = run(
        "import matplotlib.pyplot as plt\nfrom tqdm.auto import tqdm\nfig, ax = plt.subplots()\n"
        "total = 0\nfor i in tqdm(range(4)):\n    total += i\nax.plot([1]); plt.show()",
        "from google.colab import drive\ndrive.mount('/content/drive')",
        "get_ipython().run_line_magic('matplotlib', 'inline')",
    )

    assert (states(results), module.total) == (["ran"] * 3, 6)


@pytest.mark.parametrize(
    "line",
    [
        "display(3)", "display(1, 2, metadata={})", "help(len)", "license()", "bye = exit, quit",
        "In, Out, _, __, ___", "_ = 3", "Out.get(1)", "for _ in range(2): pass\ndel _",
        "shown = display(3) is None\nassert shown",
    ],
)  # fmt: skip
def test_what_every_notebook_has_is_there(run: Run, line: str) -> None:
    """A line that works in every notebook without an import does not stop the cell."""
    module, (result,) = run(f"{line}\nbehind = 1")

    assert (result["state"], module.behind) == ("ran", 1)


def test_who_ends_the_cell_ends_it(run: Run) -> None:
    """`exit()` stops a cell as it does in a program."""
    _, (result,) = run("exit()\nbehind = 1")

    assert result["state"] == "raised"
    assert result["error"]["type"] == "SystemExit"


def test_what_is_inside_a_plain_parent_can_be_absent(run: Run) -> None:
    """Of `google.colab` only `colab` is there."""
    _, (result,) = run("import google.protobuf")

    assert result["absent"] == ["google.protobuf"]


def test_a_cell_may_await(run: Run) -> None:
    """Every statement of an awaiting cell runs in the loop, one that needs an absent module too."""
    module, results = run(
        "import asyncio, no_such_module\nasync def f():\n    await asyncio.sleep(0)\n    return 3\n"
        "task = asyncio.get_running_loop().create_task(f())\nx = await task\nno_such_module.x\n"
        "y = 4",
        "await f(1)",
    )

    assert (states(results), module.x, module.y) == (["ran", "raised"], 3, 4)


def test_a_cell_may_await_where_no_loop_can_be_made(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that may open no socket still finishes a cell that waits for nothing outside."""

    def refused(_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(asyncio.Runner, "get_loop", refused)
    module, results = run("async def f():\n    return 3\nx = await f()")

    assert (states(results), module.x) == (["ran"], 3)


def test_statements_can_be_left_out_from_one_on(run: Run) -> None:
    """The engine can run a cell up to the statement that took too long."""
    begun: list[int] = []
    module, (result,) = run("a = 1\nb = 2\nc = 3", stop=2, before=begun.append)

    assert (module.b, hasattr(module, "c"), begun) == (2, False, [0, 1])
    assert result["of"] == 2
