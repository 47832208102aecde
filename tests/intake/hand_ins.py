"""A small release and hand-ins made from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from grader.intake.release import Release, ReleaseCell

STUB_A = "class Net:\n    def __init__(self):\n        raise NotImplementedError()"
STUB_B = "def backward(self):\n    raise NotImplementedError()"


def release_cell(role: str, source: str, grade_id: str | None = None) -> ReleaseCell:
    """A release's cell of a role."""
    grade, solution, locked = {
        "text": (False, False, True),
        "given": (False, False, True),
        "answer": (False, True, False),
        "check": (True, False, True),
        "manual": (True, True, False),
        "free": (False, False, False),
    }[role]
    kind: Any = "markdown" if role in ("text", "manual") else "code"
    return ReleaseCell(kind, source, grade_id, grade, solution, locked, 1.0 if grade else None)


RELEASE = Release(
    (
        release_cell("text", "# Title", "text-1"),
        release_cell("given", "import math", "given-1"),
        release_cell("answer", STUB_A, "construct"),
        release_cell("check", "assert Net()", "check_construct"),
        release_cell("text", "## Backward", "text-2"),
        release_cell("answer", STUB_B, "backward"),
        release_cell("given", "Net.backward = backward", "given-2"),
        release_cell("check", "assert Net().backward()", "check_backward"),
        release_cell("free", "print('try')"),
        release_cell("text", "Why?", "text-3"),
        release_cell("manual", "YOUR ANSWER HERE", "why"),
    )
)

ANSWERS = {"construct": "class Net:\n    x = 3", "backward": "def backward(self):\n    return 5"}


def cell(source: str, grade_id: str | None = None, kind: str = "code") -> dict[str, Any]:
    """A cell as `read_hand_in` gives it."""
    return {"type": kind, "source": source, "grade_id": grade_id}


def hand_in(**changes: str) -> list[dict[str, Any]]:
    """The release's cells as a student has them, answered but for the changes."""
    texts = {**ANSWERS, "why": "Because.", **changes}
    return [
        cell(texts.get(each.grade_id or "", each.source), each.grade_id, each.type)
        for each in RELEASE.cells
    ]


def read(cells: list[dict[str, Any]], kind: str = "ipynb") -> dict[str, Any]:
    """What the reading child hands over."""
    return {"kind": kind, "cells": cells, "notes": []}


def without_checks() -> Release:
    """The release without its check cells."""
    return replace(RELEASE, cells=tuple(c for c in RELEASE.cells if c.role != "check"))
