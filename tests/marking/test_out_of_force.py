"""Marks of a question that is renamed, taken out or pays less: nobody loses them in silence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.cli.marking_tables import history_table
from grader.course import Course, load_course
from grader.engine.marking import load_marks, out_of_force
from grader.errors import CourseError
from grader.history.compare import difference
from grader.history.regrade import apply, plan
from grader.history.undo import undo
from grader.history.words import told, unplanned
from grader.marking.carry import enter_files, open_results
from grader.records import Late, SubmissionReport
from tests.marking import desk

Reports = Sequence[SubmissionReport]
CHANGES: dict[str, tuple[desk.Change, str]] = {
    "renamed": (lambda q: q.model_copy(update={"id": "because"}), "the question is gone"),
    "taken out": (lambda q: None, "the question is gone"),
    "no more by hand": (lambda q: q.model_copy(update={"kind": "auto"}), "the question is gone"),
    "pays less": (lambda q: q.model_copy(update={"max_points": 1.0}), "above the maximum of 1"),
}
"""What somebody does to the question `why`, and why its marks count no more then."""


@pytest.fixture
def before(course: Course, out: Path, why: Path) -> Reports:
    """The class after ada got 2 points and bo 1.5; cy waits, dee has no answer."""
    desk.fill(why, {"ada": {"points (of 3)": "2"}, "bo": {"points (of 3)": "1.5"}})
    enter_files(course, out, [why], reader="anna", at=desk.AT)
    return open_results(course, out).reports


@pytest.mark.parametrize("case", [name for name in CHANGES if name != "no more by hand"])
def test_a_plain_grading_tells_whose_marks_count_no_more(
    before: Reports, out: Path, case: str
) -> None:
    """As for other grades: every name, what was there is kept, and what to do is said."""
    change, why_not = CHANGES[case]

    replaced = desk.graded(out, desk.changed(before, change))

    said = list(told(replaced))
    assert said[:4] == [
        "OTHER GRADES than before, though the hand-ins are the same: 2 submissions",
        f"  ada (toy): 5 + 2 by hand → 5; the mark of why counts no more: {why_not}",
        f"  bo (toy): 5 + 1.5 by hand → 5; the mark of why counts no more: {why_not}",
        f"MARKS BY HAND that do not count as before: toy why, 2 students: {why_not}",
    ]
    assert ("put its id back" in said[4]) == (why_not == "the question is gone")
    assert "grader manual export" in said[4]
    assert "`grader regrade --undo 1 --out DIR` puts it back" in said[5]
    assert list(told(desk.graded(out, desk.changed(before, change)))) == []


@pytest.mark.parametrize("case", sorted(CHANGES))
def test_a_regrade_shows_them_among_those_who_move(
    before: Reports, course: Course, out: Path, case: str
) -> None:
    """Who would lose a mark is a move of that many points, with the reason."""
    change, why_not = CHANGES[case]

    made = plan(course, out, desk.changed(before, change), ["toy"], policy="replace")

    found = {
        m.student: (difference(m), m.why[-1]) for m in made.moves if m.student in ("ada", "bo")
    }
    words = f"the mark of why counts no more: {why_not}"
    assert found == {"ada": (-2.0, words), "bo": (-1.5, words)}
    first = next(unplanned(made))
    assert first.startswith("MARKS BY HAND that do not count as before: toy why, 2 students: ")


def test_a_regrade_writes_them_with_a_reason_and_takes_them_back(
    before: Reports, course: Course, out: Path
) -> None:
    """Applied, the moves stand in the history; undone, the marks count as before."""
    without = desk.changed(before, CHANGES["renamed"][0])

    _, change = apply(
        course, out, without, ["toy"], policy="replace", reason="a better id", run=desk.RUN
    )

    assert change is not None
    assert [dict(move.before.marks) for move in change.moves] == [{"why": 2.0}, {"why": 1.5}]
    assert [m.after.marks for m in change.moves if m.after] == [{}, {}]
    undo(course, out)
    assert open_results(course, out).reports == tuple(before)


def test_marks_that_count_again_are_told_too(before: Reports, out: Path) -> None:
    """Where the old id is put back, the same grading says that grades changed once more."""
    desk.graded(out, desk.changed(before, CHANGES["renamed"][0]))

    said = list(told(desk.graded(out, desk.changed(before, lambda q: q))))

    assert said[2] == "  ada (toy): 5 → 5 + 2 by hand; the mark of why counts again"


def test_a_new_hand_in_loses_no_mark_in_silence(before: Reports, out: Path) -> None:
    """Whoever hands in again keeps the mark; so it is told where the question took it."""
    old = [report.model_copy(update={"digest": "f+c"}) for report in before]
    desk.graded(out, old)

    said = list(told(desk.graded(out, desk.changed(old, CHANGES["taken out"][0], digest="g+d"))))

    assert (
        said[0] == "MARKS BY HAND that do not count as before, beside a new hand-in: 2 submissions"
    )
    assert said[1].startswith("  ada (toy): 5 + 2 by hand → 5; another hand-in; the mark of why")


def test_a_mark_that_its_reader_took_back_moves_nobody(
    before: Reports, course: Course, out: Path, export: Callable[..., Any]
) -> None:
    """Even where the import ended before it published: what readers do is no surprise."""
    published = {path: path.read_bytes() for path in (out / "reports").glob("*.json")}
    table = export("again", questions=["why"], which="all")[0].table
    desk.fill(table, {"ada": {"points (of 3)": "withdraw"}, "bo": {"points (of 3)": "1"}})
    enter_files(course, out, [table], reader="anna", at=desk.AT)
    for path, data in published.items():
        path.write_bytes(data)

    assert desk.graded(out, desk.changed(before, lambda q: q)).moves == ()


def test_lateness_takes_its_part_of_a_mark_that_is_lost(
    before: Reports, course: Course, out: Path
) -> None:
    """A standing says what a mark gave of what counts."""
    late = Late(policy="per_day", due=None, handed_in=None, deducted_percent=10.0, words="late")
    desk.graded(out, desk.changed(before, lambda q: q, late=late))
    change = CHANGES["taken out"][0]

    made = plan(course, out, desk.changed(before, change, late=late), ["toy"], policy="replace")

    assert [dict(move.before.marks) for move in made.moves] == [{"why": 1.8}, {"why": 1.35}]


@pytest.mark.parametrize("case", sorted(CHANGES))
def test_the_history_says_why_a_mark_is_not_in_force(
    before: Reports, course: Course, out: Path, case: str
) -> None:
    """No, and the reason; yes only where it counts."""
    change, why_not = CHANGES[case]
    marks = load_marks(out)

    def shown(reports: Reports) -> list[object]:
        by_key = {(each.student, each.assignment): each for each in reports}
        table = history_table(marks.history, marks.holding, by_key)
        return [str(cell) for cell in table.columns[3].cells]

    assert shown(before) == ["yes", "yes"]
    assert shown(desk.changed(before, change)) == [f"no: {why_not}"] * 2
    assert shown([]) == ["no: the student has no report of it"] * 2


def test_a_mark_counts_up_to_what_the_question_pays(before: Reports) -> None:
    """The maximum itself is not above it."""
    assert out_of_force(before[0], "why", 3.0) == ""
    assert out_of_force(before[0], "why", 3.25) == "above the maximum of 3"
    assert out_of_force(before[0], "double", 1.0) == "the question is gone"


def _renamed(course: Course) -> Course:
    """The course, in which `why` is called `because`."""
    folder = course.root / "solutions" / "toy"
    for name, old, new in (
        ("assignment.toml", 'id = "why"', 'id = "because"'),
        ("source.py", 'manual="why"', 'manual="because"'),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return load_course(course.root)


def test_a_table_of_a_question_that_is_gone_is_told_as_that(
    before: Reports, course: Course, out: Path, why: Path
) -> None:
    """Under the old id, and with the column rewritten by hand to the new one."""
    course = _renamed(course)
    desk.graded(out, desk.changed(before, CHANGES["renamed"][0]))
    desk.fill(why, {"cy": {"points (of 3)": "1"}})

    with pytest.raises(
        CourseError, match=r"by hand: toy why; if it had that id before, put its id"
    ):
        enter_files(course, out, [why], reader="anna", at=desk.AT)
    desk.rewrite(why, lambda row: {**row, "question": "because"})
    with pytest.raises(CourseError, match=r"a code of the question 'why': .* under that id"):
        enter_files(course, out, [why], reader="anna", at=desk.AT)
