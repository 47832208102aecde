"""What a grader wrote on a hand-in, read inside the container that `container.py` makes.

Everything here may be forged: it is read as bytes and parsed, never imported, unpickled or followed
as a link. Uses the standard library alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

SRV = Path("/srv")
READ_AT_MOST = 32 << 20
DEEPEST = 12
"""Folders below folders that are looked at."""
_QUERY = """
    SELECT grade.auto_score FROM grade
    JOIN base_cell ON base_cell.id = grade.cell_id
    JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    WHERE submitted_assignment.student_id = ? AND base_cell.name LIKE 'check_%'
"""


def files(folders: tuple[Path, ...]) -> Iterator[Path]:
    """The folders and all below them, but for what lies deeper than any of ours."""
    waiting = [(folder, 0) for folder in folders]
    while waiting:
        path, depth = waiting.pop()
        yield path
        with contextlib.suppress(OSError):
            if depth < DEEPEST and stat.S_ISDIR(path.lstat().st_mode):
                waiting += [(Path(path, name), depth + 1) for name in sorted(os.listdir(path))]


def content(path: Path) -> bytes:
    """The bytes of a regular file, up to a limit; none of anything else."""
    with contextlib.suppress(OSError):
        if stat.S_ISREG(path.lstat().st_mode):
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                return file.read(READ_AT_MOST)
    return b""


def score(tool: str, student: str) -> float | None:
    """Points in what the grader wrote; None where it wrote no grade."""
    with contextlib.suppress(Exception):
        return {
            "pytest": _pytest_score,
            "nbgrader": _nbgrader_score,
            "otter": _otter_score,
            "prairielearn": _prairielearn_score,
        }[tool](student)
    return None


def _pytest_score(student: str) -> float:
    tree = ET.fromstring(content(SRV / "out" / f"{student}.xml"))
    cases = {each.get("name", ""): len(each) == 0 for each in tree.iter("testcase")}
    return float(sum(good for name, good in cases.items() if name.startswith("test_")))


def _nbgrader_score(student: str) -> float | None:
    with contextlib.closing(sqlite3.connect(SRV / "course" / "gradebook.db")) as book:
        scores = [score for (score,) in book.execute(_QUERY, (student,))]
    known = [float(score) for score in scores if score is not None]
    return sum(known) if known else None


def _otter_score(student: str) -> float:
    tests = json.loads(content(SRV / "out" / student / "results.json"))["tests"]
    return float(sum(each.get("score", 0) for each in tests if each.get("max_score")))


def _prairielearn_score(_: str) -> float | None:
    results = json.loads(content(SRV / "run" / "autograder_results.json"))
    return float(sum(each["points"] for each in results["tests"])) if results["gradable"] else None


def written(tool: str, student: str) -> bytes:
    """What the grader wrote on this hand-in: its terminal, its results; no source of a test."""
    if tool == "nbgrader":
        parts = []  # its terminal quotes cells with hidden tests, to who grades
        at = SRV / "course" / "autograded" / student / "tensor" / "tensor.ipynb"
        with contextlib.suppress(Exception):
            cells = json.loads(content(at))["cells"]
            parts += [json.dumps(cell.get("outputs", [])).encode() for cell in cells]
    else:
        parts = [content(SRV / "log" / f"{student}.txt")]
        parts += [content(path) for path in files((SRV / "out",)) if student in str(path)]
        parts.append(content(SRV / "run" / "autograder_results.json"))
    return b"\n".join(parts)
