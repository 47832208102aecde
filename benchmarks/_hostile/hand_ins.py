"""Hostile hand-ins, laid out as the students of each grader would give them.

Reads and writes files of the catalogue; must run nothing of them.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.hostile_set import Hostile, whole

BEFORE, AFTER = "right", "zz_after"
"""Right hand-ins: one that was graded before, and one that is graded after."""
NO_NOTEBOOK = (ValueError, RecursionError, AttributeError, KeyError, TypeError)
"""What comes of bytes that are no notebook, or none of cells."""


def lay(
    room: Path,
    place: str,
    hostile: Hostile,
    everybody: Mapping[str, Hostile],
    *,
    beside: Sequence[str] = (),
) -> None:
    """Lays a hand-in into a grader's room, and right ones beside it.

    Parameters
    ----------
    place:
        Path in the room, in which `{student}` and `{kind}`, the file's ending, are replaced. Where
        it always ends in .ipynb, the answers go into the notebook that was released.
    beside:
        Names of those who hand in the right answers.
    """
    given = dict.fromkeys(beside, (everybody["right"].body, "py"))
    kind = "ipynb" if hostile.header.get("name", "").endswith("ipynb") else "py"
    given[student_of(hostile)] = (whole(hostile, everybody), kind)
    submissions = "/srv/" + place.partition("/{student}")[0]
    places = {
        "COURSE": "/srv/course", "OUTSIDE": "/srv/outside", "OUT": "/srv/out",
        "SUBMISSIONS": submissions if submissions.endswith("submitted") else "/srv/submitted",
    }  # fmt: skip
    for student, (body, kind) in given.items():
        for name, path in places.items():
            body = body.replace(f"@{name}@".encode(), path.encode())
        if place.endswith(".ipynb"):
            body = _in_the_released(room, body, kind)
        path_of_it = room / place.format(student=student, kind=kind)
        path_of_it.parent.mkdir(parents=True, exist_ok=True)
        path_of_it.write_bytes(body)


def takes(place: str, hostile: Hostile, *, notebooks: bool) -> bool:
    """Whether a hand-in can be given to a grader that takes notebooks or does not.

    A graded one whose cells cannot be put into the notebook that was released says nothing of a
    grader that needs that notebook.
    """
    if not hostile.header.get("name", "").endswith("ipynb"):
        return True
    if not notebooks or not place.endswith(".ipynb"):
        return notebooks
    with contextlib.suppress(*NO_NOTEBOOK):
        cells = json.loads(hostile.body)["cells"]
        return all(type(cell["source"]) in (str, list) for cell in cells)
    return hostile.status != "graded"


def student_of(hostile: Hostile) -> str:
    """Who hands it in; another name where somebody of that name is there already."""
    return "control" if hostile.name == BEFORE else hostile.name


def _in_the_released(room: Path, body: bytes, kind: str) -> bytes:
    """The released notebook with the answers in it; bytes that are no notebook as they are."""
    if kind == "py":
        return answered_notebook(room, body.decode("utf-8", "replace"))
    with contextlib.suppress(*NO_NOTEBOOK):
        return answered_notebook(room, json.loads(body))
    return body


def answered_notebook(room: Path, answer: str | Mapping[str, Any]) -> bytes:
    """The notebook that nbgrader's students are given, with an answer or a notebook's cells in it.

    Cells of a notebook replace those of their name; the others are added before the checks.
    """
    released = room / "course" / "release" / "tensor" / "tensor.ipynb"
    notebook = json.loads(released.read_text("utf-8"))
    cells = {each["metadata"]["nbgrader"]["grade_id"]: each for each in notebook["cells"]}
    if isinstance(answer, str):
        cells["functions"]["source"], cells["tensor"]["source"] = answer, ""
        return json.dumps(notebook).encode()
    further = []
    for cell in answer.get("cells", []):
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if name in ("functions", "tensor"):
            cells[name]["source"] = cell["source"]
        elif cell.get("cell_type") == "code":
            more = {"id": f"more-{len(further)}", "outputs": [], "execution_count": None}
            further.append({"cell_type": "code", "source": cell["source"], "metadata": {}} | more)
    notebook["cells"][2:2] = further
    return json.dumps(notebook).encode()
