"""Texts of a hand-in that would keep whoever makes the pages busy."""

from __future__ import annotations

import pytest

from grader.feedback import covered
from grader.feedback.covered import prose


@pytest.mark.parametrize("piece", ["/", "x/", "hidden", "test_a", "solutions_/"])
def test_a_text_without_spaces_costs_no_more_than_its_length(
    monkeypatch: pytest.MonkeyPatch, piece: str
) -> None:
    """Looking for our paths takes a moment, where time that grows as a square is many minutes."""
    monkeypatch.setattr(covered, "clean", lambda text: text)

    assert len(prose(piece * 400_000)) == len(piece) * 400_000


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("in '/srv/solutions/a/hidden/test_a.py::b' x", "in '(hidden)' x"),
        ("hidden/test_a.py:3", "(hidden)"),
        ("xhidden/a (solutions/b)", "x(hidden) ((hidden))"),
        ("see test_a.py:3, or hidden", "see (hidden) or hidden"),
    ],
)
def test_our_paths_are_covered(said: str, shown: str) -> None:
    """From its first part to its end, wherever in a text such a path stands."""
    assert prose(said) == shown
