"""An undo takes back what the change said it moved, and touches nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.history.results import edited_by_hand
from grader.history.undo import undo
from grader.history.words import taken_back
from grader.records import Move, SubmissionReport
from tests.history import lab
from tests.history.test_regrade import page, scores


def anew(student: str, double: float, counter: float) -> SubmissionReport:
    """The report of another hand-in than the one in the lab."""
    return lab.report(student, {"double": double, "counter": counter}, digest="file-n+code-n")


def hand_in_of(out: Path, student: str) -> str:
    """The digest of the hand-in whose report is published."""
    path = out / "reports" / f"{student}.json"
    return str(json.loads(path.read_bytes())["reports"][0]["digest"])


def shown(moves: tuple[Move, ...]) -> list[tuple[str, float | None, float | None]]:
    """Who moved from what to what."""
    return [(m.student, m.before.final, m.after.final if m.after else None) for m in moves]


def test_an_undo_of_a_grading_leaves_who_it_does_not_name(out: Path) -> None:
    """Who handed in anew or for the first time in the same run keeps grade, report and page."""
    dee = lab.report("dee", {"double": 2.0, "counter": 3.0})
    ada = lab.report("ada", {"double": 0.0, "counter": 3.0})
    bo, cy = anew("bo", 2.0, 3.0), lab.reports(lab.BEFORE)[2]
    replaced = lab.publish(out, [ada, bo, cy, dee])
    assert [move.student for move in replaced.moves] == ["ada"]
    pages = {name: page(out, name) for name in ("bo", "dee")}

    change = undo(lab.COURSE, out)

    assert scores(out) == {"ada": 5.0, "bo": 5.0, "cy": 3.0, "dee": 5.0}
    assert hand_in_of(out, "bo") == bo.digest
    assert {name: page(out, name) for name in pages} == pages
    assert shown(change.moves) == [("ada", 3.0, 5.0)]
    index = (out / "pages" / "index.html").read_text()
    assert "dee" in index


def test_an_undo_of_a_grading_leaves_a_new_hand_in_with_the_same_points(out: Path) -> None:
    """A grade that did not move says nothing of the hand-in that it is of."""
    bo = anew("bo", 1.0, 3.0)
    lab.publish(out, [lab.report("ada", {"double": 0.0, "counter": 3.0}), bo])

    undo(lab.COURSE, out)

    assert hand_in_of(out, "bo") == bo.digest


def test_an_undo_of_a_regrade_leaves_a_new_hand_in_with_the_same_points(out: Path) -> None:
    """The same for whom a regrade compared and did not move."""
    ada = anew("ada", 2.0, 3.0)
    lab.regrade(out, [ada, *lab.reports(lab.AFTER)[1:]])

    change = undo(lab.COURSE, out)

    assert scores(out) == {"ada": 5.0, "bo": 4.0, "cy": 3.0}
    assert hand_in_of(out, "ada") == ada.digest
    assert {move.student for move in change.moves} == {"bo", "cy"}


def test_a_new_hand_in_that_counts_as_much_is_not_taken_back(out: Path) -> None:
    """Points alone do not say that the report is of the hand-in that the change graded."""
    lab.regrade(out, lab.reports(lab.AFTER))
    lab.publish(out, [lab.reports(lab.AFTER)[0], anew("bo", 2.0, 1.5), lab.reports(lab.AFTER)[2]])
    before = lab.tree(out)

    with pytest.raises(UsageError, match=r"bo \(toy; handed in anew\)\n  do next:  .*regrade"):
        undo(lab.COURSE, out, 1)
    assert lab.tree(out) == before


def test_a_hand_in_that_the_regrade_itself_found_is_taken_back_and_named(out: Path) -> None:
    """Also where other results came since; whoever is back at an earlier hand-in is told."""
    bo = anew("bo", 2.0, 3.0)
    lab.regrade(out, [lab.reports(lab.BEFORE)[0], bo, lab.reports(lab.BEFORE)[2]])
    later = [lab.report(name, {"double": 2.0}, assignment="later") for name in lab.BEFORE]
    lab.publish(out, later, ["later"])

    change = undo(lab.COURSE, out)

    assert scores(out) == {"ada": 5.0, "bo": 4.0, "cy": 3.0}
    assert shown(change.moves) == [("bo", 5.0, 4.0)]
    (words,) = taken_back(change)
    assert words.startswith("BACK AT AN EARLIER HAND-IN: bo (toy)")


def test_a_third_hand_in_is_not_taken_for_the_one_that_the_regrade_found(out: Path) -> None:
    """Which hand-in a change left is known by its digest."""
    bo = anew("bo", 2.0, 3.0)
    lab.regrade(out, [lab.reports(lab.BEFORE)[0], bo, lab.reports(lab.BEFORE)[2]])
    third = bo.model_copy(update={"digest": "file-t+code-t"})
    lab.publish(out, [lab.reports(lab.BEFORE)[0], third, lab.reports(lab.BEFORE)[2]])

    with pytest.raises(UsageError, match=r"bo \(toy; handed in anew\)"):
        undo(lab.COURSE, out)


def test_nobody_is_back_at_an_earlier_hand_in_without_one(out: Path) -> None:
    """An ordinary undo says nothing of hand-ins."""
    lab.regrade(out, lab.reports(lab.AFTER))

    assert list(taken_back(undo(lab.COURSE, out))) == []


def test_a_change_below_a_later_one_of_the_same_submission_stays(out: Path) -> None:
    """Grades that went away and came back by a later change are that one's."""
    lab.regrade(out, lab.reports(lab.AFTER))
    lab.regrade(out, lab.reports(lab.AFTER | {"bo": {"double": 0.0, "counter": 0.0}}))
    lab.regrade(out, lab.reports(lab.AFTER))

    with pytest.raises(UsageError, match=r"bo \(toy\)\n  do next:  .* first: 3, 2"):
        undo(lab.COURSE, out, 1)


def test_an_edit_that_an_undo_brings_back_stays_known_as_one(out: Path) -> None:
    """Also where the files are written anew, because somebody handed in meanwhile."""
    path = out / "reports" / "ada.json"
    edited = path.read_text().replace('"score": 5.0', '"score": 4.5')
    path.write_text(edited.replace('"final": 5.0', '"final": 4.5'))
    lab.publish(out, [lab.reports(lab.BEFORE)[0], anew("bo", 2.0, 3.0)])
    assert edited_by_hand(out) == []

    undo(lab.COURSE, out)

    assert scores(out)["ada"] == 4.5
    assert scores(out)["bo"] == 5.0
    assert edited_by_hand(out) == ["ada.json"]


def test_an_undo_shows_what_moves_now(out: Path) -> None:
    """Every move of the undo is of the reports that are there, and nobody else moves."""
    lab.publish(out, lab.reports({"ada": {"double": 0.0, "counter": 3.0}, "bo": lab.BEFORE["bo"]}))

    change = undo(lab.COURSE, out)

    assert scores(out) == {"ada": 5.0, "bo": 4.0, "cy": 3.0}
    assert shown(change.moves) == [("cy", 3.0, 3.0), ("ada", 3.0, 5.0)]
    assert change.moves[0].why == ("its report is back",)
