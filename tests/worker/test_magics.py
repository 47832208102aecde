"""Tests of `grader.worker.magics`: what is taken out of a cell, compared with IPython."""

from __future__ import annotations

import ast
import time

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from grader.worker.magics import transform_cell

# Every cell is also given to IPython's own transformer.
CELLS = {
    "plain": "x = 1\ny = x % 2\n",
    "line magic": "%matplotlib inline\nx = 1",
    "indented": "if True:\n    %time\n    !ls\nx = 1",
    "shell": "!pip install numpy\n!!ls\nx = 1",
    "help": "x = 1\n?print\nprint?\nprint??\ny = 2",
    "assigned magic": "x = %who\ny = !ls\nz = 1",
    "in a string": 's = """\n%matplotlib inline\n!ls\nwhat?\n"""\nt = "100% sure?"\nx = 1',
    "in brackets": "x = (7\n% 4\n)\ny = [1,\n     2]",
    "continued": "x = 7 \\\n% 4\ny = 1",
    "continued magic": "!echo a \\\n  b\nx = 1",
    "continued string": "x = ('sum (of \\\ntwo) is %d'\n     % 2)\n%magic\ny = \"a\\\\\"\nz = 1",
    "broken off string": "x = ('a \\\nb\\\n% c')\n!ls\ny = 'it''s \\\n'\n%magic\nz = 1",
    "comment": "# what?\nx = 1  # 100 % of it?\n# %magic",
    "not equal": "x = 1\ny = x != 2\nz = not x == 3",
    "formats": "x = 'a %d' % 3\ny = f'{x!r}'\nz = '%s?' % x",
    "prompts": ">>> x = 1\n>>> def f():\n...     return 2\n...\n>>> y = f()",
    "numbered prompts": "In [1]: x = 1\nIn [2]: def f():\n   ...:     return 2\n",
    "indented cell": "    x = 1\n    def f():\n        return x\n",
    "decorated": "@staticmethod\ndef f(a=1, *b):\n    return a @ b\n",
    "comparison": "def f(a, b):\n    return a <= b\nx = y = 3\n",
    "quotes in a comment": "x = 1  # don't\n%magic\ny = 2",
    "empty lines first": "\n\n%%time\nx = 1",
    "keyword": "f = dict(a=1, b=2)\n%magic\n",
}


def _names(source: str) -> set[str]:
    """What a cell binds at its top, calls of magics aside."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def _kept(source: str) -> list[str]:
    """The statements that are no magic's, as text that does not depend on spaces."""
    texts = [ast.unparse(each) for each in ast.parse(source).body]
    return [text for text in texts if "get_ipython()" not in text and text != "pass"]


@pytest.mark.parametrize("name", CELLS)
def test_takes_out_what_ipython_takes_out(name: str) -> None:
    """A cell binds the same names as under IPython's transformer, and keeps its own statements."""
    ours, _ = transform_cell(CELLS[name])
    theirs = TransformerManager().transform_cell(CELLS[name])

    if name == "empty lines first":  # IPython hands the body on as one string
        theirs = theirs + "\nx = 1"
    assert _names(ours) == _names(theirs)
    if "assigned" not in name and name != "indented":
        assert _kept(ours) == _kept(theirs)


@pytest.mark.parametrize("name", [name for name in CELLS if "prompts" not in name])
def test_lines_keep_their_numbers(name: str) -> None:
    """A transformed cell has as many lines as before, so that a traceback names the right one."""
    source = CELLS[name]

    assert transform_cell(source)[0].count("\n") == source.count("\n")


def test_a_string_is_left_alone() -> None:
    """A percent sign, an exclamation mark and a question mark inside a string stay."""
    source = CELLS["in a string"]

    assert transform_cell(source) == (source, [])


def test_a_block_of_magics_alone_still_compiles() -> None:
    """A magic that is a block's only statement becomes pass."""
    text, _ = transform_cell("def f():\n    %time\nclass A:\n    !ls")

    assert [type(each) for each in ast.parse(text).body] == [ast.FunctionDef, ast.ClassDef]


@pytest.mark.parametrize("magic", ["time", "timeit -n 3", "capture out", "prun"])
def test_a_measured_body_is_run(magic: str) -> None:
    """The body of a cell magic that runs Python stays, on its own lines."""
    text, notes = transform_cell(f"%%{magic}\n%matplotlib inline\nx = 1")

    assert (text, notes) == ("\n\nx = 1", [])


def test_measures_may_stand_above_each_other() -> None:
    """Several cell magics above one body are all taken out."""
    assert transform_cell("%%capture\n%%time\nx = 1")[0] == "\n\nx = 1"


@pytest.mark.parametrize("magic", ["writefile net.py", "file net.py", "writefile -a net.py"])
def test_a_written_module_is_run(magic: str) -> None:
    """What a student writes into a .py file by magic is the student's code."""
    assert transform_cell(f"%%{magic}\ndef f(): pass")[0] == "\ndef f(): pass"


@pytest.mark.parametrize("magic", ["bash", "html", "javascript", "writefile data.csv", "unknown"])
def test_another_language_is_left_out_and_said(magic: str) -> None:
    """The body of another cell magic is not run, and a note names the magic."""
    text, notes = transform_cell(f"%%{magic}\nls -l\nx")

    assert text.strip() == ""
    assert notes == [f"begins with %%{magic.split()[0]}, so it is not run as Python"]


def test_a_timed_statement_is_kept() -> None:
    """`%time statement` binds its names in a notebook, so the statement stays."""
    text, _ = transform_cell("%time x = 1\nif x:\n    %time y = 2\n%time for x in y:")

    assert text == "x = 1\nif x:\n    y = 2\n"


def test_an_assigned_magic_gives_none_and_says_so() -> None:
    """`x = !ls` binds None with a note, several targets are left unbound."""
    text, notes = transform_cell("x = !ls\na, b = !ls\n    ")

    assert text == "x = None\n\n    "
    assert [note[:7] for note in notes] == ["line 1:", "line 2:"]


@pytest.mark.parametrize("magic", ["%pylab inline", "%store -r x", "%load other.py"])
def test_what_would_bring_names_is_said_to_be_left_out(magic: str) -> None:
    """Code below that misses them must not seem wrong for no reason."""
    (note,) = transform_cell(f"x = 1\n{magic}")[1]

    assert note.startswith(f"line 2: {magic.split()[0]} is not followed; ")


def test_a_notebook_that_is_run_is_said_to_be_left_out() -> None:
    """`%run other.py` is not followed, and a note says so."""
    (note,) = transform_cell("%run other.py")[1]

    assert note == "line 1: %run is not followed; put what you need of that code into a cell"


def test_takes_time_in_proportion() -> None:
    """Ten times the magics take about ten times the CPU: IPython's take a hundred times."""

    def cpu_s(count: int) -> float:
        source = "%a\n'''\n" * count
        runs = []
        for _ in range(3):
            begun = time.process_time()
            transform_cell(source)
            runs.append(time.process_time() - begun)
        return min(runs)

    cpu_s(10)
    # A ratio of CPU times, not a time: 10 if linear, 100 if quadratic.
    assert cpu_s(20000) < 40 * max(cpu_s(2000), 1e-4)
