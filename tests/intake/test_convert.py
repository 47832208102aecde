"""Tests of `grader.intake.convert`: in whichever form a hand-in comes, the same is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.intake.convert import notebook_bytes, to_notebook, to_percent
from grader.intake.rebuild import Rebuilt, rebuild
from grader.intake.release import release_of
from grader.worker.reading import read_hand_in
from tests.intake.hand_ins import ANSWERS, RELEASE, STUB_A, STUB_B, cell

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "assignments", ROOT / "docs/example/assignments"]
RELEASES = [path for folder in FOLDERS for path in sorted(folder.glob("*/*.ipynb"))]


def as_json(index: int) -> dict[str, Any]:
    """One cell of the small release, as a notebook has it."""
    known = RELEASE.cells[index]
    marks: dict[str, Any] = {name: getattr(known, name) for name in ("grade", "solution", "locked")}
    if known.grade:
        marks["points"] = known.points
    metadata = {"nbgrader": {**marks, "grade_id": known.grade_id}} if known.grade_id else {}
    made = {"cell_type": known.type, "id": f"id-{index}", "metadata": metadata}
    code = {"execution_count": None, "outputs": []} if known.type == "code" else {}
    return {**made, **code, "source": known.source}


RELEASED = {
    "cells": [as_json(index) for index in range(len(RELEASE.cells))],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "p"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}

RIGHT = "\n\n".join(ANSWERS.values())
DOC = 'def net():\n    """Marks:\n\n# %% no cell\n    """\n    return 1'
POOL = [
    *({"type": c.type, "source": c.source, "grade_id": c.grade_id} for c in RELEASE.cells),
    *({"type": c.type, "source": c.source, "grade_id": None} for c in RELEASE.cells),
    *(cell(source, name) for name, source in ANSWERS.items()),
    *(cell(source) for source in ANSWERS.values()),
    *(cell(f"{source}\n# more") for source in (STUB_A, STUB_B)),
    *(cell(source, "construct") for source in ("class Net:", "    x = 4", "")),
    *(cell(source) for source in (RIGHT, DOC, "", "x = 1", "import math", "%matplotlib inline")),
    *(cell(source) for source in ("!ls\nfiles = !ls", "%%time\ny = 2", "await later()", "(((")),
    *(cell("Because.", name, "markdown") for name in ("why", None, "unknown")),
    cell("A thought, and\n\n- a list", None, "markdown"),
    cell("print('try another')"),
]
CELLS = st.lists(st.sampled_from(POOL), max_size=14)
FIXED = settings(max_examples=300, derandomize=True, database=None, deadline=None)


def fitted(hand_in: dict[str, Any]) -> Rebuilt:
    """What of it is run."""
    return rebuild(RELEASE, hand_in, "net")


def read(data: bytes | str, name: str) -> dict[str, Any]:
    """A file as the reading child reads it."""
    return read_hand_in(data if isinstance(data, bytes) else data.encode(), name)


def as_notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """The cells, made a notebook and read again."""
    return read(notebook_bytes(to_notebook(RELEASED, cells)), "net.ipynb")


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_a_released_py_becomes_the_released_notebook(path: Path) -> None:
    """Byte for byte, and back again to what is run in the same way."""
    notebook = json.loads(path.read_bytes())
    py = read(path.with_suffix(".py").read_bytes(), "net.py")
    back = read(to_percent(read(path.read_bytes(), "net.ipynb")["cells"]), "net.py")

    made = to_notebook(notebook, py["cells"])
    assert made["metadata"].pop("grader").keys() == {"made_of_py"}
    assert notebook_bytes(made) == path.read_bytes()
    assert len(py["cells"]) == len(back["cells"]) > 3
    release = release_of(notebook)
    assert rebuild(release, back, "net") == rebuild(release, py, "net")


@FIXED
@given(cells=CELLS)
def test_a_notebook_made_of_any_cells_runs_the_same(cells: list[dict[str, Any]]) -> None:
    """The same code, in the same places, under the same numbers; the same texts for a person."""
    before = fitted({"kind": "py", "cells": cells, "notes": []})

    after = fitted(as_notebook(cells))

    assert after.cells == before.cells
    assert after.receipt.free_text == before.receipt.free_text
    assert after.receipt.left_out == before.receipt.left_out


@FIXED
@given(cells=CELLS)
def test_a_notebook_made_of_any_cells_is_whole(cells: list[dict[str, Any]]) -> None:
    """A valid notebook that holds every marked cell of the release; locked ones as released."""
    made = to_notebook(RELEASED, cells)

    nbformat.validate(nbformat.from_dict(made))
    there = {each["metadata"].get("nbgrader", {}).get("grade_id") for each in made["cells"]}
    assert {each.grade_id for each in RELEASE.cells} - {None} <= there
    assert [each["source"] for each in made["cells"][: len(cells)]] == [c["source"] for c in cells]


@FIXED
@given(cells=CELLS)
def test_a_py_made_of_any_cells_runs_the_same(cells: list[dict[str, Any]]) -> None:
    """A notebook's cells come back from the `.py` with their order, marks and sources."""
    before = fitted({"kind": "ipynb", "cells": cells, "notes": []})

    after = fitted(read(to_percent(cells), "net.py"))

    assert after.cells == before.cells
    assert after.receipt.free_text == before.receipt.free_text


PERCENT = f"""\
# %% [markdown]
# # Title

# %% grade_id="construct"
{ANSWERS["construct"]}

# %%
%time helper = 1

# %% grade_id="backward"
{ANSWERS["backward"]}

# %% [markdown] grade_id="why"
# Because of é, and
#
# - of *this*.
"""
FILES: dict[str, bytes] = {
    "percent": PERCENT.encode(),
    "bare": RIGHT.encode(),
    "bare_with_a_mark_in_a_string": f"{DOC}\n\n{RIGHT}".encode(),
    "marks_edited": PERCENT.replace("grade_id", "grade-id").encode(),
    "marks_dropped": "\n".join(
        "# %%" + " [markdown]" * ("[m" in line) if line.startswith("# %%") else line
        for line in PERCENT.split("\n")
    ).encode(),
    "text_between_strings": PERCENT.replace("# Because", '"""\nBecause')
    .replace("#\n# - of *this*.", '\n- of *this*.\n"""')
    .encode(),
    "magics": f"%matplotlib inline\n!pip install x\nfiles = !ls\n{RIGHT}".encode(),
    "await": f"import asyncio\nawait asyncio.sleep(0)\n{RIGHT}".encode(),
    "crlf": PERCENT.replace("\n", "\r\n").encode(),
    "bom": PERCENT.encode("utf-8-sig"),
    "cp1252": PERCENT.encode("cp1252"),
    "answer_in_the_wrong_kind": PERCENT.replace(
        '# %% grade_id="b', '# %% [md] grade_id="b'
    ).encode(),
    "answer_twice": f'{PERCENT}\n# %% grade_id="construct"\nclass Net:\n    x = 9\n'.encode(),
    "split_answer": PERCENT.replace("class Net:\n", "class Net:\n# %%\n").encode(),
    "a_notebook": notebook_bytes(RELEASED),
}


@pytest.mark.parametrize("name", FILES)
def test_there_and_back_again(name: str) -> None:
    """A `.py` as a student sends it, made a notebook, made a `.py`: all three run the same."""
    first = read(FILES[name], "net.py")
    notebook = as_notebook(first["cells"])
    last = read(to_percent(notebook["cells"]), "net.py")

    assert fitted(first).cells == fitted(notebook).cells == fitted(last).cells
    assert fitted(first).receipt.free_text == fitted(notebook).receipt.free_text
    assert fitted(last).receipt.free_text == fitted(notebook).receipt.free_text
    assert sum(each.origin == "student" for each in fitted(first).cells) > 0


@pytest.mark.parametrize("name", FILES)
def test_a_made_notebook_says_so_until_somebody_changes_it(name: str) -> None:
    """Whatever it was made of; a program that writes it in its own way does not matter."""
    made = to_notebook(RELEASED, read(FILES[name], "net.py")["cells"])
    as_saved = json.dumps(made, indent=1).replace("\n", "\r\n").encode()
    changed = {**made, "cells": [*made["cells"], {"cell_type": "code", "source": "x = 1"}]}

    assert read(notebook_bytes(made), "net.ipynb")["made"] is True
    assert read(as_saved, "net.ipynb")["made"] is True
    assert read(json.dumps(changed), "net.ipynb")["made"] is False
    assert read(notebook_bytes(RELEASED), "net.ipynb")["made"] is False


def test_a_bare_py_is_not_lost_to_the_stubs() -> None:
    """Its code stands once, where the first answer stands, and no stub is added to it."""
    made = as_notebook(read(RIGHT, "net.py")["cells"])

    run = [each for each in fitted(made).cells if each.origin == "student"]
    assert [(each.label, each.source) for each in run] == [("cell 1", RIGHT)]
    assert [each.state for each in fitted(made).receipt.answers] == ["in_file", "in_file"]


def test_what_a_student_did_not_write_is_blank() -> None:
    """A notebook made of half a file says the same of the other half: it is missing."""
    cells = read(PERCENT.partition("# %%\n%time")[0], "net.py")["cells"]

    receipt = fitted(as_notebook(cells)).receipt
    assert [each.state for each in receipt.answers] == ["answered", "missing"]
    assert receipt.free_text == {}


@pytest.mark.parametrize(
    ("kind", "source", "written"),
    [
        ("code", "# %% part two\nx = 1", "## %% part two\nx = 1"),
        ("code", "# In[3]:\nx = 1", "## In[3]:\nx = 1"),
        ("code", 's = """\n# %%\n"""', 's = """\n# %%\n"""'),
        ("code", "x = '''a'''\n# %%", "x = '''a'''\n## %%"),
        ("markdown", "%% is a mark", "\\%% is a mark"),
        ("markdown", "In [3]: x", "In [3]: x"),
        ("markdown", '"""quoted"""', '"""quoted"""'),
        ("code", "\n\nx = 1\n\n", "x = 1"),
    ],
)
def test_a_line_that_looks_like_a_mark_begins_no_cell(kind: str, source: str, written: str) -> None:
    """A comment gets a second `#`; what stands in a string stays."""
    cells = [cell("a = 1"), cell(source, None, kind), cell("b = 2")]

    found = read(to_percent(cells), "net.py")["cells"]

    assert [each["source"] for each in found] == ["a = 1", written, "b = 2"]
    assert [each["type"] for each in found] == ["code", kind, "code"]


@pytest.mark.parametrize("name", ['"', "a\nb", "\u202e", "x" * 200, "a' b"])
def test_a_grade_id_that_fits_into_no_mark_is_left_out(name: str) -> None:
    """It belongs to no cell of any release, and would break the line that it stands in."""
    found = read(to_percent([cell("x = 1", name)]), "net.py")["cells"]

    assert found == [cell("x = 1")]


def test_no_cell_at_all() -> None:
    """An empty notebook becomes a file that can be read."""
    assert read(to_percent([]), "net.py")["cells"] == [cell("")]


@pytest.mark.parametrize(
    ("sources", "came"),
    [
        (['x = """', "y = 1", 'z = """'], "cell 1"),
        (["<<<<<<< mine\nx = 1\n=======\nx = 2\n>>>>>>> theirs"], "merge conflict"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(sources: list[str], came: str) -> None:
    """No file is made that would be read as something else."""
    with pytest.raises(UsageError, match=came):
        to_percent([cell(source) for source in sources])
