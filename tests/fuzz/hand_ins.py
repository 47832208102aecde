"""Readers of what students sent: notebooks, `.py` files, magics; and what of them is run."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from grader.errors import UsageError
from grader.intake.convert import notebook_bytes, to_notebook, to_percent
from grader.intake.rebuild import Rebuilt, rebuild
from grader.intake.release import Release
from grader.worker.magics import transform_cell
from grader.worker.reading import MAX_CELLS, Unreadable, read_hand_in
from tests.fuzz.damage import json_file, text_file
from tests.fuzz.reader import Reader, clean_words
from tests.intake.hand_ins import ANSWERS, RELEASE, hand_in

NOTEBOOK: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3"}},
    "cells": [
        {
            "cell_type": each["type"],
            "id": f"c{at}",
            "metadata": {"nbgrader": {"grade_id": each["grade_id"], "schema_version": 3}},
            "source": each["source"].splitlines(keepends=True),
            **({"outputs": [], "execution_count": None} if each["type"] == "code" else {}),
        }
        for at, each in enumerate(hand_in())
    ],
}
OLD = {
    "nbformat": 3,
    "metadata": {"name": ""},
    "worksheets": [
        {"cells": [{"cell_type": "code", "input": ["x = 1\n", "y"], "outputs": []}]},
        {"cells": [{"cell_type": "heading", "level": 1, "source": "Title"}]},
    ],
}
PY = "\n\n".join(
    f'# %% grade_id="{name}"\n{text}'
    for name, text in [("given-1", "import math"), *ANSWERS.items()]
)
PERCENT = f'''# A file of my own.
# %% [markdown] grade_id="why"
# Because.
{PY}
# %%
text = """
# %% no cell
"""
# In[4]:
%matplotlib inline
x = !ls
'''
EXPORTED = "#!/usr/bin/env python\n# coding: utf-8\n\n# # Title\n\n# In[1]:\n\n\nimport math\n"
RELEASED: dict[str, Any] = {
    **NOTEBOOK,
    "cells": [
        {
            "cell_type": each.type,
            "id": f"r{at}",
            "metadata": {
                "nbgrader": {
                    "grade_id": each.grade_id,
                    "grade": each.grade,
                    "solution": each.solution,
                    "locked": each.locked,
                }
            },
            "source": each.source,
        }
        for at, each in enumerate(RELEASE.cells)
    ],
}


def _bytes(document: Any) -> bytes:
    return json.dumps(document).encode()


def _read(data: bytes, name: str) -> dict[str, Any] | None:
    """The hand-in, whose form is checked here; None where it was refused in words for a student."""
    try:
        found = read_hand_in(data, name)
    except Unreadable as error:
        clean_words(str(error))
        return None
    assert set(found) == {"kind", "cells", "notes", "made"}
    assert len(found["cells"]) <= MAX_CELLS
    for cell in found["cells"]:
        assert set(cell) == {"type", "source", "grade_id"}
        assert cell["type"] in ("code", "markdown")
        for text in (cell["source"], cell["grade_id"] or ""):
            assert "\0" not in text
            assert "\r" not in text
            text.encode("utf-8")
        assert cell["grade_id"] is None or 0 < len(cell["grade_id"]) <= 200
    for note in found["notes"]:
        clean_words(note)
    return found


def read_notebook(data: bytes) -> bool:
    """A notebook is refused in words, or its cells are those that JSON itself gives."""
    found = _read(data, "net.ipynb")
    if found is None or found["kind"] != "ipynb":
        return found is not None
    again = _read(_bytes({"cells": [_as_cell(cell) for cell in found["cells"]]}), "net.ipynb")
    assert again is not None
    assert again["cells"] == found["cells"]
    try:
        cells = json.loads(data.decode("utf-8-sig"))["cells"]
    except (ValueError, KeyError):
        return True  # another encoding, or an old format
    assert len(found["cells"]) == len(cells)
    for got, cell in zip(found["cells"], cells, strict=True):
        source = cell.get("source") if isinstance(cell, dict) else ""
        text = "".join(source) if _is_lines(source) else source
        if isinstance(text, str) and text.isascii() and not set(text) & {"\0", "\r"}:
            assert got["source"] == text
    return True


def _is_lines(source: object) -> bool:
    return isinstance(source, list) and all(isinstance(line, str) for line in source)


def _as_cell(cell: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": cell["type"],
        "metadata": {"nbgrader": {"grade_id": cell["grade_id"]}},
        "source": cell["source"],
    }


def read_py(data: bytes) -> bool:
    """A `.py` file is refused in words, or every line of code of it stands in one of its cells."""
    found = _read(data, "net.py")
    if found is None or found["kind"] != "py":
        return found is not None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return True
    if "\r" in text or "\0" in text:
        return True
    held = Counter(line for cell in found["cells"] for line in cell["source"].split("\n"))
    code = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    if all(cell["type"] == "code" for cell in found["cells"]):
        assert Counter(code) <= held
    return True


def run_of(data: bytes) -> bool:
    """What is run of a hand-in: the release's own given cells, no check, the student's own text."""
    found = _read(data, "net.ipynb" if data[:1] == b"{" else "net.py")
    if found is None:
        return False
    rebuilt = rebuild(RELEASE, found, "net")
    _fits(RELEASE, found["cells"], rebuilt)
    _same_otherwise(found, rebuilt)
    return True


def _fits(release: Release, given: list[dict[str, Any]], rebuilt: Rebuilt) -> None:
    ours = [cell.source for cell in rebuilt.cells if cell.origin == "release"]
    assert ours == [cell.source for cell in release.cells if cell.role == "given"]
    for at, cell in enumerate(rebuilt.cells):
        if cell.origin == "student":
            theirs = given[int(cell.label.removeprefix("cell ")) - 1]
            notes = "; ".join(rebuilt.receipt.notes)
            added = f"{cell.label} is a given cell; what you added" in notes
            added = added or f"{cell.label} is a check cell; what you added" in notes
            checks = {each.grade_id for each in release.of_role("check")}
            assert added or theirs["grade_id"] not in checks
            if added:
                assert set(cell.source.split("\n")) <= {*theirs["source"].split("\n"), ""}
                assert len(cell.source) < len(theirs["source"])
            elif theirs["source"] != cell.source:  # imports that were added to a cell of ours
                beside = rebuilt.cells[max(at - 1, 0) : at + 2]
                assert "release" in {each.origin for each in beside}
                assert f"{cell.label} is a given cell; the imports" in notes
                lines = cell.source.splitlines()
                assert set(lines) <= set(theirs["source"].splitlines())
                assert lines[0].startswith(("import", "from"))
    labels = [(cell.label, cell.side, cell.source) for cell in rebuilt.cells]
    assert len(labels) == len(set(labels)), "a cell is run twice"
    answers = [each.cell for each in rebuilt.receipt.answers]
    assert answers == [cell.grade_id for cell in release.cells if cell.role == "answer"]
    assert set(rebuilt.receipt.free_text) <= {each.grade_id for each in release.of_role("manual")}


def _same_otherwise(found: dict[str, Any], rebuilt: Rebuilt) -> None:
    """The same is run of the hand-in in its other form."""
    notebook = _read(notebook_bytes(to_notebook(RELEASED, found["cells"])), "net.ipynb")
    assert notebook is not None
    assert notebook["made"]
    assert _run(rebuild(RELEASE, notebook, "net")) == _run(rebuilt)
    try:
        text = to_percent(found["cells"])
    except UsageError:
        return  # cells that cannot be told apart there
    py = _read(text.encode(), "net.py")
    assert py is not None
    assert _run(rebuild(RELEASE, py, "net")) == _run(rebuilt)


def _run(rebuilt: Rebuilt) -> list[tuple[str, str | None, str]]:
    return [
        # A comment that would begin a cell of a `.py` gets a second mark there.
        (re.sub(r"(?m)^#+", "#", each.source.strip("\n")), each.grade_id, each.origin)
        for each in rebuilt.cells
        if each.source.strip()
    ]


def read_magics(data: bytes) -> bool:
    """A cell keeps the number of its lines; plain Python without magics is left as it is."""
    text = data.decode("utf-8", "replace").replace("\r", "\n")
    made, notes = transform_cell(text)
    assert made.count("\n") == text.count("\n")
    assert all(isinstance(note, str) for note in notes)
    if not re.search(r"[%!?,;/>]|In \[|\.\.\.|^\s", text):
        assert made == text
    again, _ = transform_cell(made)
    assert again.count("\n") == text.count("\n")
    return True


READERS = (
    Reader("notebook", json_file, (_bytes(NOTEBOOK), _bytes(OLD)), read_notebook),
    Reader("py", text_file, (PY.encode(), PERCENT.encode(), EXPORTED.encode()), read_py),
    Reader("run_of_a_notebook", json_file, (_bytes(NOTEBOOK), _bytes(RELEASED)), run_of),
    Reader("run_of_a_py", text_file, (PY.encode(), PERCENT.encode()), run_of),
    Reader("magics", text_file, (PERCENT.encode(), EXPORTED.encode()), read_magics),
)
