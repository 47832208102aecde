"""Whether a release is its source's: only what is run when a hand-in is graded is compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.course import Assignment
from grader.engine.releases import parted
from tests.engine import toy

EDITS = {
    "the import of a given cell": ("import numpy as np\n", "import numpy as np\nBASE = 2\n"),
    "what an answer is called": ("def double(x):", "def double(x, y=0):"),
    "the model answer": ("x + x", "2 * x"),
    "a visible check": ("assert double(3) == 6", "assert double(4) == 8"),
    "a text": ("Two small things", "Two things"),
    "blank lines": ("    def add(", "\n    def add("),
}
TOLD = {"the import of a given cell": ["given-1"], "what an answer is called": ["double"]}


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """The toy, as it was generated."""
    return toy.ready(tmp_path).assignment("toy")


@pytest.mark.parametrize("edit", EDITS)
def test_a_source_edited_since_its_release(assignment: Assignment, edit: str) -> None:
    """Told are the cells that hand-ins are graded with or were written into, and no others."""
    before, after = EDITS[edit]
    text = assignment.source.read_text()
    assert text.count(before) == 1
    assert parted(assignment) == []

    assignment.source.write_text(text.replace(before, after))

    assert parted(assignment) == TOLD.get(edit, [])


def test_a_source_whose_cells_change_places(assignment: Assignment) -> None:
    """A given cell that stands elsewhere is run elsewhere, whatever it says."""
    head, given, rest = assignment.source.read_text().partition("# %%\nimport numpy as np\n")
    answer, mark, further = rest.partition("# %% check=")
    assert given
    assert mark

    assignment.source.write_text(head + answer.lstrip() + given + "\n" + mark + further)

    assert parted(assignment) == ["double", "given-1"]


def test_a_release_edited_by_hand(assignment: Assignment) -> None:
    """Its given cells are what every hand-in is graded with."""
    notebook = json.loads(assignment.release_notebook.read_text())
    (given,) = [cell for cell in notebook["cells"] if cell["id"].startswith("given")]
    given["source"] = "import numpy as np\nnp.set_printoptions(precision=3)\n"
    assignment.release_notebook.write_text(json.dumps(notebook))

    assert parted(assignment) == ["given-1"]
