"""What the mark and the docstring of a hidden test say, and what is wrong with them.

May import pytest, hypothesis through `.examples`, and `grader.errors`. Runs nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import pytest

from grader.engine import examples
from grader.errors import suggestion

_OPTIONS = {"question", "weight", "hint"}


@dataclass(frozen=True)
class Check:
    """One collected hidden test: what its marks and its docstring say."""

    name: str
    question: str
    weight: float
    title: str
    hint: str
    is_property: bool
    seed: str
    """Of the worker that answers it; tells nothing of its name to who cannot read its file."""
    item: Any = field(repr=False, compare=False)


def read_check(item: pytest.Item, questions: Collection[str]) -> Check | str:
    """The check that a collected test is, or what keeps it from being one."""
    function: Any = getattr(item, "obj", None)
    mark = item.get_closest_marker("check")
    if mark is None:
        return "it has no @pytest.mark.check(question=...)"
    if mark.args or not mark.kwargs.keys() <= _OPTIONS:
        return "its mark takes question=, weight= and hint= alone, by name"
    question, weight = mark.kwargs.get("question"), mark.kwargs.get("weight", 1)
    if type(question) is not str or question not in questions:
        return f"its mark names no auto question ({suggestion(str(question), questions)})"
    if type(weight) not in (int, float) or not 0 < weight < float("inf"):
        return f"its weight is {weight!r}, not a positive number"
    title = _title(item)
    if not title:
        return "it has no docstring, which is its title"
    hint = str(mark.kwargs.get("hint", ""))
    is_property = examples.is_property(function)
    seed = hashlib.sha256(item.path.read_bytes() + item.nodeid.encode()).hexdigest()
    return Check(item.nodeid, question, float(weight), title, hint, is_property, seed, item)


def _title(item: pytest.Item) -> str:
    """The first paragraph of the docstring, with parameters filled in where it names them."""
    text = (getattr(getattr(item, "obj", None), "__doc__", None) or "").strip()
    first = " ".join(text.split("\n\n")[0].split())
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    try:
        return str(first.format(**parameters)) if parameters else first
    except (LookupError, ValueError, AttributeError, TypeError):
        return first
