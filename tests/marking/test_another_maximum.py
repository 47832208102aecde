"""Marks of a question that pays another number of points by now: they are told, not rescaled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course, load_course
from grader.course.roster import load_roster
from grader.errors import UsageError
from grader.history.compare import difference
from grader.history.regrade import plan
from grader.history.undo import undo
from grader.history.words import told, unplanned
from grader.marking.carry import enter_files, open_results
from grader.marking.hand_out import hand_out
from grader.records import SubmissionReport
from tests.marking import desk

Reports = Sequence[SubmissionReport]


@pytest.fixture
def before(course: Course, out: Path, why: Path) -> Reports:
    """The class after ada got all 3 points and bo none; cy waits, dee has no answer."""
    desk.fill(why, {"ada": {"points (of 3)": "3"}, "bo": {"points (of 3)": "0"}})
    enter_files(course, out, [why], reader="anna", at=desk.AT)
    return open_results(course, out).reports


def paying(reports: Reports, maximum: float, **fields: Any) -> list[SubmissionReport]:
    """The reports as a grading makes them where `why` pays so much."""
    return desk.changed(reports, lambda q: q.model_copy(update={"max_points": maximum}), **fields)


SUMMED_UP = [
    "MARKS BY HAND that do not count as before: toy why, 1 student: the question pays 6, "
    "the mark was given of 3",
    "  let it pay as much as before, or hand the answers out again with `grader manual export "
    "--only all` and mark them anew; no mark is deleted",
]


def test_a_plain_grading_tells_whose_mark_is_worth_less(before: Reports, out: Path) -> None:
    """A mark of all points is one of half of them, so it is named, kept and told once."""
    replaced = desk.graded(out, paying(before, 6.0))

    said = list(told(replaced))
    assert said[:-1] == [
        "OTHER GRADES than before, though the hand-ins are the same: 1 submission",
        "  ada (toy): 5 + 3 by hand → 5 + 3 by hand; the mark of why: the question pays 6, "
        "the mark was given of 3",
        *SUMMED_UP,
    ]
    assert "`grader regrade --undo 1 --out DIR` puts it back" in said[-1]
    assert list(told(desk.graded(out, paying(before, 6.0)))) == []


def test_a_regrade_shows_it_before_anything_is_written(
    before: Reports, course: Course, out: Path
) -> None:
    """A move of no points, with the reason, and what to do."""
    made = plan(course, out, paying(before, 6.0), ["toy"], policy="never-lower")

    (move,) = made.moves
    words = "the mark of why: the question pays 6, the mark was given of 3"
    assert (move.student, difference(move), move.why) == ("ada", 0.0, (words,))
    assert list(unplanned(made)) == SUMMED_UP


def test_a_new_hand_in_keeps_no_such_mark_in_silence(before: Reports, out: Path) -> None:
    """Whoever hands in again keeps the mark, so it is told there too."""
    desk.graded(out, [report.model_copy(update={"digest": "f+c"}) for report in before])

    said = list(told(desk.graded(out, paying(before, 6.0, digest="g+d"))))

    assert said[0].startswith("MARKS BY HAND that do not count as before, beside a new hand-in: 1")
    assert said[2:4] == SUMMED_UP


def test_a_mark_that_is_worth_more_is_told_too(
    before: Reports, course: Course, out: Path, export: Callable[..., Any]
) -> None:
    """A question that pays less, but no less than the mark, is as much another question."""
    table = export("again", questions=["why"], which="all")[0].table
    desk.fill(table, {"ada": {"points (of 3)": "1.5"}})
    enter_files(course, out, [table], reader="anna", at=desk.AT)

    said = list(told(desk.graded(out, paying(before, 1.5))))

    assert "the question pays 1.5, the mark was given of 3" in said[1]


def test_a_mark_given_anew_is_told_no_more(before: Reports, course: Course, out: Path) -> None:
    """What was said to do ends it: the answers are read again, and a mark is imported."""
    path = course.root / "solutions" / "toy" / "assignment.toml"
    path.write_text(
        path.read_text().replace(
            "points = 3\n\n[[questions.rubric", "points = 6\n\n[[questions.rubric"
        )
    )
    course = load_course(course.root)
    desk.graded(out, paying(before, 6.0))
    held, to = open_results(course, out), out.parent / "again"
    table = hand_out(course, load_roster(course), held, to, names=["toy"], which="all")[0].table
    assert table is not None
    desk.fill(table, {"ada": {"points (of 6)": "6"}})
    enter_files(course, out, [table], reader="anna", at=desk.AT)

    assert desk.graded(out, paying(before, 6.0)).moves == ()
    (ada,) = (r for r in open_results(course, out).reports if r.student == "ada")
    assert [(q.points, q.max_points) for q in ada.questions if q.id == "why"] == [(6.0, 6.0)]


def test_an_undo_takes_it_back(before: Reports, course: Course, out: Path) -> None:
    """The mark is again one of all points."""
    desk.graded(out, paying(before, 6.0))

    change = undo(course, out)

    assert open_results(course, out).reports == tuple(before)
    assert [move.student for move in change.moves] == ["ada"]


def test_an_undo_below_it_is_refused(before: Reports, course: Course, out: Path) -> None:
    """An earlier change does not bring the earlier question back with its own report."""
    lower = paying(before, 3.0, score=4.0, final=4.0)
    desk.graded(out, lower)
    desk.graded(out, paying(before, 6.0, score=4.0, final=4.0))

    with pytest.raises(UsageError, match=r"ada \(toy\)\n  do next:  take back the later ones.*2"):
        undo(course, out, 1)
