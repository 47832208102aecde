"""Tests of `grader.intake.words`: an answer in words is read wherever its student wrote it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.intake.rebuild import rebuild
from grader.intake.release import Release
from tests.intake.hand_ins import RELEASE, cell, hand_in, read

NOTE = "no text for why in its cell; what you wrote elsewhere is read"


def texts(cells: list[dict[str, Any]]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What is read for a person, and the notes."""
    receipt = rebuild(RELEASE, read(cells), "net.ipynb").receipt
    return receipt.free_text, receipt.notes


@pytest.mark.parametrize(
    ("name", "written", "read_as"),
    [
        ("text-3", "Why?\n\n**Answer:** Because.", "**Answer:** Because."),
        ("text-3", "Because.\n\nWhy?  ", "Because."),
        ("text-3", "Because.", "Because."),
        ("text-2", "## Backward\nBecause.\n\nAnd so.", "Because.\n\nAnd so."),
    ],
)
def test_an_answer_in_our_own_text_is_read(name: str, written: str, read_as: str) -> None:
    """Who types right below the question, in its cell, wrote an answer; our words are none."""
    found = texts(hand_in(**{"why": "YOUR ANSWER HERE", name: written}))
    emptied = texts(hand_in(**{"why": "", name: written}))

    assert found == emptied == ({"why": read_as}, (NOTE,))


def test_our_own_text_alone_is_no_answer() -> None:
    """As it was given out, with spaces at its edges, or with a part of it deleted."""
    for title in ("# Title", "\n# Title \n\n", ""):
        free_text, notes = texts(hand_in(**{"why": "YOUR ANSWER HERE", "text-1": title}))

        assert (free_text["why"], notes) == ("", ())


def test_an_answer_in_its_own_cell_stands_alone() -> None:
    """What else somebody changed in our texts is then no part of it."""
    changed = hand_in(**{"text-1": "# Title\nby Ada"})

    assert texts(changed) == ({"why": "Because."}, ())


def test_both_forms_are_read_alike() -> None:
    """Without grade ids the whole cell is the student's; their words are read in each."""
    cells = hand_in(**{"why": "YOUR ANSWER HERE", "text-3": "Why?\nBecause."})
    bare = [cell(each["source"], None, each["type"]) for each in cells]

    assert "Because." in texts(cells)[0]["why"]
    assert "Because." in texts(bare)[0]["why"]


@pytest.mark.parametrize("name", ["check_construct", "given-1"])
def test_an_answer_that_goes_on_is_whole_beside_cells_that_are_cut(name: str) -> None:
    """A helper below one of our cells makes two of it, and moves no text out of its answer."""
    ours = next(each.source for each in RELEASE.cells if each.grade_id == name)
    cells = hand_in(**{name: f"first = 1\n{ours}\n\ndef helper():\n    return 1"})
    cells += [cell("And so.", kind="markdown"), cell("And more.", kind="markdown")]

    assert texts(cells)[0] == {"why": "Because.\n\nAnd so.\n\nAnd more."}


@pytest.mark.parametrize(
    "written",
    [
        "# Because.",
        '"""Because."""',
        "print('Because.')",
        "%%markdown\nBecause.",
        "Because of that.",
    ],
)
def test_an_answer_in_a_cell_of_code_below_is_read(written: str) -> None:
    """A new cell of a notebook is one of code; who writes into it wrote an answer all the same."""
    cells = hand_in(why="YOUR ANSWER HERE")

    assert texts([*cells, cell(written)]) == ({"why": written}, (NOTE,))
    assert texts([*cells, cell("More.", kind="markdown"), cell(written)])[0] != {"why": ""}


def test_code_elsewhere_is_no_answer() -> None:
    """Only what stands right below the question may be meant as one, where it has none."""
    answered = hand_in()
    untouched = hand_in(why="YOUR ANSWER HERE")

    assert texts([*answered, cell("# More.")]) == ({"why": "Because."}, ())
    assert texts([cell("# Not this."), *untouched]) == ({"why": ""}, ())
    assert texts([*untouched, cell(" ")]) == ({"why": ""}, ())


@pytest.mark.parametrize("name", ["why", "text-3"])
def test_a_picture_in_an_answer_is_told(name: str) -> None:
    """A table of texts shows none of it, so that whoever marks has to know that there is one."""
    sketch = "Because:\n![image.png](attachment:3f-a.png)"
    answer = {"why": "YOUR ANSWER HERE", name: sketch}

    notes = texts(hand_in(**answer))[1]

    told = "the text for why holds a picture: whoever marks sees it in the file alone"
    assert notes == ((NOTE, told) if name != "why" else (told,))


def test_a_picture_of_our_own_is_none_of_the_student() -> None:
    """A picture in the question is not told, and neither is one in what is no answer."""
    ours = "![plot](attachment:plot.png) YOUR ANSWER HERE"
    cells = [replace(one, source=ours) if one.grade_id == "why" else one for one in RELEASE.cells]
    given = read(hand_in(**{"why": f"{ours} Because.", "text-1": "![x](attachment:x.png)"}))

    receipt = rebuild(Release(tuple(cells)), given, "net.ipynb").receipt

    assert receipt.free_text["why"].endswith("Because.")
    assert receipt.notes == ()
