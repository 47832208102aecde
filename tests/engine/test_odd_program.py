"""What a hand-in finds when it looks at the program that it is: itself, as if started alone.

Each of these once cost an honest hand-in the answer that stood below in the same cell.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.sandbox import layers
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher, WorkerLimits
from tests.toy import loadable

Ask = Callable[[str, str], object]


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    """One launcher for this file."""
    own = Launcher(WorkerLimits(memory_bytes=64 << 20))
    yield own
    own.close()


@pytest.fixture
def ask(launcher: Launcher) -> Iterator[Ask]:
    """Loads code as a check's worker does, and gives the value of an expression in it."""
    worker = launcher.worker()

    def ask_(code: str, expression: str) -> object:
        source = f"{code}\ndef value():\n    return {expression}\n"
        worker.send(loadable(source).frame(), Budget(20.0))
        worker.answer(Budget(20.0))
        step = {"op": "global", "name": "value", "kind": ["union", "str", "number", "bool"]}
        header, _ = worker.ask({"op": "run", "program": [step]}, [], Budget(20.0))
        return header.get("value", header)

    yield ask_
    worker.kill()


def test_the_worker_runs_the_python_that_grades(ask: Ask) -> None:
    """The interpreter inside is the one outside, to the build: the records name it."""
    assert ask("import sys", "sys.version") == sys.version


def test_bubblewrap_with_another_python_inside_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the program finds another interpreter's library inside, that layer is refused."""
    other = tmp_path / "bwrap"
    other.write_text("#!/bin/sh\necho \"'3.11.0 (main)'\"\n", encoding="utf-8")
    other.chmod(0o755)
    monkeypatch.setattr(layers, "bubblewrap", lambda: str(other))
    layers.bubblewrap_refusal.cache_clear()
    try:
        refusal = layers.bubblewrap_refusal()
    finally:
        layers.bubblewrap_refusal.cache_clear()

    assert refusal == "Python is another one inside: '3.11.0 (main)'"


def test_the_program_has_no_arguments(ask: Ask) -> None:
    """`sys.argv` holds the name of the program alone, so that argparse and guards work."""
    code = "import sys, argparse\nparsed = argparse.ArgumentParser().parse_args()"

    assert ask(code, "f'{len(sys.argv)} {parsed}'") == "1 Namespace()"


def test_the_main_module_is_the_hand_in(ask: Ask) -> None:
    """`from __main__ import f` and `cProfile.run('f()')` find what the hand-in defines."""
    code = (
        "import cProfile, contextlib, io, timeit\n"
        "def work(): return 7\n"
        "took = timeit.timeit('work()', setup='from __main__ import work', number=1)\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n    cProfile.run('work()')\n"
        "from __main__ import work as again\n"
    )

    assert ask(code, "again() if took >= 0 else 0") == 7


def test_the_file_lies_in_the_working_folder(ask: Ask) -> None:
    """`os.chdir(os.path.dirname(__file__))`, which editors teach, stays where it is."""
    code = "import os\nbefore = os.getcwd()\nos.chdir(os.path.dirname(os.path.abspath(__file__)))"

    assert ask(code, "before == os.getcwd()") is True


def test_code_sees_its_own_source_in_every_check(ask: Ask) -> None:
    """`inspect.getsource` gives on every loading what it gives on trial."""
    code = "import inspect\ndef f(x):\n    return x  # here\ntext = inspect.getsource(f)"

    assert ask(code, "text") == "def f(x):\n    return x  # here\n"
