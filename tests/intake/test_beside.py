"""Tests of what a student wrote above or below our own text in a cell of ours, once it is run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from grader.course.models import Assignment
from grader.engine import prepare as module
from grader.engine.prepare import prepare
from grader.intake.rebuild import RunCell, rebuild
from grader.intake.told import left_out_by_load
from grader.sandbox.launcher import Launcher
from tests.engine import toy
from tests.intake.hand_ins import RELEASE, hand_in, read

CHECK = next(each.source for each in RELEASE.cells if each.grade_id == "check_construct")
OWN = """
print(c.num)  # of the check

def helper():
    return 1
found = Net().x + c.num
class Net(Net):
    y = 4"""


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The toy assignment: half a second of CPU time for a cell."""
    return toy.ready(tmp_path_factory.mktemp("course")).assignment("toy")


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    """A launcher of workers."""
    made = Launcher()
    yield made
    made.close()


def own_pieces(cells: tuple[RunCell, ...]) -> list[RunCell]:
    """What was cut off our check."""
    return [each for each in cells if each.label == "cell 4"]


def test_a_statement_that_needs_our_check_costs_no_definition_below_it(
    assignment: Assignment, launcher: Launcher
) -> None:
    """Each statement below our own text is run for itself; one that fails is told with its line."""
    cells = rebuild(RELEASE, read(hand_in(check_construct=CHECK + OWN)), "net.ipynb").cells

    came = prepare(cells, assignment, (), launcher)

    why = "it stopped with NameError: name 'c' is not defined (line {}); "
    why += "a check cell is not run when graded, so its names are not there"
    told = [(each.where, each.why) for each in came.left_out]
    assert told == [("cell 4", why.format(2)), ("cell 4", why.format(6))]
    sources = [source for label, source in came.whole.cells if label == "cell 4"]
    assert len(sources) == 4


def test_what_stands_above_our_check_is_run_alike() -> None:
    """Above or below it, and in the place of the cell that it belongs to."""
    cells = rebuild(RELEASE, read(hand_in(check_construct=f"x = 1\n{CHECK}{OWN}")), "net.py").cells

    assert [each.statements for each in own_pieces(cells)] == [True, True]
    assert not any(each.statements for each in cells if each.label != "cell 4")


def test_between_two_parts_of_an_answer_it_is_run_alike() -> None:
    """There it stands among the cells of the answer."""
    given = hand_in(check_construct=f"print(c)\n{CHECK}")
    given.insert(4, {"type": "code", "source": "def more(): pass", "grade_id": "construct"})

    cells = rebuild(RELEASE, read(given), "net.ipynb").cells
    assert [(each.label, each.statements) for each in cells][1:4] == [
        ("cell 3", False), ("cell 4", True), ("cell 5", False),
    ]  # fmt: skip


def test_only_names_are_told_to_be_those_of_a_check() -> None:
    """Another failure, or one in another cell, has other causes."""
    own = RunCell("cell 4", "x", None, "student", statements=True)
    other = replace(own, statements=False)
    hints = [
        "check cell"
        in left_out_by_load(each, {}, {"state": "raised", "error": {"type": kind}})[0].why
        for each, kind in ((own, "NameError"), (own, "TypeError"), (other, "NameError"))
    ]

    assert hints == [True, False, False]


def test_what_stands_below_a_main_guard_is_run_there(
    assignment: Assignment, launcher: Launcher
) -> None:
    """It is a cell, run piece by piece, and no file."""
    guard = "print(c)\nif __name__ == '__main__':\n    x = missing"
    cells = [RunCell("cell 4", guard, None, "student", statements=True)]
    cells.append(RunCell("cell 5", "y = 1", None, "student"))

    whys = [each.why for each in prepare(cells, assignment, (), launcher).left_out]
    assert ["missing" in why for why in whys] == [False, True]


def test_very_many_statements_are_not_taken_apart(
    assignment: Assignment, launcher: Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pieces go to each worker."""
    monkeypatch.setattr(module, "MAX_PIECES", 5)
    own = RunCell("cell 4", "x = 1; y = 2\nz = 3\n" * 2, None, "student", statements=True)
    few = replace(own, label="cell 5", source="\n\n\n\n\nx = 1; y = 2")
    last = RunCell("cell 6", "x = 1", None, "student")

    assert [
        len(prepare([each, last], assignment, (), launcher).whole.code) for each in (own, few)
    ] == [2, 3]
    assert len(prepare([few, *[last] * 4], assignment, (), launcher).whole.code) == 5
