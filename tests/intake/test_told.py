"""Tests of `grader.intake.told`: what was not run, in words, from a process nobody trusts."""

from __future__ import annotations

from typing import Any

import pytest

from grader.intake.rebuild import LeftOut, RunCell
from grader.intake.told import frames, left_out_by_load, said

CELL = RunCell("cell 5", "x", None, "student")
ERROR = {"type": "NameError", "bases": [], "text": "no y", "frames": [["cell 5", 3, "f", "y"]]}
RAN: dict[str, Any] = {"state": "ran", "error": None, "absent": [], "skipped": [], "denied": []}


def whys(compiled: dict[str, Any], loaded: dict[str, Any] | None) -> list[str]:
    """The reasons that are told of cell 5."""
    told = left_out_by_load(CELL, {"error": None, "notes": [], **compiled}, loaded)
    assert all(each.where == "cell 5" for each in told)
    return [each.why for each in told]


def test_a_cell_that_ran_is_not_mentioned() -> None:
    """Nothing to tell."""
    assert whys({}, RAN) == []


@pytest.mark.parametrize(
    ("compiled", "loaded", "words"),
    [
        ({"error": ERROR}, None, "it is not valid Python: NameError: no y (line 3)"),
        ({"notes": ["a note"]}, RAN, "a note"),
        ({}, RAN | {"state": "raised", "error": ERROR}, "it stopped with NameError: no y (line 3)"),
        ({}, RAN | {"state": "asked_input", "error": ERROR}, "it asks for input, and nobody is"),
        (
            {},
            RAN | {"absent": ["seaborn"], "skipped": [1, 2]},
            "lines 1, 2: not run, for want of seaborn; the rest of the cell was run",
        ),
        (
            {},
            RAN | {"denied": [4, 4, 4]},
            "line 4: not allowed when grading; the rest of the cell was run",
        ),
    ],
)
def test_each_reason_has_its_words(
    compiled: dict[str, Any], loaded: dict[str, Any] | None, words: str
) -> None:
    """A student reads what was not run, where, and why."""
    (why,) = whys(compiled, loaded)

    assert why.startswith(words)


def test_a_cell_of_the_release_is_never_the_students_mistake() -> None:
    """A given cell fails because an answer is missing: that is told elsewhere."""
    given = RunCell("given cell 1", "x", None, "release")

    assert left_out_by_load(given, {"error": ERROR}, RAN | {"state": "raised"}) == ()


@pytest.mark.parametrize(
    "bad",
    [None, 3, "x", [], {}, {"type": 3, "text": [], "frames": 3}, [[1], {}, {"a": []}, None, True]],
)
def test_nonsense_from_a_worker_does_no_harm(bad: Any) -> None:
    """Whatever a worker answers becomes short text."""
    loaded = {"state": "raised", "error": bad, "absent": bad, "skipped": bad, "denied": bad}

    assert all(isinstance(each, LeftOut) for each in left_out_by_load(CELL, {"notes": bad}, loaded))
    assert len(said(bad, "cell 5")) < 200


def test_texts_from_a_worker_are_cleaned_again() -> None:
    """A worker that was taken over cannot send terminal codes or long texts."""
    error = {"type": "E\x1b[31m", "text": "x\u202e" * 5000, "frames": [["cell 5", 1, "f", "\x07"]]}

    (why,) = whys({}, RAN | {"state": "raised", "error": error})
    assert why.isprintable()
    assert len(why) <= 400
    assert frames(error) == [("cell 5", 1, "f", "")]


def test_frames_of_another_form_are_dropped() -> None:
    """Only what looks like a frame is one."""
    assert frames({"frames": [["cell 5", "1", "f", "x"], ["cell 5"], 3, None]}) == []
