"""Odd but right hand-ins: the model answer with innocent code about it, in every form of file.

`tests/odd/*.txt` hold the oddities: after `#### NAME` a line `#: WORDS` for each thing that the
student is told was left out, and the code. Imports the standard library alone, so that what is
handed in is made by none of the code that reads it.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]
FOLDER = Path(__file__).parent / "odd"
_MARK = re.compile(r"^# %%.*$", re.MULTILINE)
_NAMED = re.compile(r'(?:solution|grade_id)="([^"]+)"')


@dataclass(frozen=True)
class Odd:
    """A piece of innocent code."""

    name: str
    code: str
    told: tuple[str, ...] = ()
    """Words of what the student reads about it; none where nothing of it is left out."""


@dataclass(frozen=True)
class Right:
    """A right hand-in to one assignment, and what it is made of."""

    assignment: str
    notebook: Mapping[str, Any]
    python: str
    """The released `.py`."""
    answers: Mapping[str, str]
    """Grade id to the model answer, without its marks."""

    def filled(self, answers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The released notebook with answers in it."""
        found: dict[str, Any] = copy.deepcopy(dict(self.notebook))
        for cell in found["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = {**self.answers, **(answers or {})}.get(name, "".join(cell["source"]))
        return found


@dataclass(frozen=True)
class HandIn:
    """One file of one student."""

    file: str
    data: bytes
    told: tuple[str, ...] = ()
    """Words of what the student reads was left out: each, and of nothing else."""


def read_odd(name: str) -> list[Odd]:
    """The oddities of `tests/odd/<name>.txt`, in their order."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    found = []
    for part in re.split(r"^#### ", text, flags=re.MULTILINE)[1:]:
        title, _, code = part.partition("\n")
        lines = code.rstrip("\n").split("\n")
        told = tuple(line[3:] for line in lines if line.startswith("#: "))
        found.append(Odd(title, "\n".join(lines[len(told) :]), told))
    assert len({each.name for each in found}) == len(found), "two oddities of one name"
    return found


def right(root: Path, assignment: str) -> Right:
    """The model answers of a course's assignment, in the release."""
    released = root / "assignments" / assignment
    source = (root / "solutions" / assignment / "source.py").read_text(encoding="utf-8")
    answers = {
        name: re.sub(r"^ *### (?:BEGIN|END) SOLUTION\n?", "", body, flags=re.MULTILINE).strip("\n")
        for mark, body in marked(source)
        if mark.startswith("# %% solution") and (name := named(mark))
    }
    return Right(
        assignment,
        json.loads((released / f"{assignment}.ipynb").read_text(encoding="utf-8")),
        (released / f"{assignment}.py").read_text(encoding="utf-8"),
        answers,
    )


def marked(text: str) -> Iterator[tuple[str, str]]:
    """(mark, body) of each cell of a percent file, without what stands above the first."""
    marks = list(_MARK.finditer(text))
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        yield mark[0], text[mark.end() + 1 : end]


def named(mark: str) -> str:
    """The name on a cell's mark; empty where there is none."""
    found = _NAMED.search(mark)
    return found[1] if found else ""


def own_cell(source: str) -> dict[str, Any]:
    """A code cell that a student added."""
    return {
        "cell_type": "code", "metadata": {}, "execution_count": 3, "outputs": [],
        "source": source.splitlines(keepends=True),
    }  # fmt: skip


def as_notebook(notebook: Mapping[str, Any]) -> bytes:
    """The bytes of a notebook's file; ids of cells are for those that have one alone."""
    return json.dumps({**notebook, "nbformat_minor": 4}, ensure_ascii=False, indent=1).encode()


def on_top(right: Right, odd: Odd) -> HandIn:
    """The oddity on top of the first answer's cell: what stops it costs the answer."""
    name, answer = next(iter(right.answers.items()))
    changed = right.filled({name: f"{odd.code}\n\n{answer}"})
    changed["cells"].append(own_cell("a_cell_of_my_own = 1"))  # else statement by statement
    return ipynb(right, changed, *odd.told)


def below(right: Right, odd: Odd) -> HandIn:
    """The oddity at the end of the first answer's cell: the other answers come after it."""
    name, answer = next(iter(right.answers.items()))
    filled = right.filled({name: f"{answer}\n\n{odd.code}\n"})
    filled["cells"].append(own_cell("a_cell_of_my_own = 1"))
    return ipynb(right, filled, *odd.told)


def in_own_cells(right: Right, odd: Odd) -> HandIn:
    """The oddity in cells of its own in the `.py`: above everything, below everything."""
    own = f"# %%\n{odd.code}\n"
    cells = [
        f"{mark}\n{right.answers.get(named(mark), body)}\n" for mark, body in marked(right.python)
    ]
    return py(right, "\n".join([own, *cells, own]), *odd.told)


def without_cells(right: Right, odd: Odd) -> HandIn:
    """The oddity above and below all code of the course in a `.py` without marks."""
    return py(right, f"{odd.code}\n\n{bare(right)}\n\n{odd.code}\n", *odd.told)


def bare(right: Right) -> str:
    """All code of the release with its answers, in one piece, visible checks and all."""
    parts = [
        right.answers.get(named(mark), body)
        for mark, body in marked(right.python)
        if "[markdown]" not in mark
    ]
    return "\n\n".join(parts)


PLACES: tuple[Callable[[Right, Odd], HandIn], ...] = (on_top, below, in_own_cells, without_cells)


def ipynb(right: Right, notebook: Mapping[str, Any], *told: str) -> HandIn:
    """A notebook that is handed in."""
    return HandIn(f"{right.assignment}.ipynb", as_notebook(notebook), told)


def py(right: Right, text: str | bytes, *told: str) -> HandIn:
    """A `.py` that is handed in."""
    data = text.encode() if isinstance(text, str) else text
    return HandIn(f"{right.assignment}.py", data, told)


def answer_cells(right: Right, notebook: Notebook) -> Iterator[Notebook]:
    """The cells of a notebook that hold answers."""
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") in right.answers:
            yield cell
