"""The strict percent reader accepts a part of what jupytext reads, and reads it the same."""

from __future__ import annotations

import subprocess
import sys

import jupytext
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.course.percent import as_comment, as_notebook, as_python, read_cells
from tests.courses_helper import MANUAL_SOURCE, SOURCE

HEADER = (
    "# ---\n# jupyter:\n#   kernelspec: {display_name: P, language: python, name: python3}\n# ---\n"
)

Read = list[tuple[str, dict[str, str], str]]


def ours(text: str) -> Read:
    """What our reader makes of a source that it accepts, as a notebook has it."""
    cells, mistakes = read_cells(text)
    assert mistakes == ()
    return [
        ("markdown", dict(c.marks), c.text)
        if c.markdown
        else ("code", dict(c.marks), as_notebook(c.text))
        for c in cells
    ]


def theirs(text: str) -> Read:
    """What jupytext makes of it, without its own notes and the blank lines at a cell's edges."""
    read = []
    for cell in jupytext.reads(text, "py:percent").cells:
        marks = {k: v for k, v in cell.metadata.items() if k != "lines_to_next_cell"}
        lines = cell.source.split("\n")
        while lines and not lines[0].strip():
            lines = lines[1:]
        while lines and not lines[-1].strip():
            lines = lines[:-1]
        read.append((cell.cell_type, marks, "\n".join(lines)))
    return read


def refusals(text: str) -> list[str]:
    """What our reader refuses, each with its line."""
    return [f"{m.line}: {m.text}" for m in read_cells(text)[1]]


@pytest.mark.parametrize(
    "body",
    [
        "# %%\nx = 1\n",
        "# %%\nx = 1",
        "# %%\n",
        "\n# %%\n\n\nx = 1\n\n\n\n\n# %%\ny = 2\n\n\n",
        "# %%\r\nx = 1\r\n\r\n# %% [markdown]\r\n# a\r\n",
        '# %% solution="one"\nx = 1\n\n# %% check="two" \nassert x\n',
        '# %% [markdown] manual="three"\n# a\n',
        "# %% [markdown]\n# # Title\n#\n#     code\n#\n#\n# end  \n",
        "# %% [markdown]\n# one\n\n# two\n",
        "# %% [markdown]\n#\n# ```python\n# # a comment\n# x = 1\n# ```\n# ~~~\n# ```\n# ~~~\n",
        "# %% [markdown]\n# - what?\n# why?\n# ls files\n# %matplotlib inline\n# !ls\n",
        "# %%\n# %matplotlib inline\nx = 1\n",
        "# %%\n# %load_ext a_b\n",
        '# %%\ndef f():\n    """# %matplotlib inline\n# why?\n    # ls\n    """\n',
        '# %%\nx = """\n\n\n"""\n\n\n# %%\n',
        '# %%\nx = """it\'s # here"""  # "quoted\ny = \'#\' # \'\'\'\nz = "\\""\n\n# %%\nw = 1\n',
        "# %%\nx = f'''{1}\n'''\nls = [1]\nls += [2]\n# A comment. Why?\nx = ls[0] % 2\n",
        "# %%\nx = '\\\\'\ny = 2\n\n# %%\nz = 3\n",
        "# %%\n#comment\n#\n#  two\nclass A:\n    # What is it?\n    x = 1\n\n\n    y = 2\n",
        "# %%\n# In the first step [1]:\nx = 1  # %% not a mark\n",
    ],
)
def test_tricky_sources_are_read_as_jupytext_reads_them(body: str) -> None:
    """Blank lines, quotes, magics, fences and marks mean the same to both readers."""
    assert ours(HEADER + body) == theirs(HEADER + body)


def test_a_real_source_is_read_as_jupytext_reads_it() -> None:
    """Every mark of the toy source arrives in jupytext as metadata of the same cell."""
    read = theirs(SOURCE + MANUAL_SOURCE)

    assert ours(SOURCE + MANUAL_SOURCE) == read
    assert [list(marks) for _, marks, _ in read].count(["solution"]) == 2
    assert read[-1][1] == {"manual": "why"}


LINES = st.sampled_from(
    [
        "",
        "",
        "x = 1",
        "def f(a):",
        "    return a",
        "    # inner",
        '    """Doc."""',
        '"""',
        "'''",
        "s = '''a",
        'q = "it\'s"',
        "x = '\\\\'",
        "# text",
        "#",
        "# # two",
        "#three",
        "#  four",
        "# why?",
        "# copy it",
        "# Copy it",
        "# !ls",
        "# %time",
        "# %%time",
        "%time",
        "# a = %b",
        "# + plus",
        "# # + plus",
        "# ```",
        "# ~~~ a",
        "# <codecell>",
        "# In[3]:",
        "  # %%",
        "#%%",
        "# %%",
        "# %%",
        "# %% [markdown]",
        '# %% solution="a"',
        '# %% [markdown] manual="b"',
        "# %% title",
        "# %% [raw]",
        "# %%%",
        "x \\",
        "\tx",
        "    ",
        "a\u2028b",
        "# ---",
    ]
)


@settings(max_examples=600, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES, max_size=14))
def test_whatever_is_accepted_is_read_as_jupytext_reads_it(lines: list[str]) -> None:
    """Over random piles of awkward lines, an accepted file means the same to both readers."""
    text = HEADER + "# %%\n" + "\n".join(lines) + "\n"

    if not read_cells(text)[1]:
        assert ours(text) == theirs(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x = 1\n", "1: expected the header that begins with `# ---`"),
        ("# ---\n# a: b\n# ---\n# %%\n", "1: the header names no kernel; write `name: python3`"),
        ("# ---\n# a: b\nx = 1\n", "1: the header has no end"),
        (HEADER, "5: the file holds no cell"),
        (HEADER + "x = 1\n# %%\n", "5: stands before the first cell"),
        (HEADER + "\n\n# %%\n", "6: a second empty line here makes an empty first cell"),
        (HEADER + "# %% title\n", "5: cannot read the mark '# %% title'"),
        (HEADER + "# %% solution=a\n", "5: cannot read the mark"),
        (HEADER + "# %% [raw]\n", "5: cannot read the mark"),
        (HEADER + "# %%\n#%%\n", "6: '#%%' looks like a cell's mark"),
        (HEADER + "# %%\nif 1:\n    # %%\n    x = 1\n", "7: '# %%' looks like a cell's mark"),
        (HEADER + "# %%\n# <codecell>\n", "6: '# <codecell>' looks like a cell's mark"),
        (HEADER + "# %% [markdown]\n# a\nb\n", "7: a line of a text cell begins with `# `"),
        (HEADER + "# %% [markdown]\n#b\n", "6: a line of a text cell begins with `# `"),
        (HEADER + "# %% [markdown]\n# ```\n# a\n", "5: a block that begins with ``` is not closed"),
        (HEADER + "# %%\nx = = 1\n", "6: is not Python: invalid syntax"),
        (
            HEADER + "# %%\n%matplotlib inline\n",
            "6: is not Python: invalid syntax (a magic is written",
        ),
        (HEADER + "# %%\nx\x0c = 1\n", "6: holds the control character '\\x0c'"),
        (HEADER + "# %%\n# Why?\n", "6: Jupyter would run the comment '# Why?' as a command"),
        (HEADER + "# %%\n    # !ls\n", "6: Jupyter would run the comment '# !ls' as a command"),
        (HEADER + "# %%\n# %%time\n", "6: Jupyter would run the comment '# %%time' as a command"),
        (HEADER + "# %%\n# copy it\n", "6: Jupyter would run the comment '# copy it' as a command"),
        (HEADER + "# %%\n# %time 1 # noescape\n", "6: Jupyter would run the comment"),
    ],
)
def test_what_readers_disagree_about_is_refused(text: str, part: str) -> None:
    """Each refusal names its line and what to write."""
    assert any(said.startswith(part) for said in refusals(text)), refusals(text)


@pytest.mark.parametrize(
    "body",
    [
        'x = """\n# %%\n"""\n',
        "class A:\n    x = 1\n# %%\n    y = 2\n",
        "x = [\n1,\n# %%\n]\n",
    ],
)
def test_a_mark_inside_a_statement_is_refused(body: str) -> None:
    """A cell's mark in a string or a block is refused: editors break the cell there."""
    said = refusals(HEADER + "# %%\n" + body)

    assert len(said) == 1
    assert "stands inside the statement (or the string) that begins at line 6" in said[0]


def test_every_refusal_is_given_at_once() -> None:
    """Mistakes do not hide each other, and come in the order of their lines."""
    said = refusals(HEADER + "y\n# %% a\n#%%\n# %% [markdown]\nx\n")

    assert [s.split(":")[0] for s in said] == ["5", "6", "7", "9"]


def test_a_magic_survives_the_way_to_the_notebook_and_back() -> None:
    """`# %name` is a magic in the notebook and a comment in Python, also beside a docstring."""
    text = '# %matplotlib inline\ndef f():\n    """\n# %time\n    """'

    assert as_notebook(text) == '%matplotlib inline\ndef f():\n    """\n# %time\n    """'
    assert as_python(as_notebook(text)) == text


def test_python_without_magics_is_left_alone() -> None:
    """A string that begins a line with a percent sign is not taken for a magic."""
    text = 'x = """\n%time\n"""'

    assert as_notebook(text) == text
    assert as_python(text) == text


def test_markdown_becomes_comments_that_are_read_back() -> None:
    """Each line of a text is a comment, an empty one without a blank behind it."""
    text = "# Title\n\n    code"

    assert as_comment(text) == "# # Title\n#\n#     code"
    assert read_cells(f"{HEADER}# %% [markdown]\n{as_comment(text)}")[0][0].text == text


def test_reading_a_source_imports_no_notebook_library() -> None:
    """The judge reads the reference from here and must not pay for jupytext or nbformat."""
    code = (
        "import sys; import grader.course.source, grader.course;"
        "print([m for m in ('jupytext', 'nbformat', 'nbgrader', 'nbconvert', 'yaml', 'IPython')"
        " if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
