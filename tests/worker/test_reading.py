"""Tests of `grader.worker.reading` and `percent`: every quirk of how hand-ins arrive."""

from __future__ import annotations

import codecs
import json
from typing import Any

import jupytext
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.worker.percent import split_cells
from grader.worker.reading import MAX_CELLS, Unreadable, read_hand_in


def cell(source: Any = "x = 1", kind: str = "code", **metadata: Any) -> dict[str, Any]:
    """A cell as a notebook file holds it."""
    return {"cell_type": kind, "source": source, "metadata": metadata}


def notebook(*cells: Any, **more: Any) -> bytes:
    """A notebook file."""
    return json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5, **more}).encode()


def sources(data: bytes, name: str = "net.ipynb") -> list[str]:
    """The sources of the cells that are read."""
    return [each["source"] for each in read_hand_in(data, name)["cells"]]


def unreadable(data: bytes, name: str = "net.ipynb") -> str:
    """What the student is told."""
    with pytest.raises(Unreadable) as caught:
        read_hand_in(data, name)
    return str(caught.value)


def test_reads_a_notebook() -> None:
    """Types, sources and nbgrader's ids come out, in order."""
    data = notebook(
        cell(["a = 1\n", "b = 2"], nbgrader={"grade_id": "first", "solution": True}),
        cell("# Text", "markdown"),
        cell("", "raw", nbgrader="damaged"),
    )

    assert read_hand_in(data, "net.ipynb") == {
        "kind": "ipynb",
        "cells": [
            {"type": "code", "source": "a = 1\nb = 2", "grade_id": "first"},
            {"type": "markdown", "source": "# Text", "grade_id": None},
            {"type": "markdown", "source": "", "grade_id": None},
        ],
        "notes": [],
        "made": False,
    }


@pytest.mark.parametrize(
    "more",
    [
        {"nbformat_minor": 0, "metadata": {"colab": {"provenance": []}}},
        {"nbformat_minor": 2, "metadata": {"orig_nbformat": 4}},
        {"nbformat": "four"},
    ],
    ids=["colab", "vscode", "wrong version"],
)
def test_the_editors_own_fields_do_not_matter(more: dict[str, Any]) -> None:
    """Format numbers and editors' metadata are not looked at."""
    first = cell("a = 1", id="x1y2", outputId="1-2", colab={"height": 35})

    assert sources(notebook({**first, "id": "bad id!"}, **more)) == ["a = 1"]


def test_no_line_end_of_old_machines_is_left() -> None:
    """Neither in a source nor in a grade id."""
    read = read_hand_in(notebook(cell("a\rb", nbgrader={"grade_id": "x\ry"})), "toy.ipynb")

    assert "\r" not in read["cells"][0]["source"] + read["cells"][0]["grade_id"]


def test_a_grade_id_of_a_converted_py_release_counts() -> None:
    """What jupytext makes of a percent file's mark is the same mark."""
    made = jupytext.reads('# %% grade_id="construct"\nx = 1\n', fmt="py:percent")

    read = read_hand_in(json.dumps(made).encode(), "net.ipynb")
    assert read["cells"][0]["grade_id"] == "construct"


def test_reads_the_third_format() -> None:
    """A notebook with worksheets is read, with a note."""
    sheet = {"cells": [{"cell_type": "code", "input": ["a = 1\n", "b = 2"]}]}
    data = json.dumps({"worksheets": [sheet, sheet], "nbformat": 3}).encode()

    read = read_hand_in(data, "net.ipynb")
    assert [each["source"] for each in read["cells"]] == ["a = 1\nb = 2"] * 2
    assert read["notes"] == ["the notebook is in an old format (version 3)"]


@pytest.mark.parametrize("bad", [None, 3, "text", [1]])
def test_a_damaged_cell_keeps_its_place(bad: Any) -> None:
    """What is no cell is read as an empty one, with a note, and the numbers stay right."""
    read = read_hand_in(notebook(bad, cell("a = 1")), "net.ipynb")

    assert [each["source"] for each in read["cells"]] == ["", "a = 1"]
    assert read["notes"] == ["cell 1 is damaged and was not read"]


@pytest.mark.parametrize("source", [3, None, ["a", 3], {"a": "b"}])
def test_a_source_that_is_no_text_is_noted(source: Any) -> None:
    """A cell without text is empty, with a note."""
    read = read_hand_in(notebook(cell(source)), "net.ipynb")

    assert [each["source"] for each in read["cells"]] == [""]
    assert read["notes"] == ["cell 1 has no text that can be read"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"PK\x03\x04rest", "a zip archive"),
        (b"%PDF-1.4", "a PDF"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b'{"cells": [\x00]}', "Line 1 holds a NUL byte"),
        (b'{"cells": [\n{"cell_type"', "cut short (line 2, column 13)"),
        (b'{"cells": [\n"ab', "cut short (line 2, column 1)"),
        (b'{"cells": [\n1 2]}', "expecting ',' delimiter (line 2, column 3)"),
        (b'{\n<<<<<<< HEAD\n"cells": []\n=======\n>>>>>>> b\n}', "Line 2 is the mark of a merge"),
        (b'<<<<<<< HEAD\n{\n"cells": []\n', "Line 1 is the mark of a merge"),
        (b"[1, 2]", "JSON, but not a notebook."),
        (b"{}", "it has no list of cells"),
        (b'{"cells": {"a": 1}}', "it has no list of cells"),
        (b'{"worksheets": 3}', "it has no list of cells"),
        (b'{"worksheets": [{"cells": 3}]}', "it has no list of cells"),
        (b"hello", "not whole"),
        (b'{"cells": ' + b"[" * 200_000, "nested too deeply"),
        (b'{"cells": [], "metadata": ' + b"[" * 600 + b"]" * 600 + b"}", "nested too deeply"),
        (b'{"cells": ' + b"9" * 10_000 + b"}", "a number that is too long"),
    ],
    ids=lambda value: str(value)[:25],
)
def test_what_cannot_be_read_is_told_in_words(data: bytes, words: str) -> None:
    """Each damage has its own message, with the place where there is one."""
    assert words in unreadable(data)


@pytest.mark.parametrize("name", ["net.ipynb", "net.py"])
def test_too_many_cells_are_refused(name: str) -> None:
    """The number of cells is bounded."""
    data = (
        b"# %%\nx = 1\n" * (MAX_CELLS + 5)
        if name == "net.py"
        else notebook(*[cell()] * (MAX_CELLS + 5))
    )

    assert "more than 2000 cells" in unreadable(data, name)


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (codecs.BOM_UTF8 + "s = 'ä'\r\nt = 1\r".encode(), ""),
        ("s = 'ä'\nt = 1\n".encode(), ""),
        ("s = 'ä'\nt = 1\n".encode("utf-16"), "UTF-16"),
        ("# -*- coding: latin-1 -*-\ns = 'ä'\nt = 1\n".encode("latin-1"), ""),
        ("s = 'ä'\nt = 1\n".encode("cp1252"), "Windows-1252"),
        ("# coding: no_such\ns = 'ä'\nt = 1\n".encode("cp1252"), "Windows-1252"),
        ("# coding: punycode\ns = 'ä'\nt = 1\n".encode("cp1252"), "Windows-1252"),
        ("# coding: hex\ns = 'ä'\nt = 1\n".encode("cp1252"), "Windows-1252"),
    ],
    ids=["bom", "utf-8", "utf-16", "declared", "cp1252", "unknown", "punycode", "hex"],
)
def test_bytes_become_text(data: bytes, note: str) -> None:
    """UTF-8, then the coding line, then Windows-1252 with a note; line ends are one kind."""
    read = read_hand_in(data, "net.py")

    assert read["cells"][0]["source"].endswith("s = 'ä'\nt = 1")
    assert [note in each for each in read["notes"]] == ([True] if note else [])


def test_crlf_inside_a_cell_is_normalised() -> None:
    """A source whose lines end as on Windows compiles as any other."""
    assert sources(notebook(cell(["a = 1\r\n", "b = 2\r\n"]))) == ["a = 1\nb = 2\n"]


def test_halves_of_characters_are_replaced() -> None:
    """A lone surrogate, which no compiler takes, becomes a replacement character with a note."""
    read = read_hand_in(notebook(cell("s = '\ud800'  # \U0001f600"), cell("t\0 = 1")), "net.ipynb")

    assert [each["source"] for each in read["cells"]] == ["s = '\ufffd'  # \U0001f600", "t = 1"]
    assert "halves of characters" in read["notes"][1]


def test_a_py_that_is_a_notebook_is_read_as_one() -> None:
    """The content decides, and a note says so."""
    read = read_hand_in(b"\xef\xbb\xbf\n" + notebook(cell("a = 1")), "net.py")

    assert (read["kind"], read["cells"][0]["source"]) == ("ipynb", "a = 1")
    assert "whatever its name says" in read["notes"][0]


def test_a_notebook_that_is_python_is_read_as_such() -> None:
    """The content decides, and a note says so."""
    read = read_hand_in(b"import math\nx = 1\n", "net.ipynb")

    assert (read["kind"], len(read["cells"])) == ("py", 1)
    assert "is Python code" in read["notes"][0]


def test_a_py_that_begins_with_a_brace_is_python() -> None:
    """A dictionary at the top of a file makes no notebook of it."""
    assert read_hand_in(b"{1: 2}\n", "net.py")["kind"] == "py"


def test_a_py_without_marks_is_one_cell() -> None:
    """A bare file cannot be told apart."""
    assert sources(b"import math\n\nx = 1\n", "net.py") == ["import math\n\nx = 1"]


def test_marks_make_cells() -> None:
    """Percent marks give types and ids, in each of the spellings that editors write."""
    text = (
        "# ---\n# jupyter: x\n# ---\n\n"
        '# %% grade_id="construct"\na = 1\n\n'
        "# %% [markdown] grade_id='why'\n# # Words\n# more\n\n"
        '# %% Title nbgrader={"grade_id": "back", "points": {"a": 1}}\nb = 2\n'
        '# %% [md]\n"""\nquoted\n"""\n'
        "#%%\nc = 3\n# %%time\n"
        "# In[12]:\n\nd = 4\n"
        "    # %% no mark\n"
    )

    read = read_hand_in(text.encode(), "net.py")
    assert [(c["type"], c["grade_id"], c["source"]) for c in read["cells"]] == [
        ("code", "construct", "a = 1"),
        ("markdown", "why", "# Words\nmore"),
        ("code", "back", "b = 2"),
        ("markdown", None, "quoted"),
        ("code", None, "c = 3\n# %%time"),
        ("code", None, "d = 4\n    # %% no mark"),
    ]


def test_code_above_the_first_mark_is_a_cell() -> None:
    """Only comments above the first mark are no cell."""
    assert sources(b"import math\n# %%\nx = 1\n", "net.py") == ["import math", "x = 1"]


@pytest.mark.parametrize("mark", ["{broken", '{"grade_id": 3}', '{"other": 1}', "{" * 50])
def test_a_broken_mark_is_none(mark: str) -> None:
    """A mark that cannot be read begins a cell without an id."""
    read = read_hand_in(f"# %% nbgrader={mark}\nx = 1\n".encode(), "net.py")

    assert read["cells"] == [{"type": "code", "source": "x = 1", "grade_id": None}]


def test_a_mark_inside_a_string_makes_no_cell() -> None:
    """What stands in a triple-quoted string is text, in either kind of quotes."""
    text = "# %%\ns = '''a\n# %%\n\"\"\" \\'''\n# %%\n'''\n# %%\nt = \"it's\"  # don't\n# %%\nu = 1"

    assert len(sources(text.encode(), "net.py")) == 3


def test_a_mark_inside_the_first_string_makes_no_cell() -> None:
    """Of a file without marks too: a docstring that explains them must not cut its function."""
    text = 'def f():\n    """Cells begin with\n\n# %% such a line.\n    """\n    return 1'

    assert [cell["source"] for cell in read_hand_in(text.encode(), "net.py")["cells"]] == [text]


def test_a_string_left_open_costs_its_own_cell() -> None:
    """A cell whose string is never closed does not swallow the documented cells after it."""
    good = '# %% grade_id="c{}"\ndef f():\n    """Words."""\n'
    text = '# %%\ns = """never closed\n' + good.format(1) + good.format(2)

    read = read_hand_in(text.encode(), "net.py")
    assert [each["grade_id"] for each in read["cells"]] == [None, "c1", "c2"]


def read_py(text: str) -> list[tuple[str, str | None, str]]:
    """The cells of a `.py`: type, id and source."""
    cells = read_hand_in(text.encode(), "net.py")["cells"]
    return [(each["type"], each["grade_id"], each["source"]) for each in cells]


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    return 1",
        "class Net(Base):\n    pass",
        "class Net:\n    pass",
        "@property\ndef f(): ...",
        "async def f(): ...",
        "import numpy as np\nx = 1",
        "import math",
        "import math, os",
        "from numpy import (\n    array)",
        "W, b = 1, 2",
        "x: int = 3",
    ],
)
def test_code_below_a_text_is_run(code: str) -> None:
    """Python runs what stands there without a `#`, whatever an editor takes it for."""
    for kind in ("[markdown]", "[md]", "Words [raw] in a title", '[markdown] grade_id="t"'):
        text = f"# %% {kind}\n# Words.\n\n{code}\n# a remark\n# %%\ny = 2"
        (first, _, words), *rest = read_py(text)

        assert (first, words.split("\n")[0]) == ("markdown", "Words.")
        assert rest == [("code", None, f"{code}\n# a remark"), ("code", None, "y = 2")]


HELPER = "def local_sum(x):\n    return sum(x)"


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ('"""\n## My own helper\n"""', "## My own helper"),
        (
            "\n'''My own helper'''  # what follows is it",
            "'''My own helper'''  # what follows is it",
        ),
        (
            'r"""\nThe slope of $\\xi$,"""\n# on the helper\n',
            "The slope of $\\xi$,",
        ),
        ('"""One."""\n\n"""Two."""', 'One."""\n\n"""Two.'),
        ("# My own helper", "My own helper"),
        ("Because", "Because"),
    ],
)
@pytest.mark.parametrize(
    "code", [HELPER, f"@cache\n{HELPER}", f"for x in (1, 2):\n    pass\n\n{HELPER}"]
)
def test_code_below_the_words_is_run_and_is_no_word(words: str, read_as: str, code: str) -> None:
    """However the words are written; a person who reads them need not read it, too."""
    cells = read_py(f"# %% [markdown]\n{words}\n\n{code}\n# %%\ny = 2")

    assert [kind for kind, _, _ in cells] == ["markdown", "code", "code"]
    assert cells[0][2].strip() == read_as
    assert cells[1][2].endswith(code)
    assert not any(mark in cells[1][2] for mark in ("own", "slope", "Two", "Because"))


@pytest.mark.parametrize(
    "code",
    [
        'print("helper")\nlocal_sum = lambda x: sum(x)',
        'setattr(Tensor, "__add__", _plus)\nlocal_sum = lambda x: sum(x)',
        'setattr(Tensor, "__add__", _plus)',
        "for each in range(3):\n    sums.append(each)",
        "if True:\n    x = 3",
        "with open(p) as f:\n    pass",
        "try:\n    x = 3\nexcept ValueError:\n    pass",
        "while False:\n    pass",
        "Tensor.__add__ = _plus",
        'table["sum"] = 3',
        "(W, b), c = pair, 3",
        "*first, last = x",
        "x += 1",
        "(n := 3)",
        "await ready",
    ],
)
@pytest.mark.parametrize("words", ["# Words.\n\n", '"""\nWords.\n"""\n', ""])
def test_whatever_does_something_below_a_text_is_run(code: str, words: str) -> None:
    """Its first line need not look like code; a formula stays what a person reads, too."""
    (first, _, text), *rest = read_py(f"# %% [markdown]\n{words}{code}\n# %%\ny = 2")

    assert (first, rest) == ("markdown", [("code", None, code), ("code", None, "y = 2")])
    assert code in text or text.strip() == words.strip('#"\n ')


@pytest.mark.parametrize(
    "formula", ["loss = -log(p)", "O(n)", "W += x @ d", "loss = p since it is"]
)
def test_an_answer_that_is_a_formula_is_read(formula: str) -> None:
    """Who answers a question in words with one forgets the `#`; a person must see it."""
    (_, _, text), *_ = read_py(f'# %% [markdown] grade_id="why"\n# Because:\n{formula}')

    assert formula in text


def test_broken_code_below_a_string_is_told_as_code() -> None:
    """What no parser takes is code from its first line on that cannot be anything else."""
    cells = read_py(f'# %% [markdown]\n"""\nWords.\n"""\nx is\n\n{HELPER}\n)')

    assert [kind for kind, _, _ in cells] == ["markdown", "code"]
    assert cells[1][2] == f"{HELPER}\n)"


@pytest.mark.parametrize(
    "unit", ["(", "-", "a.", "x+", "not ", "a(", "a[", "{1:", "lambda:", "a=", '"""']
)
def test_no_text_is_too_deep_to_be_read(unit: str) -> None:
    """What the parser gives up on is words."""
    for count in (150, 3000, 40_000):
        cells = read_py(f"# %% [markdown]\n{unit * count}x")
        assert cells[0][0] == "markdown"


@pytest.mark.parametrize(
    "words",
    [
        "Because it is so.\nimportant = it is",
        "import matters of state",
        "class is a word, and def too",
        "from here on it is clear\n\nX == Y",
        '"""\ndef f(): ...\n"""',
        "'''x = 3'''",
        "    x = 3",
        "- x = 3",
        "Because",
        "x is y",
        "a, b",
        "Answer: yes",
        "return values",
        "raise awareness",
        "global minimum",
        '"""One."""\n"""Two."""',
        "'''One.'''\n# and\nBecause",
        '"""never closed\nx = 3',
        "pass",
    ],
)
def test_words_without_a_comment_sign_are_no_code(words: str) -> None:
    """A student who writes an answer in words forgets the `#`."""
    assert [kind for kind, _, _ in read_py(f"# %% [markdown]\n{words}\n")] == ["markdown"]


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        (
            "# Words.\n\nfor x in y\n    f(x)\n",
            ["lines 5 to 6 stand in a text cell and are not run"],
        ),
        ("\n# Words.\nwhat = (", []),
        ("x is y", ["line 3 stands in a text cell and is not run"]),
        ("# Words.\nx = 3", []),
        ("Because\nx = 3", ["line 3 stands in a text cell and is not run"]),
        ('"""\nWords.\n"""', []),
        ('"""\nWords.\n"""\nx = 3', []),
    ],
)
def test_lines_of_a_text_that_are_not_run_are_told(body: str, notes: list[str]) -> None:
    """Without a `#` they may be meant as code; an answer in words, which has an id, is read."""
    for grade_id, wanted in (("", notes), (' grade_id="why"', [])):
        text = f"x = 1\n# %% [markdown]{grade_id}\n{body}\n# %%\ny = 2"

        assert read_hand_in(text.encode(), "net.py")["notes"] == wanted


@pytest.mark.parametrize("mark", ["# %%", "# %% the second half", "#%%", "# In[3]:"])
@pytest.mark.parametrize("above", ["# %%\n", "", '# %% grade_id="construct"\n', "x = 1\n# %%\n"])
@pytest.mark.parametrize(
    "text",
    [
        "class Net:\n    x = 3\n\n{}\n    # more\n    y = 4",
        "class Net:\n{}\n    y = 4",
        "def f(a,\n{}\n      b):\n    return a",
    ],
)
def test_a_mark_within_a_block_is_a_comment(text: str, above: str, mark: str) -> None:
    """It stands at the left margin of a class or a function, as a line of any comment may."""
    cells = read_py(above + text.format(mark) + "\n# %%\nz = 5")

    assert [source for _, _, source in cells][-2:] == [text.format("#" + mark), "z = 5"]
    compile(cells[-2][2], "net.py", "exec")


@pytest.mark.parametrize(
    ("above", "mark"),
    [
        ("x = 1", "# %%"),
        ("def f():\n    return 1", '# %% grade_id="back"'),
        ("# a remark alone", "# %%"),
    ],
)
def test_an_indented_cell_of_its_own_stays_one(above: str, mark: str) -> None:
    """Whole cells are indented by accident, and one with an id is another answer."""
    cells = read_py(f"# %%\n{above}\n{mark}\n    y = 2\n")

    assert [source for _, _, source in cells] == [above, "    y = 2"]


def test_many_marks_within_a_block_take_proportional_time() -> None:
    """A file is read once, however many of its marks are none."""
    text = "class Net:\n" + "# %%\n    x = 3\n" * 1999

    assert [len(each["source"]) for each in split_cells(text, 2001)] == [len(text) + 1998]


def test_a_conflict_in_python_is_named() -> None:
    """The mark of a merge conflict stops the reading, one in a string does not."""
    conflict = "<<<<<<< HEAD\ny = 2\n=======\ny = 3\n>>>>>>> main\n"

    assert unreadable(("x = 1\n" + conflict).encode(), "net.py").startswith("Line 2 is the mark")
    assert len(sources(f'x = """\n{conflict}"""'.encode(), "net.py")) == 1


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    """Bytes of any kind are read, or refused in words."""
    for name in ("net.ipynb", "net.py"):
        try:
            said = json.dumps(read_hand_in(data, name))
        except Unreadable as error:
            said = str(error)
        said.encode()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["cells", "source", "cell_type", "metadata", "nbgrader", "grade_id"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_no_json_raises_anything_else(value: Any) -> None:
    """JSON of any form is read, or refused in words."""
    try:
        read = read_hand_in(json.dumps({"cells": value}).encode(), "net.ipynb")
    except Unreadable:
        return
    assert all(isinstance(each["source"], str) for each in read["cells"])


def test_marks_are_found_in_proportional_time() -> None:
    """Strings that open in every piece take no more steps than pieces: the split is exact."""
    text = "# %%\ns = '''\n" * 2000

    assert len(split_cells(text, 2001)) == 1000


def test_of_a_very_long_file_nothing_is_parsed() -> None:
    """A parser takes many times the memory of its text; what is surely code is run all the same."""
    text = f"# %% [markdown]\nfor x in y: pass\n{HELPER}\n" + "x is y\n" * 20_000

    assert [each["type"] for each in split_cells(text, 5)] == ["markdown", "code"]
    assert split_cells(text, 5)[1]["source"].startswith(HELPER)
    assert split_cells(text[:1000], 5)[1]["source"].startswith("for x")
